import type { Ranking } from "../record/ranking.ts";
import type { TrackInfo } from "../record/info.ts";
import type { BenchmarkOptions, Candidate } from "./benchmark_options.ts";
import { type Comparison, quietInNotebook } from "./compare.ts";
import { measured } from "./measured.ts";
import type { Rounds } from "./rounds.ts";
import type { Tracker } from "./tracker.ts";
import { theWorld, type World } from "./world.ts";

// No literals in import(): what few ask for does not belong to everybody's download and start.
const OPTIONS = new URL("./benchmark_options.ts", import.meta.url).href;
const ROUNDS = new URL("./rounds.ts", import.meta.url).href;
const WORDS = new URL("../display/ranking_words.ts", import.meta.url).href;

/** What a benchmark has shown. */
export interface BenchmarkResult extends Comparison {
  /** Least energy first, with each neighbour tested against the next. */
  readonly ranking: Ranking;
  /** The order of each round. */
  readonly orders: readonly (readonly string[])[];
  /** Why it ended: the ranking had become stable, or something else came first. */
  readonly endedBy: "stable ranking" | "most rounds" | "time" | "stop";
  /** What went wrong, by the model's name. */
  readonly problems: Readonly<Record<string, Error>>;
}

/**
 * Trains models again and again, in an order drawn by lot, until their ranking by energy is stable; judges each once,
 * and tests which differences are more than chance. Shown like `compare()`; each training is a run of its own.
 *
 * @param info What all runs have in common. `figure` is `"active"` by default: what the work itself added.
 * @param candidates Models, at least one.
 * @param options How it is done.
 * @throws {TypeError | RangeError} When a field is wrong or two models have one name.
 * @throws {Error} When every model fails, with the first error as its cause.
 *
 * @example Two sums
 * ```ts
 * import { benchmark } from "jsr:@wattbook/track@^1";
 * import assert from "node:assert/strict";
 *
 * const sum = (count: number) => ({
 *   name: `${count} numbers`,
 *   train() {
 *     let sum = 0;
 *     for (let i = 0; i < count; i++) sum += Math.sqrt(i);
 *     return { predict: () => [sum] };
 *   },
 * });
 * const info = { experimentName: "sums", trackingUri: "none", place: "BE" } as const;
 * const { models, orders } = await benchmark(info, [sum(1e6), sum(2e7)], { mostRounds: 2, coolDownS: 0 });
 *
 * assert.equal(models.length, 2);
 * assert.equal(orders.length, 2);
 * ```
 */
export async function benchmark(
  info: Omit<TrackInfo, "runName" | "run_name">,
  candidates: readonly Candidate[],
  options: BenchmarkOptions = {},
): Promise<BenchmarkResult> {
  const { mostRounds = 8, leastRounds = Math.min(3, Math.floor(mostRounds)), maxTimeS = Infinity } = options;
  const { coolDownS = 0.3, seed = 1 } = options;
  // Loaded here: most notebooks repeat nothing.
  const world = theWorld(), { host } = world;
  const [{ checkBenchmark }, { runRounds }, { BENCHMARK_TAG }] = await Promise.all([
    host.load(OPTIONS) as Promise<typeof import("./benchmark_options.ts")>,
    host.load(ROUNDS) as Promise<typeof import("./rounds.ts")>,
    import("../record/tried_model.ts"),
  ]);
  checkBenchmark(candidates, { leastRounds, mostRounds, maxTimeS, coolDownS });
  const startedS = host.monotonicS();
  const id = crypto.randomUUID().replaceAll("-", "");
  const problems: Record<string, Error> = {};
  let isStopped = false;

  const runOne = async (name: string, round: number) => {
    const candidate = candidates.find((one) => one.name === name);
    if (candidate === undefined) return "leave out";
    const tags = { ...info.tags, [BENCHMARK_TAG]: id };
    const setting = { figure: "active", display: "none", ...info, tags, runName: name } as const;
    let run: Tracker | undefined;
    try {
      const model = await measured(world, setting, (tracker) => {
        run = tracker;
        tracker.params({ ...candidate.params, round });
        return candidate.train(tracker);
      });
      if (round === 1 && run) await judge(run, model, candidate, options);
    } catch (error) {
      // One model that fails is no reason to lose the others; the result names it.
      problems[name] ??= error instanceof Error ? error : new Error(String(error));
      if (run?.record?.status !== "FINISHED") return "leave out";
    } finally {
      isStopped ||= run?.stopped ?? false;
    }
    const record = run?.record;
    if (record) options.onRun?.(record, round);
    return record?.belowResolution ? undefined : record?.energyJ[record.headline]?.value;
  };

  const rounds = await runRounds(candidates.map(({ name }) => name), runOne, {
    seed,
    least: leastRounds,
    most: mostRounds,
    pause: () => new Promise((resolve) => setTimeout(resolve, coolDownS * 1000)),
    isStopped: () => isStopped,
    isLate: () => host.monotonicS() - startedS > maxTimeS,
  });
  return await shown(world, id, rounds, problems);
}

async function judge(run: Tracker, model: unknown, candidate: Candidate, options: BenchmarkOptions) {
  const test = candidate.test ?? options.test, ask = candidate.ask ?? options.ask;
  if (test) {
    await run.accuracy(model, test);
    await run.accuracyPerEmission(model, test);
  }
  const { askTimeS } = options;
  if (ask) {
    await run.emissionsPer10Inferences(model, ask, askTimeS === undefined ? {} : { maxTimeS: askTimeS });
  }
}

async function shown(
  world: World,
  id: string,
  { ranking, orders, endedBy }: Rounds,
  problems: Readonly<Record<string, Error>>,
): Promise<BenchmarkResult> {
  const [{ compareRecords }, { BENCHMARK_TAG }, { showComparison }, { rankingWords, roundsWords }] =
    await Promise
      .all([
        import("../record/compare_records.ts"),
        import("../record/tried_model.ts"),
        import("./show_comparison.ts"),
        world.host.load(WORDS) as Promise<typeof import("../display/ranking_words.ts")>,
      ]);
  const models = compareRecords(
    world.session.runs().filter(({ record }) =>
      record.tags[BENCHMARK_TAG] === id && record.status === "FINISHED"
    ),
  );
  const [first] = Object.entries(problems);
  if (models.length === 0 && first) {
    throw new Error(`Cannot compare: no model was trained, "${first[0]}" failed: ${first[1].message}`, {
      cause: first[1],
    });
  }
  const ranked = new Set(ranking.groups.flat());
  const vague = models.map(({ name }) => name).filter((name) => !ranked.has(name));
  const words = [roundsWords(orders.length, endedBy), ...rankingWords(ranking, vague)];
  const failed = Object.entries(problems).map(([name, { message }]) => `"${name}" failed: ${message}`);
  const text = await showComparison(world, { models, words: [...words, ...failed] });
  return {
    models,
    ranking,
    orders,
    endedBy,
    problems,
    toString: () => text,
    ...quietInNotebook(models.length),
  };
}
