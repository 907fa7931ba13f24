import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { RunRecord } from "../record/run_record.ts";
import { otelMetrics } from "../sinks/otel.ts";

/** Runs on their way to the OpenTelemetry that is built into Deno; nothing where that is off. */
export interface Telemetry {
  /** Loads what is needed, so that a run's end need not wait for it. Never throws. */
  prepare(): Promise<void>;
  /** Hands over a run that has ended, or whose status was put right. Never throws. */
  tell(record: RunRecord): void;
}

/** Opens the way to OpenTelemetry. */
export function openTelemetry(host: Host): Telemetry {
  let loading: ReturnType<typeof otelMetrics> | undefined;
  let meter: Awaited<typeof loading>;
  return {
    async prepare() {
      try {
        meter = await (loading ??= otelMetrics(host));
      } catch (error) {
        // A run goes on without it; whoever turned it on looks for its metrics, and finds this.
        const why = messageOf(error);
        console.error(`wattbook: runs are not told to OpenTelemetry: ${why}`);
        loading = Promise.resolve(undefined);
      }
    },
    tell(record) {
      // In a kernel a short first cell ends before it is there.
      if (meter === undefined) void loading?.then((late) => late?.(record)).catch(() => {});
      else meter(record);
    },
  };
}
