import type { CodecarbonSays } from "./codecarbon.ts";
import { codecarbonSays } from "./codecarbon.ts";
import { designPower } from "./design_power.ts";
import type { CodecarbonPlace } from "./emissions.ts";
import type {
  CodecarbonInterval,
  CodecarbonMemory,
  CodecarbonProcessor,
  GraphicsReading,
  ProcessorReadings,
} from "./readings.ts";

/** A stretch of a run between two readings. */
export interface MeasuredStep {
  /** Its length. */
  readonly seconds: number;
  /** CPU seconds of all processors in it; of the process tree in process mode. */
  readonly busyS: number;
}

/** What was read of a run, as far as CodeCarbon would look at it. */
export interface MeasuredRun {
  /** Its `tracking_mode`. */
  readonly mode: "machine" | "process";
  /** The processor. */
  readonly processor: CodecarbonProcessor;
  /** Memory: of the machine, or resident in process mode. */
  readonly memory: CodecarbonMemory;
  /** Joules that the package counters went up by; none where there is no powercap counter. */
  readonly packagesJ?: readonly number[] | undefined;
  /** The run in steps, in order. */
  readonly steps: readonly MeasuredStep[];
  /** Graphics processors: joules by counter, or mean watts. */
  readonly graphics: readonly ({ readonly joules: number } | { readonly watts: number })[];
  /** Where. */
  readonly place: CodecarbonPlace;
  /** Power usage effectiveness. */
  readonly pue: number;
}

/** What CodeCarbon says of a measured run. */
export interface RunSays extends CodecarbonSays {
  /** What it goes by: counters, or a design power that it found, was left to guess by threads, or has for no name. */
  readonly processorBy: "counter" | "table" | "threads" | "nameless";
}

/** It reads load once a second, and measures every 15 s. */
const SAMPLE_S = 1, INTERVAL_S = 15;

/** Timers are late by a little. */
const EARLY_S = 0.05;

/**
 * What CodeCarbon 3.3.2 would say of a run, had it made the same readings.
 *
 * @param run What was read.
 * @throws {PythonError} Where CodeCarbon throws: it then reports nothing.
 */
export function runSays(run: MeasuredRun): RunSays {
  const { processor, memory, place, pue, steps } = run;
  const says = codecarbonSays({
    processor,
    memory,
    place,
    pue,
    intervals: intervalsOf(run),
    durationS: steps.reduce((sum, { seconds }) => sum + seconds, 0),
  });
  return { ...says, processorBy: processorBy(run) };
}

function processorBy({ packagesJ, processor }: MeasuredRun): RunSays["processorBy"] {
  if (packagesJ) return "counter";
  if (processor.forcedWatts !== undefined) return "table";
  const { row, watts } = designPower(processor.model, processor.threads);
  return row !== undefined ? "table" : watts === undefined ? "nameless" : "threads";
}

function intervalsOf({ mode, processor, packagesJ, graphics, steps }: MeasuredRun): CodecarbonInterval[] {
  const groups = grouped(grouped(steps, SAMPLE_S, join), INTERVAL_S, (samples) => samples);
  const totalS = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  // Counters and graphics are known over the run; their energy does not depend on how it is cut.
  const cut = packagesJ ? [grouped(steps, SAMPLE_S, join)] : groups;
  return cut.map((samples): CodecarbonInterval => {
    const seconds = samples.reduce((sum, sample) => sum + sample.seconds, 0);
    const part = totalS > 0 ? seconds / totalS : 1;
    return {
      seconds,
      processor: packagesJ
        ? { kind: "counters", counters: packagesJ.map((j) => ({ beforeUj: 0, afterUj: j * 1e6 })) }
        : readings(mode, processor.threads, samples),
      graphics: graphics.map((card): GraphicsReading =>
        "watts" in card ? card : { beforeMj: 0, afterMj: card.joules * 1000 * part }
      ),
    };
  });
}

function readings(
  mode: MeasuredRun["mode"],
  threads: number,
  samples: readonly MeasuredStep[],
): ProcessorReadings {
  if (mode === "process") {
    return {
      kind: "process",
      samples: samples.map(({ busyS, seconds }) => ({ cpuSeconds: busyS, seconds })),
    };
  }
  return {
    kind: "load",
    samples: samples.map(({ busyS, seconds }) => {
      const loadPercent = seconds > 0 ? busyS / (seconds * threads) * 100 : 0;
      return { seconds, loadPercent: Math.min(100, Math.max(0, loadPercent)) };
    }),
  };
}

/** Puts what follows each other together until it lasts `leastS`; the rest is one more group. */
function grouped<Group>(
  steps: readonly MeasuredStep[],
  leastS: number,
  make: (group: readonly MeasuredStep[]) => Group,
): Group[] {
  const groups: Group[] = [];
  let group: MeasuredStep[] = [], lastedS = 0;
  for (const step of steps) {
    group.push(step);
    lastedS += step.seconds;
    if (lastedS < leastS - EARLY_S) continue;
    groups.push(make(group));
    group = [];
    lastedS = 0;
  }
  return group.length > 0 ? [...groups, make(group)] : groups;
}

function join(steps: readonly MeasuredStep[]): MeasuredStep {
  return steps.reduce((sum, { seconds, busyS }) => ({
    seconds: sum.seconds + seconds,
    busyS: sum.busyS + busyS,
  }));
}
