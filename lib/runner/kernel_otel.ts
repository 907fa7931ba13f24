import {
  type Attributes,
  type InstrumentOptions,
  loadMeters,
  type Meter,
  type OtelHost,
} from "../sinks/otel.ts";
import type { Sample } from "../sinks/prometheus_lines.ts";
import type { KernelSeries } from "./kernel_series.ts";

/** Tells the series of a sweep to OpenTelemetry. */
export interface KernelTelling extends Disposable {
  /** Tells them now; for the last time when it is disposed. */
  tell(): void;
}

/** Deno sends every minute, if nobody says otherwise (`OTEL_METRIC_EXPORT_INTERVAL`). */
const EVERY_MS = 1000;

/**
 * Tells the series of a sweep to the OpenTelemetry that is built into Deno, every second. Not as observables: Deno does
 * not ask those once more when the program ends, and the last values would be lost.
 *
 * @param series The series.
 * @param version Version of wattbook.
 * @param host Environment; loads `@opentelemetry/api` at first use.
 * @returns `undefined` where OpenTelemetry is off, so that nothing is loaded.
 */
export async function tellKernels(
  series: KernelSeries,
  version: string,
  host: OtelHost,
): Promise<KernelTelling | undefined> {
  const meter = (await loadMeters(host))?.(version);
  if (meter === undefined) return undefined;
  const tellers = new Map(
    series.families().map(({ instrument, unit, help, type }) => {
      const options = { unit, description: help };
      return [
        instrument,
        type === "counter" ? counter(meter, instrument, options) : gauge(meter, instrument, options),
      ];
    }),
  );
  const tell = () => {
    for (const { instrument, samples } of series.families()) tellers.get(instrument)?.(samples);
  };
  const timer = setInterval(tell, EVERY_MS);
  Deno.unrefTimer(timer);
  return {
    tell,
    [Symbol.dispose]() {
      clearInterval(timer);
      tell();
    },
  };
}

type Teller = (samples: readonly Sample[]) => void;

function gauge(meter: Meter, name: string, options: InstrumentOptions): Teller {
  const made = meter.createGauge(name, options);
  return (samples) => {
    for (const { labels, value } of samples) {
      if (value !== undefined && Number.isFinite(value)) made.record(value, attributesOf(labels));
    }
  };
}

/** A counter is told what came on top. */
function counter(meter: Meter, name: string, options: InstrumentOptions): Teller {
  const made = meter.createCounter(name, options);
  let told = new Map<string, number>();
  return (samples) => {
    const now = new Map<string, number>();
    for (const { labels, value } of samples) {
      if (value === undefined || !Number.isFinite(value)) continue;
      const key = JSON.stringify(labels);
      made.add(value - (told.get(key) ?? 0), attributesOf(labels));
      now.set(key, value);
    }
    // Those that are shown no more are forgotten.
    told = now;
  };
}

function attributesOf(labels: Sample["labels"]): Attributes {
  return Object.fromEntries(Object.entries(labels).map(([name, text]) => [`wattbook.${name}`, text]));
}
