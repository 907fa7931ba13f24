import type { ComparedModel } from "../record/comparison.ts";
import { plotlyText } from "./plotly_text.ts";

/** Characters of what a user or a store may have written. */
const LONGEST = 80;

/**
 * Where the figures of a chart come from: how they were measured, and whose electricity it was.
 *
 * @param models Models of the chart.
 * @returns Plotly's markup; `undefined` when nothing is known.
 */
export function sourceWords(models: readonly ComparedModel[]): string | undefined {
  const grades = [
    ...new Set(
      models.flatMap(({ emissionsG, emissionsPer10InferencesG }) =>
        [emissionsG, emissionsPer10InferencesG].flatMap((figure) => figure?.grade ?? [])
      ),
    ),
  ].sort();
  const [place, ...others] = new Set(models.flatMap(({ electricity }) => electricity ?? []));
  const words = [
    ...(grades.length > 0 ? [`grade ${grades.join(", ")}`] : []),
    ...(place === undefined
      ? []
      : others.length > 0
      ? ["electricity of several places"]
      : [`electricity: ${plotlyText(place, LONGEST)}`]),
  ];
  return words.length > 0 ? words.join("; ") : undefined;
}
