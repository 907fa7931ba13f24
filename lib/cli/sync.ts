import { realHost } from "../host.ts";
import { LINES_FOLDER } from "../sinks/journal.ts";
import { closeOrphans } from "../sinks/orphans.ts";
import { syncFolder } from "../sinks/mlflow/sync.ts";
import { openStore } from "../sinks/mlflow/open_store.ts";
import { withoutSecrets } from "../sinks/mlflow/uri.ts";
import { quoted } from "../sinks/quoted.ts";
import { artifactsOf } from "../track/run_artifacts.ts";
import { CliError, type Command, parseWords } from "./command.ts";

/** `wattbook sync`: delivers journals to MLflow. */
export const syncCommand: Command = {
  name: "sync",
  summary: "deliver journalled runs to an MLflow store, each exactly once",
  help: `Usage: wattbook sync [--from DIR] --to URI [--json]

Delivers every run in the journal of DIR to the MLflow store at URI. Runs whose process died are closed as
KILLED with what was measured. It can be stopped and run again: nothing is stored twice.

  --from DIR  folder that holds ".wattbook", or that folder itself (default: the working folder)
  --to URI    http(s)://…, sqlite:///mlflow.db (default: MLFLOW_TRACKING_URI)
  --json      print one JSON value on stdout
  -h, --help  this text`,
  async run(args) {
    const { values } = parseWords(args, {
      from: { type: "string" },
      to: { type: "string" },
      json: { type: "boolean" },
    });
    const host = realHost();
    const to = values.to ?? host.env("MLFLOW_TRACKING_URI");
    if (to === undefined) throw new CliError("no target given, should be: wattbook sync --to URI");
    const folder = journalFolder(values.from ?? ".");
    const stop = new AbortController();
    const onStop = () => stop.abort();
    Deno.addSignalListener("SIGINT", onStop);
    try {
      const closed = closeOrphans(folder, host);
      await using store = await openStore(to, host, stop.signal);
      const progress = Deno.stderr.isTerminal() && !values.json;
      const result = await syncFolder(folder, store, {
        signal: stop.signal,
        derive: (record) => artifactsOf(record),
        onProgress: ({ index, total, runName }) => {
          if (progress) console.error(`[${index}/${total}] ${quoted(runName)}`);
        },
      });
      const { delivered, upToDate, open, failed } = result;
      if (values.json) {
        console.log(JSON.stringify({
          delivered,
          up_to_date: upToDate,
          open,
          failed: failed.map(({ runName, problem }) => ({ run_name: runName, problem })),
          closed_as_killed: closed.length,
          to: withoutSecrets(to),
        }));
      } else {
        console.log(
          `${delivered} runs delivered, ${upToDate} were there already, ${failed.length} failed; ` +
            `${closed.length} interrupted runs closed as KILLED, ${open} still going on`,
        );
      }
      for (const { runName, problem } of failed) {
        console.error(`wattbook sync: ${quoted(runName)}: ${problem}`);
      }
      if (stop.signal.aborted) console.error("wattbook sync: stopped; run it again to deliver the rest");
      return failed.length === 0 && !stop.signal.aborted ? 0 : 1;
    } finally {
      Deno.removeSignalListener("SIGINT", onStop);
    }
  },
};

function journalFolder(from: string): string {
  const folders = [`${from}/.wattbook`, from];
  const found = folders.find((folder) => isFolder(`${folder}/${LINES_FOLDER}`));
  if (found === undefined) throw new CliError(`no journal in ${quoted(folders[0] ?? from)}`, 1);
  return found;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    // Not there, or not readable: the caller says so.
    return false;
  }
}
