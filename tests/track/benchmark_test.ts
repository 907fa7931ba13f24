import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { benchmark, type Candidate } from "jsr:@wattbook/track@^1";

const info = { experimentName: "benchmark test", trackingUri: "none", place: "BE" } as const;
const fast = { leastRounds: 2, mostRounds: 2, coolDownS: 0 } as const;

const sum = (name: string, count: number, more: Partial<Candidate> = {}): Candidate => ({
  name,
  train() {
    let total = 0;
    for (let i = 0; i < count; i++) total += Math.sqrt(i);
    return {
      predict: (x: readonly number[][]) => x.map(([value = 0]) => value > 0 ? 1 : total > -1 ? 0 : 2),
    };
  },
  ...more,
});

Deno.test("benchmark() repeats each model, judges it once and ranks by energy", async () => {
  const test = { x: [[1], [-1], [1], [-1]], y: [1, 0, 1, 1] };
  const seen: string[] = [];
  const result = await benchmark(info, [sum("much", 3e7), sum("little", 1e6)], {
    ...fast,
    test,
    onRun: ({ runName, tags }, round) =>
      seen.push(`${runName} ${round} ${tags["wattbook.benchmark"]?.length}`),
  });
  deepStrictEqual(seen.toSorted(), ["little 1 32", "little 2 32", "much 1 32", "much 2 32"]);
  const much = result.models.find(({ name }) => name === "much");
  strictEqual(much?.accuracy, 0.75);
  // class 1: precision 1, recall 2/3; class 0: precision 1/2, recall 1; weighted 3 : 1
  ok(Math.abs((much.precision ?? 0) - 0.875) < 1e-9 && much.recall === 0.75);
  deepStrictEqual([result.orders.length, result.problems], [2, {}]);
  match(result.toString(), /F1 +Precision +Recall/);
  match(result.toString(), /2 rounds, each in an order drawn by lot/);
});

Deno.test("benchmark() goes on without a model that throws, and names it", async () => {
  const result = await benchmark(info, [
    sum("well", 1e6),
    { name: "ill", train: () => Promise.reject(new TypeError("no such layer")) },
  ], fast);
  deepStrictEqual(result.models.map(({ name }) => name), ["well"]);
  strictEqual(result.problems["ill"]?.message, "no such layer");
  deepStrictEqual(result.orders.map(({ length }) => length), [2, 1]);
  match(result.toString(), /"ill" failed: no such layer/);
});

Deno.test("benchmark() keeps the energy of a model whose predictions are no numbers", async () => {
  const nan = { name: "nan", train: () => ({ predict: () => [NaN, 1] }) };
  const result = await benchmark(info, [nan], { ...fast, test: { x: [[1], [2]], y: [0, 1] } });
  match(result.problems["nan"]?.message ?? "", /NaN/);
  deepStrictEqual(result.models.map(({ name, status, accuracy }) => [name, status, accuracy]), [
    ["nan", "FINISHED", undefined],
  ]);
});

Deno.test("benchmark() throws when every model fails, with the first error as its cause", async () => {
  const cause = new Error("out of memory");
  const failing = { name: "a", train: () => Promise.reject(cause) };
  await rejects(benchmark(info, [failing], fast), (error: Error) => {
    strictEqual(error.cause, cause);
    match(error.message, /^Cannot compare: no model was trained, "a" failed: out of memory$/);
    return true;
  });
});

Deno.test.each(
  [
    [[], {}, /there is no model, expected at least one/],
    [[sum("a", 1), sum("a", 2)], {}, /two models are called "a"/],
    [[sum("a", 1)], { leastRounds: 0 }, /leastRounds is 0, expected a whole number above 0/],
    [[sum("a", 1)], { mostRounds: 3.5 }, /mostRounds is 3.5/],
    [[sum("a", 1)], { leastRounds: 4, mostRounds: 3 }, /leastRounds is 4, expected at most mostRounds \(3\)/],
    [[sum("a", 1)], { maxTimeS: 0 }, /maxTimeS is 0/],
    [[sum("a", 1)], { coolDownS: -1 }, /coolDownS is -1/],
  ] as const,
)("benchmark(%o, %o) is refused", async (candidates, options, message) => {
  await rejects(benchmark(info, candidates, options), { name: "RangeError", message });
});
