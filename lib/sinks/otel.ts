import type { Host } from "../host.ts";
import type { Charged, RunRecord } from "../record/run_record.ts";

/** The part of `@opentelemetry/api` that is used. */
interface OpenTelemetry {
  readonly metrics: { getMeter(name: string, version: string): Meter };
}

/** Makes instruments. */
export interface Meter {
  /** One that is told values. */
  createGauge(
    name: string,
    options: InstrumentOptions,
  ): { record(value: number, attributes: Attributes): void };
  /** One that is told what came on top. */
  createCounter(
    name: string,
    options: InstrumentOptions,
  ): { add(value: number, attributes: Attributes): void };
}

/** What an instrument is. */
export interface InstrumentOptions {
  /** In UCUM. */
  readonly unit: string;
  /** A sentence. */
  readonly description: string;
}

/** What a value belongs to. */
export type Attributes = Readonly<Record<string, string>>;

/** What has the environment and loads packages. */
export type OtelHost = Pick<Host, "env" | "load">;

/**
 * Hands runs to the OpenTelemetry that is built into Deno, as gauges: `OTEL_DENO=true` turns it on, and the usual
 * variables (`OTEL_EXPORTER_OTLP_ENDPOINT`, …) say where Deno sends them, every minute and at its end.
 *
 * @param host Environment; loads `@opentelemetry/api` at first use.
 * @returns What takes a run; `undefined` where OpenTelemetry is off, so that nothing is loaded.
 */
export async function otelMetrics(host: OtelHost): Promise<((record: RunRecord) => void) | undefined> {
  const meterOf = await loadMeters(host);
  return meterOf && ((record) => recordRun(meterOf(record.wattbook), record));
}

/**
 * Loads Deno's OpenTelemetry.
 *
 * @param host Environment; loads `@opentelemetry/api`.
 * @returns The meter of a version of wattbook; `undefined` where OpenTelemetry is off, so that nothing is loaded.
 */
export async function loadMeters(host: OtelHost): Promise<((version: string) => Meter) | undefined> {
  const isOn = /^(true|1)$/i.test(host.env("OTEL_DENO") ?? "") &&
    !/^true$/i.test(host.env("OTEL_SDK_DISABLED") ?? "");
  if (!isOn) return undefined;
  // Not the newest: Deno registers itself as 1.9, and the package refuses what is older than itself.
  const { metrics } = await host.load("npm:@opentelemetry/api@1.9.0") as OpenTelemetry;
  return (version) => metrics.getMeter("wattbook", version);
}

function recordRun(meter: Meter, record: RunRecord): void {
  const { experimentName, runName, runId, status, belowResolution, intensity, cpuTimeS } = record;
  const run = {
    "wattbook.experiment": experimentName,
    "wattbook.run": runName,
    "wattbook.run_id": runId,
    "wattbook.status": status,
  };
  const gauge = (name: string, unit: string, description: string) => {
    const made = meter.createGauge(`wattbook.${name}`, { unit, description });
    return (value: number | undefined, more: Readonly<Record<string, string>> = {}) => {
      if (value !== undefined && Number.isFinite(value)) made.record(value, { ...run, ...more });
    };
  };
  const charged = (name: string, unit: string, description: string, figures: Charged) => {
    const tell = gauge(name, unit, description);
    for (const kind of ["share", "active", "machine"] as const) {
      const figure = figures[kind];
      if (figure === undefined) continue;
      for (const end of ["value", "low", "high"] as const) {
        // Too short to see: only the upper end says something.
        if (belowResolution && end !== "high") continue;
        tell(figure[end], { "wattbook.charged": kind, "wattbook.end": end, "wattbook.grade": figure.grade });
      }
    }
  };
  charged("run.energy", "J", "Energy of the run", record.energyJ);
  charged("run.emissions", "g", "CO2 equivalents of the run", record.emissionsG);
  const component = gauge("run.component.energy", "J", "Energy charged to the run, by component");
  for (const { device, energyJ } of record.components) {
    component(energyJ.value, { "wattbook.component": device });
  }
  gauge("run.duration", "s", "Length of the run")(record.durationS);
  gauge("run.cpu_time", "s", "CPU time of the run")(cpuTimeS.own + cpuTimeS.children);
  gauge("run.overhead", "s", "CPU time of measuring itself")(record.overheadS);
  gauge("grid.intensity", "g/(kW.h)", "CO2 equivalents of the electricity")(intensity.gramsPerKwh, {
    "wattbook.zone": intensity.zone,
    "wattbook.source": intensity.source,
    "wattbook.kind": intensity.kind,
  });
}
