import { type Figure, formatDuration, formatNumber, formatQuantity, type Grade } from "../units.ts";
import type { RunRecord } from "../record/run_record.ts";

/** What was charged to the run, in a reader's words. */
const CHARGED = {
  share: "charged to the process and its children by their part of the machine's CPU time",
  active: "that the process added above the idle machine",
  machine: "of the whole machine while the process ran",
};

/** How the energy was obtained, in a reader's words. */
const METHOD: Readonly<Record<Grade, string>> = {
  A: "measured from hardware energy counters read at both ends",
  B: "measured from hardware energy counters read at both ends and split by CPU time",
  C: "estimated from a power curve calibrated on this machine",
  D: "estimated from a power model of this kind of processor, as no energy counter could be read",
  E: "estimated from constant powers, as no energy counter could be read",
};

/**
 * What a paper says of a run's energy and emissions: figure, interval, method, grid, what is not in it.
 *
 * @param record The run.
 */
export function methodsSentence(record: RunRecord): string {
  const { intensity, pue, belowResolution } = record;
  const energy = record.energyJ[record.headline] ?? record.energyJ.share;
  const emissions = record.emissionsG[record.headline] ?? record.emissionsG.share;
  const what = `${quoted(record.runName)} took ${formatDuration(record.durationS)}`;
  const tool = `wattbook ${record.wattbook}`;
  if (energy === undefined || emissions === undefined) {
    return `${what}; its energy could not be measured (${tool}).\n`;
  }
  const size = (figure: Figure, unit: "J" | "g") =>
    belowResolution ? `less than ${formatQuantity(figure.high, unit)}` : withInterval(figure, unit);
  const parts = record.components.map(({ device }) => device);
  const sentences = [
    `${what} and used ${size(energy, "J")} ${CHARGED[record.headline]}.`,
    record.method
      ? `Energy and emissions are those that CodeCarbon 3.3.2 reports for the same readings (${energy.how}), ` +
        `computed with ${tool}; it states no interval.`
      : `With ${tool} energy was ${METHOD[energy.grade]} (grade ${energy.grade}${
        parts.length > 0 ? `; ${parts.join(", ")}` : ""
      }).`,
    record.method
      ? `This is ${formatQuantity(emissions.value, "g")} CO2eq.`
      : `With ${formatNumber(intensity.gramsPerKwh)} g CO2eq/kWh (${formatNumber(intensity.low)} to ${
        formatNumber(intensity.high)
      }; ${intensity.zoneName}, ${intensity.source} ${intensity.year}, ${intensity.kind})${
        pue === 1 ? "" : ` and a PUE of ${formatNumber(pue)}`
      } this is ${size(emissions, "g")} CO2eq.`,
    ...(record.coverage.missing.length > 0 ? [`Not included: ${record.coverage.missing.join("; ")}.`] : []),
    embodied(record),
  ];
  return `${sentences.join(" ")}\n`;
}

function embodied({ embodiedG, waterL }: RunRecord): string {
  const made = embodiedG
    ? `Making the hardware adds ${formatQuantity(embodiedG.value, "g")} CO2eq (${
      formatQuantity(embodiedG.low, "g")
    } to ${formatQuantity(embodiedG.high, "g")}; ${embodiedG.source}).`
    : "Embodied emissions are not included.";
  if (waterL === undefined) return made;
  const [value, low, high] = [waterL.value, waterL.low, waterL.high].map((litres) =>
    formatNumber(litres * 1000)
  );
  return `${made} The energy took ${value} mL of water (${low} to ${high}; ${waterL.source}).`;
}

function withInterval(figure: Figure, unit: "J" | "g"): string {
  const value = formatQuantity(figure.value, unit);
  if (figure.low === figure.high) return value;
  if (!Number.isFinite(figure.high)) return `${value} (no upper bound)`;
  const high = formatQuantity(figure.high, unit);
  return `${value} (${
    figure.low > 0 ? `${formatQuantity(figure.low, unit)} to ${high}` : `at most ${high}`
  })`;
}

/** A name as a sentence can hold it: on one line. */
function quoted(name: string): string {
  return `The run “${name.replace(/\s+/g, " ").trim()}”`;
}
