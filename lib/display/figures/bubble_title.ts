import { formatNumber } from "../../units.ts";
import { grams, times } from "../interval_text.ts";
import { plotlyText } from "../plotly_text.ts";
import type { PlacedModel } from "./bubble_frame.ts";

/** Emissions closer than this factor are the same to a reader. */
const SAME = 1.2;

/** Accuracies closer than this, in per cent, are the same to a reader. */
const SAME_ACCURACY = 0.05;

/**
 * The finding: what the last points of accuracy cost.
 *
 * @param models Models that are in the figure.
 * @returns Plotly's markup.
 */
export function bubbleTitle(models: readonly PlacedModel[]): string {
  const ended = models.filter(({ status }) => status === "FINISHED");
  const best = ended.reduce<PlacedModel | undefined>((a, b) => a && !better(b, a) ? a : b, undefined);
  const least = ended.reduce<PlacedModel | undefined>(
    (a, b) => a && a.emissionsG.value <= b.emissionsG.value ? a : b,
    undefined,
  );
  if (best === undefined || least === undefined) return "Accuracy against emissions";
  const name = plotlyText(best.name, 20), other = plotlyText(least.name, 20);
  const accuracy = `${formatNumber(best.accuracy * 100)} %`;
  if (ended.length === 1) return `${name}: ${accuracy} for ${grams(best.emissionsG.value)} CO<sub>2</sub>e`;
  if (best === least) return `${name} is the most accurate (${accuracy}) and emits least`;
  const ratio = best.emissionsG.value / least.emissionsG.value;
  const points = (best.accuracy - least.accuracy) * 100;
  if (ratio < SAME) return `${name} is the most accurate (${accuracy}) and emits hardly more than ${other}`;
  if (points < SAME_ACCURACY) {
    return `${name} emits ${times(ratio)} times as much as ${other} for the same accuracy`;
  }
  const gained = `${formatNumber(points, 2)} ${points >= 0.95 && points < 1.05 ? "point" : "points"}`;
  return `${name} emits ${times(ratio)} times as much as ${other} for ${gained} more`;
}

function better(a: PlacedModel, b: PlacedModel): boolean {
  return a.accuracy > b.accuracy || (a.accuracy === b.accuracy && a.emissionsG.value < b.emissionsG.value);
}
