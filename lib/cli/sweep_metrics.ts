import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { VERSION } from "../record/build.ts";
import { tellKernels } from "../runner/kernel_otel.ts";
import { kernelSeries } from "../runner/kernel_series.ts";
import { keepMetricsFile } from "../runner/metrics_file.ts";
import { parseListen, serveMetrics } from "../runner/metrics_port.ts";
import type { SweepEvent } from "../runner/sweep.ts";
import { userTag } from "../track/source_tags.ts";
import { CliError } from "./command.ts";
import { orCliError, type SweepWords } from "./sweep_words.ts";

/** Where the series of a sweep are told. */
export interface SweepMetrics extends AsyncDisposable {
  /** Takes what happens. */
  take(event: SweepEvent): void;
}

/** What the series need. */
export interface SweepMetricsOptions {
  /** Notebooks in all. */
  readonly total: number;
  /** Machine. */
  readonly host: Host;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** Tells the user something. */
  readonly say: (text: string) => void;
}

/** Opens the metrics that the words ask for, and OpenTelemetry's where that is on. */
export async function openSweepMetrics(
  { "metrics-file": file, "metrics-port": port }: SweepWords,
  { total, host, signal, say }: SweepMetricsOptions,
): Promise<SweepMetrics> {
  const series = kernelSeries({ total, user: userTag(host)["mlflow.user"], nowMs: () => host.epochMs() });
  await using opened = new AsyncDisposableStack();
  const address = port === undefined ? undefined : orCliError(() => parseListen(port));
  try {
    if (file !== undefined) opened.use(keepMetricsFile(file, series, say));
    if (address !== undefined) {
      const { url } = opened.use(serveMetrics(series, address, { signal }));
      say(`metrics for Prometheus at ${url}`);
    }
  } catch (error) {
    throw error instanceof Error ? new CliError(error.message, 1) : error;
  }
  try {
    opened.use(await tellKernels(series, VERSION, host) ?? null);
  } catch (error) {
    // Its package could not be loaded: notebooks run all the same.
    say(`no OpenTelemetry: ${messageOf(error)}`);
  }
  // The last thing here is the first at the end, before the file is written for the last time.
  opened.defer(() => series.stop());
  const kept = opened.move();
  return { take: (event) => series.take(event), [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
