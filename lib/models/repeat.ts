import type { Charged } from "../record/run_record.ts";
import type { Seconds } from "../units.ts";
import type { Gauge, GaugeReading } from "./gauge.ts";
import { relativeHalfWidth } from "../record/half_width.ts";

/** When to stop, and what to read. */
export interface RepeatSettings {
  /** Shortest batch in seconds. */
  readonly minTimeS: Seconds;
  /** Seconds after `startedS` from which no further batch begins. */
  readonly maxTimeS: Seconds;
  /** Relative half-width of the 95 % interval at which to stop. */
  readonly targetRelativeHalfWidth: number;
  /** Which energy the batches are compared by. */
  readonly figure: keyof Charged;
  /** Seconds on a clock that never jumps. */
  readonly clock: () => Seconds;
  /** Ends the repeating with its reason. */
  readonly signal: AbortSignal | undefined;
}

/** Calls made in one go. */
export interface Batch {
  /** Where it begins, for the gauge. */
  readonly mark: unknown;
  /** Seconds on the clock. */
  readonly durationS: Seconds;
  /** What the gauge read. */
  readonly reading: GaugeReading;
}

/** Warm batches of equal size. */
export interface Repeated {
  /** Calls in each batch. */
  readonly calls: number;
  /** The batches, at least one. */
  readonly batches: readonly Batch[];
  /** Relative half-width of the 95 % interval between the batches. */
  readonly halfWidth: number | undefined;
  /** True when the target was reached above the resolution of the sources. */
  readonly enough: boolean;
}

/**
 * Doubles a batch of calls until it is long enough, then repeats it until two in a row agree and, from there on,
 * the mean is known well enough or the time is over.
 */
export async function repeatUntilKnown(
  run: () => unknown,
  gauge: Gauge,
  { minTimeS, maxTimeS, targetRelativeHalfWidth, figure, clock, signal }: RepeatSettings,
  startedS: Seconds,
): Promise<Repeated> {
  let turnS = startedS;
  const late = () => clock() - startedS >= maxTimeS;
  const measureBatch = async (calls: number): Promise<Batch> => {
    if (signal !== undefined && clock() - turnS > TURN_EVERY_S) {
      await new Promise((resolve) => setTimeout(resolve));
      turnS = clock();
    }
    signal?.throwIfAborted();
    const mark = gauge.mark();
    const durationS = await timeLoop(run, calls, clock);
    return { mark, durationS, reading: gauge.since(mark) };
  };

  let calls = 1;
  let batch = await measureBatch(calls);
  while (batch.durationS < minTimeS && !late()) batch = await measureBatch(calls *= 2);
  const all = [batch];
  for (;;) {
    const costs = costsOf(all, figure);
    const from = warmFrom(costs);
    const batches = all.slice(from);
    const halfWidth = relativeHalfWidth(costs.slice(from));
    const enough = batches.length >= LEAST_BATCHES && (halfWidth ?? Infinity) < targetRelativeHalfWidth &&
      !readAll(gauge, batches).belowResolution;
    if (enough) return { calls, batches, halfWidth, enough };
    if (late()) {
      return { calls, batches: batches.length > 0 ? batches : all.slice(-1), halfWidth, enough };
    }
    all.push(await measureBatch(calls));
  }
}

/** One reading over all batches: a difference of two, so that the error of the edges counts once. */
export function readAll(gauge: Gauge, batches: readonly Batch[]): GaugeReading {
  return gauge.since(batches[0]?.mark);
}

/** Seconds that `calls` calls take, one after the other. */
export async function timeLoop(run: () => unknown, calls: number, clock: () => Seconds): Promise<Seconds> {
  const startS = clock();
  for (let call = 0; call < calls; call++) {
    const result = run();
    if (isThenable(result)) await result;
  }
  return clock() - startS;
}

/** True for what can be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

const LEAST_BATCHES = 5;
/** Two batches in a row that agree within this end the warm-up. */
const WARM_WITHIN = 0.05;
/** Seconds after which timers and messages get their turn, so that a Stop arrives. */
const TURN_EVERY_S = 0.5;

/** What each batch cost: its energy where the sources resolve it, else CPU time, else time. */
function costsOf(batches: readonly Batch[], figure: keyof Charged): number[] {
  const readings = batches.map((batch) => batch.reading);
  const energies = readings.map((reading) =>
    reading.belowResolution ? 0 : reading.energyJ[figure]?.value ?? 0
  );
  if (energies.every((energy) => energy > 0)) return energies;
  if (readings.every((reading) => reading.cpuS > 0)) return readings.map((reading) => reading.cpuS);
  return batches.map((batch) => batch.durationS);
}

/**
 * Where the warm batches begin: the first that agrees with the one before, and again where two that agree are
 * both cheaper than all since (the compiler came late). Past the end when none agrees.
 */
function warmFrom(costs: readonly number[]): number {
  let from = costs.length;
  costs.forEach((cost, index) => {
    const before = costs[index - 1];
    if (before === undefined || Math.abs(cost - before) > WARM_WITHIN * (cost + before) / 2) return;
    if (from === costs.length) from = index;
    const earlier = costs.slice(from, index - 1);
    const mean = earlier.reduce((sum, value) => sum + value, 0) / earlier.length;
    if (Math.max(cost, before) < mean * (1 - WARM_WITHIN)) from = index;
  });
  return from;
}
