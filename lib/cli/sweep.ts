import { basename, resolve } from "node:path";
import { type Host, realHost } from "../host.ts";
import { loadIntensity } from "../carbon/intensity.ts";
import { findPlace } from "../carbon/place.ts";
import { type ResultPlaces, resultPlaces } from "../runner/result_places.ts";
import type { EarlyKernel } from "../runner/early_kernel.ts";
import { runSweep, type SweepResult } from "../runner/sweep.ts";
import { planSweep } from "../runner/sweep_plan.ts";
import { keepSweep } from "../runner/sweep_keeper.ts";
import { sweepSentence } from "../runner/sweep_report.ts";
import { sweepTable } from "../runner/sweep_table.ts";
import { uiCommand } from "../sinks/mlflow/ui_command.ts";
import { parseTrackingUri, withoutSecrets } from "../sinks/mlflow/uri.ts";
import { CliError } from "./command.ts";
import { readyProgress } from "./ready_progress.ts";
import { onStop, type StopSignals } from "./stop_signals.ts";
import { serversOf } from "./sweep_servers.ts";
import { sweepJson } from "./sweep_json.ts";
import { openSweepProgress } from "./sweep_progress.ts";
import { openSweepMetrics } from "./sweep_metrics.ts";
import { budgetOf, jobsPerServer, parameterSets, type SweepWords } from "./sweep_words.ts";
import { readyOf } from "./when_words.ts";

/** What the command does with a sweep besides its words. */
export interface SweepCall {
  /** Notebooks. */
  readonly files: readonly string[];
  /** Folder of the results. */
  readonly out: string;
  /** Most milliseconds for one cell. */
  readonly timeoutMs: number | undefined;
  /** One JSON value on stdout. */
  readonly json: boolean;
  /** Ctrl-C. */
  readonly signals: StopSignals;
  /** A kernel that has been started for the first notebook. */
  readonly early: EarlyKernel | undefined;
}

/** Runs notebooks × parameters on servers; returns the exit status. */
export async function sweep(
  words: SweepWords,
  { files, out, timeoutMs, json, signals, early }: SweepCall,
): Promise<number> {
  const host = realHost(), places = resultPlaces(out, host);
  if (words.again && !words.resume) throw new CliError("--again says nothing without --resume");
  const budget = budgetOf(words), perServer = jobsPerServer(words);
  const ready = readyOf(words, host.epochMs()), servers = serversOf(words, host, places, early);
  for (const { place } of servers) if (place !== undefined) await checkPlace(place, host);
  const { jobs, refused, warnings } = planSweep(files, parameterSets(words), out);
  const say = (text: string) => console.error(`wattbook notebook: ${text}`);
  for (const text of [...refused.map(({ problem }) => problem), ...warnings]) say(text);
  if (jobs.length === 0) return 1;

  // Jupyter's client library tells on the console what it does; what matters of it is told here.
  console.debug = console.warn = () => {};
  const live = Deno.stderr.isTerminal();
  const columns = live ? Deno.consoleSize().columns : undefined;
  const write = (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(text));
  const progress = openSweepProgress(jobs.length, {
    write,
    columns,
    colours: live && !Deno.noColor,
    ...(live ? { resized: () => Deno.consoleSize().columns } : {}),
  });
  // Through the table: a line beside it would be wiped out, and a row of it left behind.
  onStop(signals.stop, () => progress.note("wattbook notebook: stopping, once more to kill the kernels"));
  await using metrics = await openSweepMetrics(words, {
    total: jobs.length,
    host,
    signal: signals.stop,
    say,
  });
  const showReady = readyProgress({ say, write, columns });
  const experimentName = words.experiment ?? host.env("MLFLOW_EXPERIMENT_NAME") ?? "Default";
  const keeper = keepSweep(host, { experimentName, places, title: titleOf(files) });
  let result: SweepResult;
  {
    using _ = progress;
    result = await runSweep(jobs, servers, {
      ...ready,
      out,
      jobsPerServer: perServer,
      kernelName: words.kernel,
      timeoutMs,
      env: cellEnvironment(words, places),
      resume: words.resume ?? false,
      again: words.again ? "unfinished" : undefined,
      budget,
      signal: signals.stop,
      killSignal: signals.kill,
      onEvent(event) {
        if (!showReady(event)) progress.show(event);
        keeper.take(event);
        metrics.take(event);
      },
    });
  }
  const { report, problems } = await keeper.end(result);
  const outcomes = result.outcomes.flatMap(({ outcome }) => outcome ?? []);
  if (ready.when && result.stopped === "signal" && outcomes.length === 0) {
    say("stopped while it waited, nothing was run");
    if (json) console.log(JSON.stringify(sweepJson(result, report, places, refused)));
    return signals.exitStatus() ?? 1;
  }
  for (const { problem } of outcomes) if (problem !== undefined) say(oneLine(problem));
  const unmeasured = outcomes.flatMap(({ unmeasured }) =>
    unmeasured === undefined ? [] : [oneLine(unmeasured)]
  );
  for (const [why, { length }] of Map.groupBy(unmeasured, (why) => why)) {
    say(
      `${
        length === 1 ? "a kernel did not measure itself" : `${length} kernels did not measure themselves`
      }: ${why}`,
    );
  }
  for (const problem of problems) say(problem);
  const begun = outcomes.length, left = jobs.length - begun;
  if (result.stopped === "budget") {
    say(`the budget of ${budget?.text} is used up, ${left} notebooks were not begun`);
  }
  if (left > 0) say(`run the same with --resume to go on`);
  if (json) console.log(JSON.stringify(sweepJson(result, report, places, refused)));
  else {
    console.log([
      sweepTable(report.rows, Deno.stdout.isTerminal() ? Deno.consoleSize().columns : undefined).text,
      "",
      sweepSentence(report),
      `Report             ${places.report}`,
      `MLflow             ${mlflowWords(places)}`,
    ].join("\n"));
  }
  const isAllDone = refused.length === 0 && left === 0 && outcomes.every(({ status }) => status === "ok");
  return signals.exitStatus() ?? (isAllDone ? 0 : 1);
}

/** Before anything is begun: kernels would only say that they cannot measure. */
async function checkPlace(place: string, host: Host): Promise<void> {
  try {
    await loadIntensity(findPlace(place, host));
  } catch (error) {
    throw error instanceof RangeError ? new CliError(`--place: ${error.message}`) : error;
  }
}

/** Runs of the cells themselves go to the same place, where their machine can reach it. */
function cellEnvironment({ server = [] }: SweepWords, { trackingUri }: ResultPlaces): Record<string, string> {
  const isReached = server.length === 0 || parseTrackingUri(trackingUri).kind === "rest";
  return isReached ? { MLFLOW_TRACKING_URI: trackingUri } : {};
}

/** A command that opens the embedded store, or the address of a server. */
function mlflowWords({ trackingUri }: ResultPlaces): string {
  const { kind } = parseTrackingUri(trackingUri);
  return kind === "sqlite" || kind === "file" ? uiCommand(trackingUri) : withoutSecrets(trackingUri);
}

function titleOf(files: readonly string[]): string {
  const names = [...new Set(files.map((file) => basename(resolve(file))))];
  return names.length > 3 ? `${names.length} notebooks` : names.join(", ");
}

function oneLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
