import type { Charged } from "../record/run_record.ts";
import type { Seconds } from "../units.ts";

/** Reads energy and CPU time of an interval; `track.ts` makes one from the ledger. */
export interface Gauge {
  /** The begin of an interval. */
  mark(): unknown;
  /** What happened since a mark; a mark may be asked more than once. */
  since(mark: unknown): GaugeReading;
}

/** What happened in an interval. */
export interface GaugeReading {
  /** Seconds. */
  readonly durationS: Seconds;
  /** Joules, charged in the three ways. */
  readonly energyJ: Charged;
  /** CPU seconds of this process tree. */
  readonly cpuS: Seconds;
  /** True when the interval is shorter than the sources resolve. */
  readonly belowResolution: boolean;
}
