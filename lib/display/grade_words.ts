import type { Figure, Grade } from "../units.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { Piece } from "./pieces.ts";
import { shorten } from "./shorten.ts";

/** What each grade means. */
const MEANING: Readonly<Record<Grade, string>> = {
  A: "a counter read at both ends",
  B: "a counter read at both ends, split by CPU time",
  C: "a power curve calibrated on this machine",
  D: "no counter could be read, a model of this kind of processor",
  E: "no counter could be read, a constant",
};

/** A remedy that is a command; what else is said about it, in brackets, `doctor` tells. */
const COMMAND = /^((?:sudo|deno|npx|chmod|modprobe) [^(]+?)(?: \(.*\))?$/s;

/**
 * The grade, what it means and what would raise it, in one sentence.
 *
 * @param figure The figure that is graded.
 * @param record Its run: the sources that were left out know their remedy.
 */
export function gradeWords(figure: Figure, record: RunRecord): Piece[] {
  const { grade } = figure;
  if (record.method) return [`${grade}: by another's method: ${shorten(figure.how, 140)}`];
  if (grade === "A") return [`A: ${MEANING.A}`];
  if (grade === "B") return [`B: ${MEANING.B}; only the whole machine gets an A`];
  const words = `${grade}: ${MEANING[grade]} (${shorten(figure.how, 100)})`;
  const remedy = record.leftOut.find(({ howToEnable }) => howToEnable !== "")?.howToEnable;
  if (remedy === undefined) return [`${words}; a machine with a readable energy counter would raise it`];
  const [, command] = remedy.match(COMMAND) ?? [];
  const raise = `${words}; a counter would raise it: `;
  return command === undefined ? [raise + shorten(remedy, 200)] : [raise, { code: command }];
}
