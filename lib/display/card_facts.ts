import { formatDuration, formatNumber } from "../units.ts";
import type { Destination } from "../record/destination.ts";
import type { Charged, RunRecord } from "../record/run_record.ts";
import { destinationWords } from "./destination_words.ts";
import { besideLines } from "./beside_lines.ts";
import { gradeWords } from "./grade_words.ts";
import { grams, intervalText, joules } from "./interval_text.ts";
import type { Piece } from "./pieces.ts";
import { shorten } from "./shorten.ts";

/** What a card says, before it is HTML or text. */
export interface CardFacts {
  /** Name of the run. */
  readonly title: string;
  /** Experiment and kind of training. */
  readonly subtitle: string;
  /** How the run ended, when it did not end well. */
  readonly ending?: string;
  /** The figure, large. */
  readonly headline: string;
  /** Its interval, or what to do when there is no figure. */
  readonly beside: string;
  /** Energy in the three ways to charge it, where known. */
  readonly energy: readonly EnergyRow[];
  /** Energy by component. */
  readonly split: readonly SplitPart[];
  /** Label and line. */
  readonly lines: readonly (readonly [label: string, words: readonly Piece[]])[];
  /** Sentences the reader should see. */
  readonly notes: readonly string[];
}

/** One way to charge energy. */
export interface EnergyRow {
  /** `"share"`, `"active"` or `"machine"`. */
  readonly name: string;
  /** What that means. */
  readonly meaning: string;
  /** Value with unit. */
  readonly value: string;
  /** Interval with unit. */
  readonly interval: string;
  /** Whether the headline is made of it. */
  readonly leads: boolean;
}

/** One component. */
export interface SplitPart {
  /** Name of the component. */
  readonly device: string;
  /** Value with unit. */
  readonly value: string;
  /** Part of the whole, 0 to 1. */
  readonly part: number;
}

const MEANINGS: Readonly<Record<keyof Charged, string>> = {
  share: "charged to this run",
  active: "added above idle",
  machine: "whole machine",
};

/** Below this part of the time read, the card says so. */
const FULL_COVERAGE = 0.98;

/** Characters that a card shows of what users named, and how many notes. */
const NAME = 80, ERROR = 240, NOTE = 300, NOTES = 8;

/**
 * What the card of a run says.
 *
 * @param record The run.
 * @param destination Where it is logged, as far as that is known.
 */
export function cardFacts(record: RunRecord, destination?: Destination): CardFacts {
  const { error, status, belowResolution } = record;
  const energy = record.energyJ[record.headline];
  const why = error ? `: ${shorten(`${error.name}: ${error.message}`, ERROR)}` : "";
  return {
    title: shorten(record.runName, NAME) || "unnamed run",
    subtitle: [record.experimentName, record.flavor].flatMap((name) => name ? shorten(name, NAME) : []).join(
      " · ",
    ),
    ...(status === "FINISHED" ? {} : { ending: `${status}${why}` }),
    ...headline(record),
    energy: (["share", "active", "machine"] as const).flatMap((key) => energyRow(key, record)),
    split: belowResolution ? [] : split(record),
    lines: [
      ["Place", [place(record)]],
      ["Grid", [grid(record)]],
      ...(energy ? [["Grade", gradeWords(energy, record)] as const] : []),
      ...besideLines(record),
      ["Time", [time(record)]],
      ...coverage(record),
      ...logged(destination),
    ],
    notes: record.notes.slice(0, NOTES).map((note) => shorten(note, NOTE)),
  };
}

/** Never 0: what cannot be resolved or is not known is said in words. */
function headline(
  { emissionsG, headline, belowResolution, method }: RunRecord,
): { headline: string; beside: string } {
  const figure = emissionsG[headline];
  if (figure === undefined) return { headline: "CO2e not known", beside: "no energy could be read" };
  if (belowResolution || !(figure.value > 0)) {
    const bound = figure.high > 0 ? `less than ${grams(figure.high)} CO2e` : "CO2e not known";
    return { headline: bound, beside: "too short to resolve; measure more work in one run for a figure" };
  }
  const beside = method ? "as CodeCarbon 3.3.2 counts; it states no interval" : intervalText(figure, grams);
  return { headline: `${grams(figure.value)} CO2e`, beside };
}

function energyRow(
  key: keyof Charged,
  { energyJ, belowResolution, headline, method }: RunRecord,
): EnergyRow[] {
  const figure = energyJ[key];
  if (figure === undefined) return [];
  const row = { name: key, meaning: MEANINGS[key], leads: key === headline };
  if (!belowResolution && figure.value > 0) {
    return [{ ...row, value: joules(figure.value), interval: method ? "" : intervalText(figure, joules) }];
  }
  return figure.high > 0 ? [{ ...row, value: `< ${joules(figure.high)}`, interval: "" }] : [];
}

function split({ components }: RunRecord): SplitPart[] {
  const known = components.filter(({ energyJ }) => energyJ.value > 0);
  const whole = known.reduce((sum, { energyJ }) => sum + energyJ.value, 0);
  return known
    .map(({ device, energyJ: { value } }) => ({
      device: shorten(device, 40),
      value: joules(value),
      part: value / whole,
    }))
    .sort((a, b) => b.part - a.part);
}

/** `option` and the like in the reader's words. */
const FOUND: Readonly<Record<string, string>> = {
  option: "as you named it",
  environment: "from the environment",
  "cloud region": "from the cloud region",
  "time zone": "guessed from the time zone",
  unknown: "the place is not known",
};

function place({ intensity: { zone, zoneName, placeFrom } }: RunRecord): string {
  const name = shorten(zoneName, 60), code = shorten(zone, 20);
  return `${name}${code === name ? "" : ` (${code})`}, ${
    FOUND[placeFrom] ?? `from ${shorten(placeFrom, 40)}`
  }`;
}

function grid({ intensity: { gramsPerKwh, low, high, source, year, kind }, pue }: RunRecord): string {
  const range = low === high ? "" : ` (${formatNumber(low)} – ${formatNumber(high)})`;
  const facility = pue === 1 ? "" : `; PUE ${formatNumber(pue)} included`;
  return `${formatNumber(gramsPerKwh)} g CO2e/kWh${range}, ${shorten(kind, 90)}; ${
    shorten(source, 60)
  }, ${year}${facility}`;
}

function time({ durationS, cpuTimeS, overheadS }: RunRecord): string {
  const cpu = cpuTimeS.own + cpuTimeS.children;
  return [
    formatDuration(durationS),
    `${formatDuration(cpu)} of CPU time`,
    `wattbook itself ${formatDuration(overheadS)}`,
  ].join("; ");
}

function coverage({ coverage: { time, missing } }: RunRecord): (readonly [string, readonly Piece[]])[] {
  const read = time < FULL_COVERAGE ? [`${formatNumber(time * 100, 2)} % of the time was read`] : [];
  const without = missing.length > 0
    ? [`without ${missing.slice(0, 4).map((one) => shorten(one, 60)).join(", ")}`]
    : [];
  const words = [...read, ...without];
  return words.length > 0 ? [["Coverage", [words.join("; ")]]] : [];
}

function logged(destination: Destination | undefined): (readonly [string, readonly Piece[]])[] {
  const words = destinationWords(destination);
  return words ? [["MLflow", words]] : [];
}
