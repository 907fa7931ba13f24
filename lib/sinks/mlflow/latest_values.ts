import type { MetricPoint } from "../../record/run_record.ts";
import type { SourceContent } from "./source.ts";

/**
 * The last value of each metric of a run: that of its highest step, of two at one step the later one.
 *
 * @param content What is in the run; all its points are read where the store does not know the last ones.
 */
export async function latestValues(content: SourceContent): Promise<ReadonlyMap<string, number>> {
  if (content.latest) return content.latest();
  const latest = new Map<string, MetricPoint>();
  for await (const points of content.points()) {
    for (const point of points) {
      const before = latest.get(point.key);
      if (before === undefined || isLater(point, before)) latest.set(point.key, point);
    }
  }
  return new Map(Array.from(latest, ([key, { value }]) => [key, value]));
}

function isLater(point: MetricPoint, before: MetricPoint): boolean {
  return point.step > before.step || point.step === before.step && point.timestamp >= before.timestamp;
}
