import { type Difference, difference } from "./difference.ts";

/** Two neighbours in a ranking. */
export interface RankedPair extends Difference {
  /** The one that takes less. */
  readonly less: string;
  /** The one that takes more: `ratio` times as much. */
  readonly more: string;
  /** Whether that is more than chance, all pairs of the ranking considered. */
  readonly isReal: boolean;
}

/** Things in the order of what they take. */
export interface Ranking {
  /** Names; those that cannot be told apart are together. Least first. */
  readonly groups: readonly (readonly string[])[];
  /** Neighbours; a pair that cannot be tested is left out. */
  readonly pairs: readonly RankedPair[];
}

/** How often chance may make a difference where there is none. */
const LEVEL = 0.05;

/** Closer than this factor two things take the same for all that a reader cares. */
const SAME = 1.25;

/**
 * Ranks things by the geometric mean of what they took, least first, and tests each against the next.
 *
 * Of many pairs one would look different by chance; so the smallest probability has to be below 5 % divided by the
 * number of pairs, the next below 5 % divided by one less, and so on. Source: S. Holm, A simple sequentially rejective
 * multiple test procedure, Scandinavian Journal of Statistics 6 (1979) 65–70.
 *
 * @param measured Measurements by name; a name with one that is not above 0 is left out.
 */
export function rank(measured: ReadonlyMap<string, readonly number[]>): Ranking {
  const places = [...measured].filter(([, values]) => values.length > 0 && values.every((value) => value > 0))
    .map(([name, values]) => ({ name, values, mean: meanLog(values) }))
    .sort((a, b) => a.mean - b.mean);
  const tested = places.slice(1).map(({ name, values }, index) => {
    const before = places[index];
    const found = before && difference(values, before.values);
    return before && found ? { less: before.name, more: name, ...found } : undefined;
  });
  const byChance = tested.filter((pair) => pair !== undefined).toSorted((a, b) => a.p - b.p);
  const firstVague = byChance.findIndex(({ p }, index) => p >= LEVEL / (byChance.length - index));
  const real = new Set(firstVague < 0 ? byChance : byChance.slice(0, firstVague));
  const groups: string[][] = [];
  places.forEach(({ name }, index) => {
    const pair = tested[index - 1];
    if (index > 0 && !(pair && real.has(pair))) groups.at(-1)?.push(name);
    else groups.push([name]);
  });
  return {
    groups,
    pairs: tested.flatMap((pair) => pair ? [{ ...pair, isReal: real.has(pair) }] : []),
  };
}

/**
 * Whether a ranking says something about every two neighbours: that they differ, or that they are within a factor of
 * 1.25 of each other with 95 % certainty. Otherwise more measurements can still tell them apart.
 *
 * @param ranking The ranking.
 * @param count How many things it should hold.
 */
export function isSettled({ groups, pairs }: Ranking, count: number): boolean {
  return groups.flat().length === count && pairs.length === Math.max(0, count - 1) &&
    pairs.every(({ isReal, low, high }) => isReal || low > 1 / SAME && high < SAME);
}

/** Whether two rankings say the same: the order within a group is chance. */
export function isSameRanking(a: Ranking, b: Ranking): boolean {
  const text = ({ groups }: Ranking) => JSON.stringify(groups.map((group) => group.toSorted()));
  return text(a) === text(b);
}

function meanLog(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.log(value), 0) / values.length;
}
