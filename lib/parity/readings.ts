import type { CodecarbonPlace } from "./emissions.ts";
import type { MemoryArchitecture } from "./memory.ts";

/** The processor, as CodeCarbon looks at it. */
export interface CodecarbonProcessor {
  /** Name as the system tells it: `"AMD EPYC 7763 64-Core Processor"`; none where it tells none. */
  readonly model?: string | undefined;
  /** Logical processors of the machine. */
  readonly threads: number;
  /** Sockets. Default 1; its design power counts once per socket. */
  readonly sockets?: number | undefined;
  /** Design power that its user has forced (`force_cpu_power`), W for all sockets. */
  readonly forcedWatts?: number | undefined;
}

/** Memory, as CodeCarbon looks at it. */
export interface CodecarbonMemory {
  /** GiB: all of the machine, or what the process tree has resident in process mode. */
  readonly gib: number;
  /** Default `"x86"`. */
  readonly architecture?: MemoryArchitecture | undefined;
  /** Power that its user has forced (`force_ram_power`), W. */
  readonly forcedWatts?: number | undefined;
}

/** One counter of a processor package over an interval, in microjoules. */
export interface PackageCounter {
  /** At its begin. */
  readonly beforeUj: number;
  /** At its end. */
  readonly afterUj: number;
  /** Where it begins again at 0. Default: never. */
  readonly wrapsAtUj?: number | undefined;
}

/** What was read of the processor in an interval: load, CPU time of a process tree, or energy counters. */
export type ProcessorReadings =
  | {
    /** Machine mode without a counter: load of the whole machine, as read once a second. */
    readonly kind: "load";
    /** Readings in order, the one at the interval's end last. */
    readonly samples: readonly {
      /** Busy part of all processors since the reading before, 0 to 100. */
      readonly loadPercent: number;
      /** Seconds since the reading before. */
      readonly seconds: number;
    }[];
  }
  | {
    /** Process mode without a counter. */
    readonly kind: "process";
    /** Readings in order, the one at the interval's end last. */
    readonly samples: readonly {
      /** CPU time of the process and its live descendants since the reading before, s. */
      readonly cpuSeconds: number;
      /** Seconds since the reading before. */
      readonly seconds: number;
    }[];
  }
  | {
    /** Energy counters (powercap), in either mode. */
    readonly kind: "counters";
    /** The packages that it charges. */
    readonly counters: readonly PackageCounter[];
    /**
     * Seconds that its readings of power cover, once a second and at the end. Only the last one knows this interval:
     * the others repeat the power of the interval before. Default: one reading.
     */
    readonly samplesS?: readonly number[] | undefined;
  };

/** One graphics processor over an interval: its energy counter in millijoules, or its mean power in watts. */
export type GraphicsReading = { readonly beforeMj: number; readonly afterMj: number } | {
  readonly watts: number;
};

/** One interval of measuring; CodeCarbon takes one every 15 s and one at the end. */
export interface CodecarbonInterval {
  /** Its length. */
  readonly seconds: number;
  /** Of the processor. */
  readonly processor: ProcessorReadings;
  /** GiB of memory, where they differ from those of the run (process mode). */
  readonly memoryGib?: number | undefined;
  /** Of each graphics processor. Default: there is none. */
  readonly graphics?: readonly GraphicsReading[] | undefined;
}

/** Everything that CodeCarbon would have read in a run. */
export interface CodecarbonReadings {
  /** The processor. */
  readonly processor: CodecarbonProcessor;
  /** Memory. */
  readonly memory: CodecarbonMemory;
  /** The intervals in order. */
  readonly intervals: readonly CodecarbonInterval[];
  /** From its `start()` to its `stop()`, s. */
  readonly durationS: number;
  /** Where. */
  readonly place: CodecarbonPlace;
  /** Power usage effectiveness that its user has set. Default 1; it multiplies energy and power. */
  readonly pue?: number | undefined;
  /** Litres of water per kWh that its user has set. Default 0; they count after the PUE. */
  readonly wue?: number | undefined;
}
