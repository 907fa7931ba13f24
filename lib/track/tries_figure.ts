import { wasteFigure } from "../display/figures/waste.ts";
import type { PlotFigure } from "../display/plot_figure.ts";
import { comparedModel } from "../record/compare_models.ts";
import { type Evaluated, triedModel } from "../record/compare_records.ts";
import { anyOverlap, keptRuns } from "./kept_part.ts";

/** What the chart says, where it cannot be seen. */
export const TRIES_TEXT = "What the kept runs cost against all tries";

/**
 * What the kept runs of a session cost against all its runs.
 *
 * @param runs Runs of the session, oldest first; the repeats of a benchmark are no tries and left out.
 * @returns `undefined` when nothing was thrown away, when no run was long enough for a figure, or when runs shared time
 * and cannot be added.
 */
export function triesFigure(runs: readonly Evaluated[]): PlotFigure | undefined {
  const tries = runs.map((run) => ({ run, tried: triedModel(run) }))
    .filter(({ tried }) => tried.benchmark === undefined)
    .map(({ run: { record }, tried }) => ({ record, model: comparedModel(tried) }));
  const records = tries.map(({ record }) => record);
  const kept = new Set(keptRuns(tries.map(({ record }) => ({ record }))));
  const isKnown = tries.some(({ model }) => (model.emissionsG?.value ?? 0) > 0);
  if (kept.size === tries.length || !isKnown || anyOverlap(records)) return undefined;
  return wasteFigure(
    tries.map(({ model }) => model),
    tries.filter(({ record }) => kept.has(record)).map(({ model }) => model),
  );
}
