import type { TestSet } from "../models/test_set.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { Seconds } from "../units.ts";
import type { Tracker } from "./tracker.ts";

/** A model in a benchmark. */
export interface Candidate {
  /** Its name, unlike the others'. */
  readonly name: string;
  /** Parameters to log. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Trains it anew; this is what is measured. Answers with the model, or a promise of it. */
  train(tracker: Tracker): unknown;
  /** Data that it has not seen. Default: that of the options. */
  readonly test?: TestSet;
  /** What one call of its inferences is measured with. Default: that of the options. */
  readonly ask?: TestSet;
}

/** How a benchmark is done. */
export interface BenchmarkOptions {
  /** Data that the models have not seen; without it nothing is said about accuracy. */
  readonly test?: TestSet;
  /** What one call of inferences is measured with, a batch, say; without it inferences are not measured. */
  readonly ask?: TestSet;
  /** Seconds after which the inferences of a model are not repeated further. Default: 3. */
  readonly askTimeS?: Seconds;
  /** Whole number that begins the drawing of the orders. Default: 1. */
  readonly seed?: number;
  /** Rounds that are made in any case. Default: 3, at least 2. */
  readonly leastRounds?: number;
  /** Rounds after which it ends, stable or not. Default: 8. */
  readonly mostRounds?: number;
  /** Seconds after which no further round begins. Default: no limit. */
  readonly maxTimeS?: Seconds;
  /** Seconds of rest before each run, so that none inherits the heat and the rubbish of the one before. Default: 0.3. */
  readonly coolDownS?: Seconds;
  /** Called after each run. */
  readonly onRun?: (record: RunRecord, round: number) => void;
}

/**
 * Checks what a benchmark was asked to do.
 *
 * @throws {RangeError} With the field, its value and what is expected.
 */
export function checkBenchmark(
  candidates: readonly Candidate[],
  { leastRounds, mostRounds, maxTimeS, coolDownS }: Readonly<
    Record<"leastRounds" | "mostRounds" | "maxTimeS" | "coolDownS", number>
  >,
): void {
  const fail = (message: string) => {
    throw new RangeError(`Cannot benchmark: ${message}`);
  };
  if (candidates.length === 0) fail("there is no model, expected at least one");
  const names = candidates.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) fail(`two models are called "${twice}", expected names of their own`);
  for (const [field, value] of Object.entries({ leastRounds, mostRounds })) {
    if (!Number.isInteger(value) || value < 1) fail(`${field} is ${value}, expected a whole number above 0`);
  }
  if (leastRounds > mostRounds) {
    fail(`leastRounds is ${leastRounds}, expected at most mostRounds (${mostRounds})`);
  }
  if (!(maxTimeS > 0)) fail(`maxTimeS is ${maxTimeS}, expected seconds above 0`);
  if (!(coolDownS >= 0 && coolDownS < Infinity)) {
    fail(`coolDownS is ${coolDownS}, expected seconds, 0 or more`);
  }
}
