import type { RankedPair, Ranking } from "../record/ranking.ts";
import { formatNumber } from "../units.ts";
import { shorten } from "./shorten.ts";

/**
 * What a ranking says about neighbours, in sentences: how many times as much the next takes, or that they cannot be
 * told apart.
 *
 * @param ranking The ranking.
 * @param vague Names that are not in it, because what they took could not be resolved each time.
 */
export function rankingWords({ pairs }: Ranking, vague: readonly string[] = []): string[] {
  const sentences = pairs.map((pair) => {
    const less = shorten(pair.less, 40), more = shorten(pair.more, 40);
    const range = `${formatNumber(pair.low)} to ${formatNumber(pair.high)}`;
    if (!pair.isReal) return `${less} and ${more} cannot be told apart (${range} times, p = ${chance(pair)})`;
    return `${more} takes ${formatNumber(pair.ratio)} times the energy of ${less} (${range}, p ${
      pair.p < 0.001 ? "< 0.001" : `= ${chance(pair)}`
    })`;
  });
  if (vague.length === 0) return sentences;
  return [...sentences, `Too short to be ranked: ${vague.map((name) => shorten(name, 40)).join(", ")}`];
}

function chance({ p }: RankedPair): string {
  return formatNumber(p, p < 0.1 ? 1 : 2);
}

/** How often everything was run and why no more. */
export function roundsWords(rounds: number, endedBy: string): string {
  if (rounds === 1) {
    return `1 round, in an order drawn by lot; ended by ${endedBy}: of one run each no difference can be tested.`;
  }
  const count = `${rounds} rounds, each in an order drawn by lot`;
  return endedBy === "stable ranking"
    ? `${count}; the last one changed nothing in the ranking.`
    : `${count}; ended by ${endedBy}: another round may still change the ranking.`;
}
