import type { Joules, Seconds } from "../units.ts";
import type { Device, ProcessUse } from "../sources/source.ts";

/** Energy of one device inside a span. */
export interface DeviceEnergy {
  /** Which device. */
  readonly device: Device;
  /** Joules inside the span; `undefined` when it could not be read at all. */
  readonly energyJ: Joules | undefined;
  /** Part of the span that was really read, 0 to 1 (below 1 after failed reads or an uncorrectable wrap). */
  readonly coverage: number;
  /** Worst error of the two edge readings, in joules: 2·period·power + quantum; of a power the interval between samples where that is longer. */
  readonly resolutionJ: Joules;
  /** `"counter"` or `"power"` (integrated from samples). */
  readonly kind: "counter" | "power";
  /** Part of the span in which a power sensor showed one and the same value for suspiciously long, 0 to 1. */
  readonly steady?: number;
  /** What processes did to it inside the span, where that can be told. */
  readonly use?: ProcessUse;
}

/** The difference of two readings of the ledger. */
export interface Span {
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Milliseconds since 1970. */
  readonly endMs: number;
  /** Seconds between the brackets. */
  readonly durationS: Seconds;
  /** One entry per source. */
  readonly devices: readonly DeviceEnergy[];
  /** CPU seconds inside the span. */
  readonly cpu: {
    /** This process, all threads, without wattbook's own sampler. */
    readonly ownS: Seconds;
    /** Children, ended and living. */
    readonly childrenS: Seconds;
    /** Busy seconds of all processors; `undefined` when the machine does not tell. */
    readonly machineBusyS: Seconds | undefined;
    /** Seconds stolen by the hypervisor. */
    readonly stealS: Seconds;
    /** Seconds in which something waited for a processor; not there where nobody counts them. */
    readonly waitedS?: Seconds;
    /** Logical processors of the machine. */
    readonly logicalCpus: number;
    /** Processors that this process may use: affinity, quota of its container, else `logicalCpus`. */
    readonly allowedCpus: number;
  };
  /** Memory, mean of both ends of the span. */
  readonly memory: {
    /** Bytes resident in this process, and in the largest child that ended inside the span. */
    readonly residentBytes: number;
    /** Bytes of the machine, or of the container's limit where it has one; `undefined` when unknown. */
    readonly totalBytes: number | undefined;
  };
  /** CPU seconds that wattbook itself used inside the span. */
  readonly overheadS: Seconds;
  /** Parts that are in this machine and draw power, but cannot be read here. */
  readonly unread?: readonly string[];
  /** Sentences for the reader: wraps, gaps, failed reads. */
  readonly notes: readonly string[];
}
