import type { RunRecord } from "../../record/run_record.ts";
import { type Figure, formatDuration, formatNumber, formatQuantity } from "../../units.ts";

/**
 * The description of a run in MLflow, as Markdown. Its pages show about three lines before "Show more": the headline
 * with its interval is the first, without a heading or table before it.
 *
 * @param record The run.
 * @param userNote What the user wrote as the description, Markdown; it follows the figures.
 */
export function runNote(record: RunRecord, userNote?: string): string {
  const { energyJ, intensity, headline } = record;
  const place = `${intensity.zoneName}: ${formatNumber(intensity.gramsPerKwh)} g CO2e/kWh ` +
    `(${formatNumber(intensity.low)} – ${
      formatNumber(intensity.high)
    }), ${intensity.kind}; ${intensity.source} ${intensity.year}`;
  const method = energyJ[headline]?.how ?? energyJ.share?.how;
  const lines = [
    `Place: ${place}`,
    method === undefined ? undefined : `Method: ${method}`,
    `Covered: ${Math.round(record.coverage.time * 100)} % of the time; ` +
    `not measured: ${record.coverage.missing.join(", ") || "nothing known"}`,
    ...record.notes,
    record.error ? `Error: ${record.error.name}: ${record.error.message}`.slice(0, 500) : undefined,
  ].filter((line) => line !== undefined);
  const list = lines.map((line) => `- ${asMarkdownText(line)}`).join("\n");
  return [first(record), ...footprint(record), list, ...(userNote ? [userNote] : [])].join("\n\n");
}

/** The footprint as a table: what the run is charged with and its parts, what it added, the whole machine. */
function footprint({ energyJ, components }: RunRecord): string[] {
  const { share, active, machine } = energyJ;
  const parts = components.map(({ device, energyJ }) => [`– ${device}`, energyJ] as const);
  const rows = [
    ["share", share] as const,
    ...parts,
    ["active", active] as const,
    ["machine", machine] as const,
  ]
    .flatMap(([name, figure]) => {
      if (!figure || !(figure.value > 0)) return [];
      const { value, low, high, grade } = figure;
      const range = low === high ? "" : `${formatQuantity(low, "J")} – ${formatQuantity(high, "J")}`;
      const cells = [name, formatQuantity(value, "J"), range, grade].map(asMarkdownText);
      return [`| ${cells.join(" | ")} |`];
    });
  return rows.length === 0
    ? []
    : [["| energy | | interval | grade |", "| --- | --- | --- | --- |", ...rows].join("\n")];
}

function first(record: RunRecord): string {
  const { headline } = record;
  const grams = record.emissionsG[headline] ?? record.emissionsG.share;
  const energy = record.energyJ[headline] ?? record.energyJ.share;
  const time = asMarkdownText(formatDuration(record.durationS));
  if (!grams || !energy || !(energy.high > 0)) return `**Not measured**: no source could be read; ${time}`;
  if (record.belowResolution || !(energy.value > 0)) {
    const limit = asMarkdownText(
      `${formatQuantity(grams.high, "g")} CO2e (${formatQuantity(energy.high, "J")})`,
    );
    return `**Too short to resolve**: at most ${limit} in ${time}`;
  }
  const figures = `${asMarkdownText(interval(grams, "g"))}, ${
    asMarkdownText(formatQuantity(energy.value, "J"))
  }`;
  return `**${
    asMarkdownText(`${formatQuantity(grams.value, "g")} CO2e`)
  }** ${figures}, grade ${energy.grade}, ${time}`;
}

function interval({ low, high }: Figure, unit: "J" | "g"): string {
  if (low === high) return "(no interval)";
  return `(${formatQuantity(low, unit)} – ${formatQuantity(high, unit)})`;
}

/**
 * A text that Markdown shows as it is: whatever a user calls something is no link, picture or tag. MLflow's pages
 * show a backslash before a colon, so the one that makes an address is written by its number.
 */
export function asMarkdownText(text: string): string {
  // Single blanks stay as they are: a match for each would cost more than all the rest.
  return text.replace(/\s{2,}|[^\S ]/g, " ").replace(/[\\`*_{}[\]<>()#+\-.!|~&@$^]/g, "\\$&")
    .replace(/:(?=\/\/)/g, "&#58;");
}
