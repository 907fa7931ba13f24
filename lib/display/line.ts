import { formatDuration, formatQuantity } from "../units.ts";
import type { RunRecord } from "../record/run_record.ts";

/** A run on one line: name, grams with interval, energy, grade, duration and status. */
export function recordLine(record: RunRecord): string {
  const grams = record.emissionsG[record.headline], energy = record.energyJ[record.headline];
  const interval = grams && !record.method
    ? `${formatQuantity(grams.low, "g")} – ${formatQuantity(grams.high, "g")}`
    : "as CodeCarbon 3.3.2 counts";
  const figures = grams && energy && !record.belowResolution
    ? `${formatQuantity(grams.value, "g")} CO2e (${interval}), ${
      formatQuantity(energy.value, "J")
    }, grade ${energy.grade}`
    : "too short to resolve";
  const name = record.runName.replace(/\s+/g, " ").slice(0, 80);
  return `wattbook: ${name}: ${figures}, ${formatDuration(record.durationS)}, ${record.status}`;
}
