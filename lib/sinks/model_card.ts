import { formatQuantity, significant } from "../units.ts";
import { reportedFigures } from "../record/reported_figures.ts";
import { reportedPlace } from "../record/reported_place.ts";
import type { RunRecord } from "../record/run_record.ts";

/**
 * The block `co2_eq_emissions` for the head of a model card (Hugging Face): grams of CO2eq, where they were emitted
 * and on what. A tag `training_type` of the run (`"pre-training"`, `"fine-tuning"`) is taken over.
 *
 * @param record The run.
 * @returns YAML, between the lines of three dashes as the head of a card has them.
 * @throws {RangeError} When its energy is not known.
 */
export function modelCard(record: RunRecord): string {
  const { emissionsG } = reportedFigures(record, "a model card");
  const { value, low, high, grade } = emissionsG;
  const { intensity, wattbook, tags } = record;
  const place = reportedPlace(intensity);
  const [from, to] = [low, high].map((end) => Number.isFinite(end) ? formatQuantity(end, "g") : "unknown");
  const fields: readonly (readonly [name: string, value: string | number | undefined])[] = [
    ["emissions", significant(value)],
    [
      "source",
      `wattbook ${wattbook} (${from} to ${to}, grade ${grade}; ${intensity.source} ${intensity.year}, ${intensity.kind})`,
    ],
    ["training_type", tags.training_type],
    ["geographical_location", place && [place.region, place.country].filter(Boolean).join(", ")],
    ["hardware_used", record.components.map(({ device }) => device).join(", ") || undefined],
  ];
  const lines = fields.flatMap(([name, value]) => value === undefined ? [] : [`  ${name}: ${scalar(value)}`]);
  return ["---", "co2_eq_emissions:", ...lines, "---", ""].join("\n");
}

/** A text in double quotes means the same in JSON and YAML, but for line ends of Unicode. */
function scalar(value: string | number): string {
  // YAML 1.1, which Python reads, takes a number with an exponent for text when it has no point.
  if (typeof value === "number") return String(value).replace(/^(-?\d+)e/, "$1.0e");
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
