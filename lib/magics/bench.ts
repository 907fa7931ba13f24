import type { Intensity } from "../carbon/intensity.ts";
import { grams, intervalText, joules } from "../display/interval_text.ts";
import { valueText } from "../display/table.ts";
import { relativeHalfWidth } from "../record/half_width.ts";
import { type InferenceMeasure, measureInference } from "../models/inference.ts";
import { emissionsOf } from "../record/figures.ts";
import type { Gauge } from "../track/gauge.ts";
import { type Figure, formatDuration, formatNumber, scaleFigure } from "../units.ts";
import type { BenchOptions } from "./bench_options.ts";

/** What a bench needs of the process. */
export interface BenchWorld {
  /** The meter. */
  readonly gauge: Gauge;
  /** Seconds on a clock that never jumps. */
  readonly clock: () => number;
  /** Ends it between two batches. */
  readonly signal: AbortSignal;
}

/** What one repetition costs. */
export type BenchResult = Pick<
  InferenceMeasure,
  "perInferenceJ" | "perInferenceS" | "repeats" | "batches" | "halfWidth" | "enough"
>;

/** Batches that a fixed number of repetitions is divided into. */
const BATCHES = 10;

/** Repeats `work` until its energy is known, or as often as was asked for. */
export async function bench(
  work: () => Promise<unknown>,
  { runs, seconds, target, figure }: BenchOptions,
  { gauge, clock, signal }: BenchWorld,
): Promise<BenchResult> {
  if (runs === undefined) {
    const options = { targetRelativeHalfWidth: target, maxTimeS: seconds, figure, clock, signal };
    return await measureInference(work, gauge, options);
  }
  const startS = clock(), start = gauge.mark(), costs: number[] = [];
  const batches = Math.min(BATCHES, runs);
  let repeats = 0;
  for (let batch = 0; batch < batches && clock() - startS < seconds; batch++) {
    const size = Math.floor(runs * (batch + 1) / batches) - Math.floor(runs * batch / batches);
    const mark = gauge.mark();
    for (let run = 0; run < size; run++) {
      signal.throwIfAborted();
      await work();
    }
    const { energyJ, durationS, belowResolution } = gauge.since(mark);
    costs.push((belowResolution ? durationS : energyJ[figure]?.value ?? durationS) / size);
    repeats += size;
  }
  const whole = gauge.since(start), energyJ = whole.energyJ[figure];
  const halfWidth = relativeHalfWidth(costs);
  return {
    ...(energyJ ? { perInferenceJ: scaleFigure(energyJ, 1 / repeats) } : {}),
    perInferenceS: whole.durationS / repeats,
    repeats,
    batches: costs.length,
    ...(halfWidth === undefined ? {} : { halfWidth }),
    enough: !whole.belowResolution && halfWidth !== undefined && halfWidth < target,
  };
}

/** The result of a bench in lines. */
export function benchText(result: BenchResult, { target, runs }: BenchOptions, intensity: Intensity): string {
  const { perInferenceJ, perInferenceS, repeats, batches, halfWidth, enough } = result;
  const line = (figure: Figure, format: (value: number) => string) =>
    `${valueText(figure, format)} (${intervalText(figure, format)})`;
  const spread = halfWidth === undefined ? "" : `, ± ${formatNumber(halfWidth * 100, 2)} % between them`;
  const goal = `${formatNumber(target * 100, 2)} %`;
  const verdict = enough
    ? `known to within ${goal}`
    : runs === undefined
    ? `not yet known to within ${goal}: more seconds= would help`
    : `not known to within ${goal}`;
  return [
    `One run of this cell, warm: ${perInferenceJ ? line(perInferenceJ, joules) : "no energy could be read"}`,
    ...(perInferenceJ ? [`CO2e    ${line(emissionsOf(perInferenceJ, intensity, 1), grams)}`] : []),
    `time    ${formatDuration(perInferenceS)}`,
    `from    ${plural(repeats, "repetition")} in ${plural(batches, "batch", "batches")}${spread}; ${verdict}`,
    ...(perInferenceJ ? [`method  ${perInferenceJ.how}, grade ${perInferenceJ.grade}`] : []),
  ].join("\n");
}

function plural(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
