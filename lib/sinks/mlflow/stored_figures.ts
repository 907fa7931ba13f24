import type { Figure, Grade, Seconds } from "../../units.ts";
import type { SourceRun } from "./source.ts";

/** What a run of a store has used, as far as its metrics say. */
export interface StoredFigures {
  /** Grade of the method; E where nobody says. */
  readonly grade: Grade;
  /** Joules, the headline figure. */
  readonly energyJ: Figure | undefined;
  /** Joules above idle. */
  readonly activeJ: Figure | undefined;
  /** Grams CO2eq, the headline figure. */
  readonly emissionsG: Figure | undefined;
  /** How long it took. */
  readonly durationS: Seconds;
}

/**
 * Energy and emissions of a run: of ours with their intervals, of others as far as their metrics are known by the usual
 * names (`emissions` in grams).
 *
 * @param run The run.
 * @param metric Last value of a metric.
 * @param tags Its tags.
 */
export function storedFigures(
  run: Pick<SourceRun, "startMs" | "endMs">,
  metric: (key: string) => number | undefined,
  tags: Readonly<Record<string, string>>,
): StoredFigures {
  const grade = gradeOf(tags["wattbook.grade"]);
  const emissionsG = storedFigure(metric("emissions"), {
    low: scaled(metric("carbon/emissions_mg_low"), 1 / 1000),
    high: scaled(metric("carbon/emissions_mg_high"), 1 / 1000),
  }, grade);
  const kind = tags["wattbook.figure"] ?? "share";
  // Of an energy no ends are stored: it lies at least as narrowly as its emissions, which the grid's interval widens.
  const energy = (key: string) => {
    const value = metric(key);
    const ends = emissionsG && value !== undefined && emissionsG.value > 0
      ? { low: emissionsG.low * value / emissionsG.value, high: emissionsG.high * value / emissionsG.value }
      : {};
    return storedFigure(value, ends, grade);
  };
  return {
    grade,
    emissionsG,
    energyJ: energy(`energy/${kind}_j`) ?? energy("energy/share_j"),
    activeJ: energy("energy/active_j"),
    durationS: metric("measure/duration_s") ?? ((run.endMs ?? run.startMs) - run.startMs) / 1000,
  };
}

/** A stored value with its ends. Without stored ends nothing is known about the interval. */
export function storedFigure(
  value: number | undefined,
  { low = 0, high = Infinity }: { low?: number | undefined; high?: number | undefined },
  grade: Grade,
): Figure | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const how = high === Infinity ? "logged without an interval" : "logged with its interval";
  return { value, low, high, grade, how };
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

function gradeOf(text: string | undefined): Grade {
  return (["A", "B", "C", "D", "E"] as const).find((grade) => grade === text) ?? "E";
}
