import { kilowattHours } from "../units.ts";
import type { Progress } from "./own_measure.ts";
import { NotebookError } from "./notebook_error.ts";
import type { JobOutcome } from "./sweep_log.ts";

/** What a sweep may use: one of grams CO2eq, watt hours and seconds. */
export interface SweepBudget {
  /** Its text, as the user wrote it. */
  readonly text: string;
  /** Of what. */
  readonly unit: "g" | "Wh" | "s";
  /** How much. */
  readonly limit: number;
}

const UNITS: Readonly<Record<string, readonly [SweepBudget["unit"], number]>> = {
  g: ["g", 1],
  kg: ["g", 1000],
  Wh: ["Wh", 1],
  kWh: ["Wh", 1000],
  s: ["s", 1],
  min: ["s", 60],
  h: ["s", 3600],
};

/**
 * Reads a budget: `50g`, `200Wh`, `2h`.
 *
 * @throws {NotebookError} When it is none.
 */
export function parseBudget(text: string): SweepBudget {
  const [, number, name = ""] = text.trim().match(/^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/) ?? [];
  const [unit, factor] = UNITS[name] ?? [];
  const limit = Number(number) * (factor ?? NaN);
  if (unit === undefined || !(limit > 0)) {
    throw new NotebookError(
      `Cannot use --budget "${text}": should be a number and one of ${
        Object.keys(UNITS).join(", ")
      }, such as 50g`,
    );
  }
  return { text, unit, limit };
}

/**
 * How much of a budget is used.
 *
 * @param unit What is counted.
 * @param seconds Since the sweep began.
 * @param parts What jobs have used, as far as their kernels have said.
 */
export function usedOf(
  unit: SweepBudget["unit"],
  seconds: number,
  parts: readonly (JobOutcome | Progress)[],
): number {
  if (unit === "s") return seconds;
  return parts.map(chargeOf).reduce((sum, { energyJ, emissionsG }) => {
    return sum + (unit === "g" ? emissionsG?.value ?? 0 : kilowattHours(energyJ?.value ?? 0) * 1000);
  }, 0);
}

/** The best that is known of what a job has used. */
export function chargeOf(part: JobOutcome | Progress): Progress {
  if (!("status" in part)) return part;
  const { record, progress } = part;
  if (record === undefined) return progress ?? {};
  const energyJ = record.energyJ.share, emissionsG = record.emissionsG.share;
  return { ...(energyJ ? { energyJ } : {}), ...(emissionsG ? { emissionsG } : {}) };
}
