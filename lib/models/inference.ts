import type { Charged } from "../record/run_record.ts";
import { type Figure, scaleFigure, type Seconds } from "../units.ts";
import type { Gauge } from "./gauge.ts";
import { isThenable, readAll, type RepeatSettings, repeatUntilKnown, timeLoop } from "./repeat.ts";

/** How long and how exactly to measure. */
export interface InferenceOptions {
  /** Inferences that one call makes, 1 by default. */
  readonly itemsPerCall?: number;
  /** Shortest batch in seconds, 0.05 by default. */
  readonly minTimeS?: Seconds;
  /** Half-width of the 95 % interval at which to stop, as a part of the mean, 0.01 by default. */
  readonly targetRelativeHalfWidth?: number;
  /** Seconds after which no further batch begins, 3 by default. */
  readonly maxTimeS?: Seconds;
  /** Which charge to report, `"share"` by default. */
  readonly figure?: keyof Charged;
  /** Seconds on a clock that never jumps; `performance.now() / 1000` by default. */
  readonly clock?: () => Seconds;
  /** Ends the measuring with the signal's reason, between two batches. */
  readonly signal?: AbortSignal;
}

/** What one inference costs. */
export interface InferenceMeasure {
  /** Joules of one inference, warm; `undefined` where no energy could be read. */
  readonly perInferenceJ?: Figure;
  /** Seconds of one inference, warm. */
  readonly perInferenceS: Seconds;
  /** Seconds of one inference in the first call of all: compiling and first touch included. */
  readonly coldS: Seconds;
  /** Calls behind the figures. */
  readonly repeats: number;
  /** Batches that these calls were made in. */
  readonly batches: number;
  /** Half-width of the 95 % interval between batches, as a part of the mean; `undefined` for one batch. */
  readonly halfWidth?: number;
  /** True when the target was reached above the resolution of the sources. */
  readonly enough: boolean;
}

/**
 * Measures what one inference costs: doubles a batch until it is long enough to be read, repeats it until it is
 * warm and the mean is known well enough, and takes off what the bare loop costs.
 *
 * @param run One call; a promise it returns is awaited.
 * @param gauge Reads energy and CPU time.
 * @throws {RangeError} When an option is not above 0.
 * @throws The signal's reason when it aborts, and what `run` throws.
 */
export async function measureInference(
  run: () => unknown,
  gauge: Gauge,
  options: InferenceOptions = {},
): Promise<InferenceMeasure> {
  const settings = complete(options);
  const { itemsPerCall, figure, clock, signal } = settings;
  signal?.throwIfAborted();
  const startedS = clock();
  const first = run();
  await first;
  const coldS = clock() - startedS;

  const { calls, batches, halfWidth, enough } = await repeatUntilKnown(run, gauge, settings, startedS);
  const total = readAll(gauge, batches);
  const busyS = batches.reduce((sum, { durationS }) => sum + durationS, 0);
  const emptyS = await timeLoop(isThenable(first) ? emptyAsync : empty, calls, clock) * batches.length;
  const workS = Math.max(0, busyS - emptyS);
  const repeats = calls * batches.length;
  const energy = total.energyJ[figure];
  const perInference = energy === undefined || workS === 0 || total.durationS <= 0
    ? undefined
    : scaleFigure(energy, workS / total.durationS / (repeats * itemsPerCall));
  return {
    ...perInference && {
      perInferenceJ: widened(
        perInference,
        halfWidth,
        `mean of ${repeats} calls in ${batches.length} batches`,
      ),
    },
    perInferenceS: workS / (repeats * itemsPerCall),
    coldS: coldS / itemsPerCall,
    repeats,
    batches: batches.length,
    ...halfWidth !== undefined && { halfWidth },
    enough,
  };
}

function complete(options: InferenceOptions): RepeatSettings & { itemsPerCall: number } {
  const {
    itemsPerCall = 1,
    minTimeS = 0.05,
    targetRelativeHalfWidth = 0.01,
    maxTimeS = 3,
    figure = "share",
    clock = () => performance.now() / 1000,
    signal,
  } = options;
  for (const [name, value] of Object.entries({ itemsPerCall, minTimeS, targetRelativeHalfWidth, maxTimeS })) {
    if (value > 0) continue;
    throw new RangeError(`Cannot measure inference: ${name} is ${value}, expected a number above 0`);
  }
  return { itemsPerCall, minTimeS, targetRelativeHalfWidth, maxTimeS, figure, clock, signal };
}

/** The interval of the method, and around it that of the repeats. */
function widened(energy: Figure, halfWidth: number | undefined, repeats: string): Figure {
  const part = Math.min(1, halfWidth ?? 0);
  return {
    ...energy,
    low: energy.low * (1 - part),
    high: energy.high * (1 + part),
    how: `${energy.how}; ${repeats}`,
  };
}

function empty(): void {}

async function emptyAsync(): Promise<void> {}
