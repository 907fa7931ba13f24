import { formatDuration, formatQuantity } from "../units.ts";
import type { RunRecord } from "../record/run_record.ts";

/** A run on one line: name, grams with interval, energy, grade, duration and status. */
export function recordLine(record: RunRecord): string {
  const grams = record.emissionsG[record.headline], energy = record.energyJ[record.headline];
  const figures = grams && energy && !record.belowResolution
    ? `${formatQuantity(grams.value, "g")} CO2e (${formatQuantity(grams.low, "g")} – ${
      formatQuantity(grams.high, "g")
    }), ${formatQuantity(energy.value, "J")}, grade ${energy.grade}`
    : "too short to resolve";
  const name = record.runName.replace(/\s+/g, " ").slice(0, 80);
  return `wattbook: ${name}: ${figures}, ${formatDuration(record.durationS)}, ${record.status}`;
}
