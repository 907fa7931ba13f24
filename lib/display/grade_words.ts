import type { Figure, Grade } from "../units.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { Piece } from "./pieces.ts";
import { shorten } from "./shorten.ts";

/** What each grade means. */
const MEANING: Readonly<Record<Grade, string>> = {
  A: "a counter read at both ends",
  B: "a counter read at both ends, split by CPU time",
  C: "a power curve calibrated on this machine",
  D: "no counter here, a model of this kind of processor",
  E: "no counter here, a constant",
};

/**
 * The grade, what it means and what would raise it, in one sentence.
 *
 * @param figure The figure that is graded.
 * @param record Its run: the sources that were left out know their remedy.
 */
export function gradeWords(figure: Figure, record: RunRecord): Piece[] {
  const words = `${figure.grade}: ${MEANING[figure.grade]} (${shorten(figure.how, 100)})`;
  if (figure.grade <= "B") return [words];
  const remedy = record.leftOut.find(({ howToEnable }) => howToEnable !== "");
  if (remedy) return [`${words}; a counter would raise it: `, { code: remedy.howToEnable }];
  return [`${words}; only a machine with a readable energy counter would raise it`];
}
