import type { Figure, Seconds } from "../units.ts";
import type { Intensity } from "../carbon/intensity.ts";
import type { Range } from "../carbon/range.ts";
import type { SourceLeftOut } from "../sources/source.ts";
import type { CodecarbonFigures } from "./codecarbon_figures.ts";

/** How a run ended, in MLflow's words. */
export type RunStatus = "FINISHED" | "FAILED" | "KILLED";

/** The three ways to charge energy to a run; see the words in the README. */
export interface Charged {
  /** All energy of the measured components during the span, neighbours included. */
  readonly machine?: Figure;
  /** The part charged to this process tree: the headline. */
  readonly share?: Figure;
  /** What the work itself added above idle: the figure for comparing models. */
  readonly active?: Figure;
}

/** Energy of one component during a run. */
export interface ComponentEnergy {
  /** Component, for people: `"CPU package 0"`, `"Memory"`. */
  readonly device: string;
  /** Energy charged to this process tree, in joules. */
  readonly energyJ: Figure;
  /** All energy of the component, in joules. */
  readonly machineJ: Figure;
}

/** One point of a logged metric. */
export interface MetricPoint {
  /** Name of the metric. */
  readonly key: string;
  /** Its value; may be NaN or infinite. */
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Step, a whole number. */
  readonly step: number;
}

/** Power over time, for plots only: energy is never integrated from it. */
export interface PowerCurve {
  /** Seconds since the run's start. */
  readonly timeS: readonly number[];
  /** One series per component, watts, same length as `timeS`; `undefined` where nothing was read. */
  readonly series: readonly {
    /** Component, for people. */
    readonly label: string;
    /** Watts at each time. */
    readonly watts: readonly (number | undefined)[];
  }[];
}

/** CPU time inside a run, in seconds. */
export interface CpuSeconds {
  /** This process, all threads. */
  readonly own: Seconds;
  /** Child processes, ended and living. */
  readonly children: Seconds;
  /** All busy time of all processors of the machine, where it can be read. */
  readonly machineBusy?: Seconds;
  /** Taken away by the hypervisor, of all processors; not there where it took none. */
  readonly stolen?: Seconds;
  /** Seconds in which something on the machine waited for a processor, where the system counts them. */
  readonly waited?: Seconds;
}

/** What was really read. */
export interface Coverage {
  /** Part of the wall time during which the sources could be read, 0 to 1. */
  readonly time: number;
  /** Components that are in the figures: `["cpu", "memory"]`. */
  readonly components: readonly string[];
  /** Components known to be missing: `["gpu: no readable counter"]`. */
  readonly missing: readonly string[];
}

/** The one immutable result of a run. */
export interface RunRecord {
  /** Version of wattbook that wrote it. */
  readonly wattbook: string;
  /** 32 lower hexadecimal digits, the same in the journal and in MLflow's embedded store. */
  readonly runId: string;
  /** Experiment it belongs to. */
  readonly experimentName: string;
  /** Name of the run, any text. */
  readonly runName: string;
  /** Kind of training: `"keras"`, `"pytorch"` or `"sklearn"`. */
  readonly flavor?: string;
  /** How it ended. */
  readonly status: RunStatus;
  /** Name and message of the error that ended it. */
  readonly error?: { readonly name: string; readonly message: string };
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Milliseconds since 1970. */
  readonly endMs: number;
  /** Seconds between the brackets. */
  readonly durationS: Seconds;
  /** Energy in joules. */
  readonly energyJ: Charged;
  /** True when the span is shorter than the sources resolve: the figures are upper bounds at best. */
  readonly belowResolution: boolean;
  /** Energy per component. */
  readonly components: readonly ComponentEnergy[];
  /** Grams CO2eq. */
  readonly emissionsG: Charged;
  /** Which of the three is the headline. */
  readonly headline: "share" | "active" | "machine";
  /** Where the electricity comes from. */
  readonly intensity: Intensity;
  /** Power usage effectiveness that the grams include; 1 means none. */
  readonly pue: number;
  /** Whose method the figures are by; not there for wattbook's own. */
  readonly method?: "codecarbon-3.3.2";
  /** What CodeCarbon 3.3.2 would say to the same readings, where that was asked for. */
  readonly codecarbon?: CodecarbonFigures;
  /** Water that the energy took, where that was asked for. */
  readonly waterL?: Range;
  /** Emissions of making the hardware that fall on the run, g CO2eq, where that was asked for. Not in `emissionsG`. */
  readonly embodiedG?: Range;
  /** CPU time. */
  readonly cpuTimeS: CpuSeconds;
  /** What was really read. */
  readonly coverage: Coverage;
  /** Seconds of CPU that wattbook itself used inside the run. */
  readonly overheadS: Seconds;
  /** Sources that could not be used, with reason and remedy. */
  readonly leftOut: readonly SourceLeftOut[];
  /** Sentences the reader should see: place unknown, neighbours busy, too short. */
  readonly notes: readonly string[];
  /** Everything logged while it ran. */
  readonly metrics: readonly MetricPoint[];
  /** Parameters as text. */
  readonly params: Readonly<Record<string, string>>;
  /** Tags as text. */
  readonly tags: Readonly<Record<string, string>>;
  /** Power over time, where a sampler ran long enough. */
  readonly curve?: PowerCurve;
}
