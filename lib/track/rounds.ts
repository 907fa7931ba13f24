import { isSameRanking, isSettled, rank, type Ranking } from "../record/ranking.ts";
import { runOrder, seededRandom } from "../record/run_order.ts";

/** How often to repeat. */
export interface RoundsOptions {
  /** Begins the drawing of the orders. */
  readonly seed: number;
  /** Rounds that are made in any case, at least 2. */
  readonly least: number;
  /** Rounds after which it ends, stable or not. */
  readonly most: number;
  /** Waits between two runs. */
  pause(): Promise<void>;
  /** Asked before each run: true ends everything. */
  isStopped(): boolean;
  /** Asked before each further round: true ends it. */
  isLate(): boolean;
}

/** What the rounds have shown. */
export interface Rounds {
  /** The order of each round, by name. */
  readonly orders: readonly (readonly string[])[];
  /** Joules of each run by name; a run whose energy is not known is left out. */
  readonly joules: ReadonlyMap<string, readonly number[]>;
  /** Least energy first. */
  readonly ranking: Ranking;
  /** Why it ended: the last round changed nothing, or something else came first. */
  readonly endedBy: "stable ranking" | "most rounds" | "time" | "stop";
}

/**
 * Runs everything once per round, each round in an order drawn by lot, until every two neighbours in the ranking are
 * told apart or known to be the same, and the last round has changed nothing about it.
 *
 * @param names What is run.
 * @param run Runs one; answers with its joules, `undefined` where they are not known, or `"leave out"` when it is of
 * no use to run it again.
 */
export async function runRounds(
  names: readonly string[],
  run: (name: string, round: number) => Promise<number | undefined | "leave out">,
  options: RoundsOptions,
): Promise<Rounds> {
  const random = seededRandom(options.seed);
  const joules = new Map<string, number[]>(names.map((name) => [name, []]));
  const left = new Set(names), orders: string[][] = [];
  let ranking = rank(joules), isFirst = true;
  const result = (endedBy: Rounds["endedBy"]) => ({ orders, joules, ranking: rank(joules), endedBy });
  for (let round = 1; round <= options.most; round++) {
    if (round > 1 && options.isLate()) return result("time");
    const order = runOrder(names.length, random).flatMap((index) => names[index] ?? []);
    orders.push(order.filter((name) => left.has(name)));
    for (const name of orders.at(-1) ?? []) {
      if (options.isStopped()) return result("stop");
      if (!isFirst) await options.pause();
      isFirst = false;
      const taken = await run(name, round);
      if (taken === "leave out") {
        left.delete(name);
        joules.delete(name);
      } else if (taken !== undefined && taken > 0) joules.get(name)?.push(taken);
    }
    const now = rank(joules);
    const isStable = round >= Math.max(2, options.least) && isSettled(now, left.size) &&
      isSameRanking(now, ranking);
    ranking = now;
    if (isStable) return result("stable ranking");
  }
  return result("most rounds");
}
