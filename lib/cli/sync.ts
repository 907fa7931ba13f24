import { realHost } from "../host.ts";
import { closeOrphans } from "../sinks/orphans.ts";
import { openSource } from "../sinks/mlflow/open_source.ts";
import { openStore } from "../sinks/mlflow/open_store.ts";
import type { RunStore } from "../sinks/mlflow/store.ts";
import { syncFolder } from "../sinks/mlflow/sync.ts";
import type { SyncProgress, SyncResult } from "../sinks/mlflow/sync_result.ts";
import { syncSource } from "../sinks/mlflow/sync_source.ts";
import { withoutSecrets } from "../sinks/mlflow/uri.ts";
import { quoted } from "../sinks/quoted.ts";
import { artifactsOf } from "../track/run_artifacts.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import { findJournal } from "./journal_folder.ts";
import { listenForStop } from "./stop_signals.ts";
import { syncLine } from "./sync_progress.ts";

/** `wattbook sync`: delivers journals to MLflow, and copies runs from one store to another. */
export const syncCommand: Command = {
  help: `Usage: wattbook sync [--from DIR|FILE|URI] --to URI [--json]

Delivers every run in the journal of DIR to the MLflow store at URI. Runs whose process died are closed as
KILLED with what was measured. With a SQLite file, a folder "mlruns" or a server as --from, its runs are
copied: metrics, parameters, tags, datasets, files, links between runs. It can be stopped and run again:
nothing is stored twice. At the end both sides are counted.

  --from …    folder that holds ".wattbook" (or that folder itself), "mlflow.db" or "mlruns"; a SQLite file;
              http(s)://…, sqlite:///…, file:… (default: the working folder)
  --to URI    http(s)://…, databricks, azureml://…, sqlite:///mlflow.db, file:… (default: MLFLOW_TRACKING_URI)
  --json      print one JSON value on stdout
  -h, --help  this text`,
  async run(args) {
    const { values } = parseWords(args, {
      from: { type: "string" },
      to: { type: "string" },
      json: { type: "boolean" },
    });
    const to = values.to ?? realHost().env("MLFLOW_TRACKING_URI");
    if (to === undefined) throw new CliError("no target given, should be: wattbook sync --to URI");
    const isLive = Deno.stderr.isTerminal() && !values.json;
    using stopping = listenForStop(() => {
      if (isLive) {
        console.error("\nwattbook sync: stopping after what is on its way; Ctrl-C again stops at once");
      }
    });
    stopping.kill.addEventListener("abort", () => Deno.exit(130), { once: true });
    const { result, closed } = await deliver(values.from ?? ".", to, stopping.stop, isLive);
    const { delivered, upToDate, open, failed, counted } = result;
    if (values.json) {
      console.log(JSON.stringify({
        delivered,
        up_to_date: upToDate,
        open,
        failed: failed.map(({ runName, problem }) => ({ run_name: runName, problem })),
        closed_as_killed: closed,
        counted,
        to: withoutSecrets(to),
      }));
    } else {
      console.log(
        `${delivered} runs delivered, ${upToDate} were there already, ${failed.length} failed; ` +
          `${closed} interrupted runs closed as KILLED, ${open} still going on`,
      );
      if (delivered > 0) console.log(counts(counted));
    }
    for (const { runName, problem } of failed) {
      console.error(`wattbook sync: ${quoted(runName)}: ${problem}`);
    }
    if (stopping.stop.aborted) console.error("wattbook sync: stopped; run it again to deliver the rest");
    return failed.length === 0 && !stopping.stop.aborted ? 0 : 1;
  },
};

async function deliver(
  from: string,
  to: string,
  signal: AbortSignal,
  isLive: boolean,
): Promise<{ result: SyncResult; closed: number }> {
  const host = realHost();
  using line = syncLine({
    write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
    columns: isLive ? Deno.consoleSize().columns : undefined,
  });
  const onProgress = (progress: SyncProgress) => line.show(progress);
  const journal = findJournal(from);
  if (journal !== undefined) {
    const closed = closeOrphans(journal, host).length;
    await using store: RunStore = await openStore(to, host, { signal });
    const derive = artifactsOf;
    return {
      result: await syncFolder(journal, store, { signal, derive: (record) => derive(record), onProgress }),
      closed,
    };
  }
  await using source = await openSource(from, host, signal);
  await using store: RunStore = await openStore(to, host, { signal });
  const result = await syncSource(source, store, { signal, onProgress });
  store.consolidate?.();
  return { result, closed: 0 };
}

/** Counted at both ends; what others added to a run may make the store's more. */
function counts({ logged, stored }: SyncResult["counted"]): string {
  const part = (kind: keyof typeof logged, word: string) => `${stored[kind]} of ${logged[kind]} ${word}`;
  return `counted in the store: ${part("metrics", "metric points")}, ${part("params", "parameters")}, ${
    part("artifacts", "files")
  }`;
}
