/** A point of a series. */
export interface Point {
  /** Where on the x axis. */
  readonly x: number;
  /** How high; `undefined` is a gap. */
  readonly y: number | undefined;
}

/**
 * At most `most` points of a series that look like the whole: each stretch keeps its lowest and its highest point,
 * so that no peak is lost. For pictures only, never for energy: what is between the peaks is gone.
 *
 * @param points The series, by rising x.
 * @param most Points to keep, at least 4.
 */
export function thin(points: readonly Point[], most = 300): Point[] {
  if (points.length <= most) return [...points];
  const stretches = Math.floor((most - 2) / 2);
  const inner = points.length - 2;
  const kept = [0];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor(stretch * inner / stretches),
      to = 1 + Math.floor((stretch + 1) * inner / stretches);
    kept.push(...extremes(points, from, to));
  }
  kept.push(points.length - 1);
  return kept.flatMap((index) => points[index] ?? []);
}

/** Where the lowest and the highest point of a stretch are, in order; a stretch of gaps keeps one gap. */
function extremes(points: readonly Point[], from: number, to: number): number[] {
  let lowest: number | undefined, highest: number | undefined;
  for (let index = from; index < to; index++) {
    const y = points[index]?.y;
    if (y === undefined) continue;
    if (lowest === undefined || y < (points[lowest]?.y ?? Infinity)) lowest = index;
    if (highest === undefined || y > (points[highest]?.y ?? -Infinity)) highest = index;
  }
  if (lowest === undefined || highest === undefined) return from < to ? [from] : [];
  if (lowest === highest) return [lowest];
  return lowest < highest ? [lowest, highest] : [highest, lowest];
}
