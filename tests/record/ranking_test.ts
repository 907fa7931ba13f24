import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { isSameRanking, isSettled, rank } from "../../lib/record/ranking.ts";

Deno.test("rank() orders by what was taken and keeps together what cannot be told apart", () => {
  const { groups, pairs } = rank(
    new Map([
      ["large", [100, 101, 99]],
      ["small", [10, 10.1, 9.9]],
      ["twin", [10.05, 9.95, 10.2]],
    ]),
  );
  deepStrictEqual(groups, [["small", "twin"], ["large"]]);
  deepStrictEqual(pairs.map(({ less, more, isReal }) => [less, more, isReal]), [
    ["small", "twin", false],
    ["twin", "large", true],
  ]);
  ok(Math.abs((pairs[1]?.ratio ?? 0) - 9.93) < 0.01);
});

Deno.test("rank() asks more of each pair where there are many", () => {
  // p is 0.012 (see difference_test.ts): below 5 % for one pair, not below 5 % / 5 as the best of five.
  const a = [9.8, 10.9, 10.1], b = [12.1, 11.4, 13.0, 12.2];
  const vague = (factor: number) => [1, 1.5, 0.7].map((value) => value * factor);
  deepStrictEqual(rank(new Map([["a", a], ["b", b]])).groups, [["a"], ["b"]]);
  const { groups } = rank(
    new Map([["a", a], ["b", b], ...[12, 13, 14, 15].map((x) => [`c${x}`, vague(x)] as const)]),
  );
  strictEqual(groups.length, 1);
});

Deno.test("rank() leaves out what was not measured and does not test what was measured once", () => {
  const ranking = rank(new Map([["nothing", [0, 1]], ["none", []], ["once", [2]], ["twice", [1, 1.1]]]));
  deepStrictEqual(ranking, { groups: [["twice", "once"]], pairs: [] });
});

Deno.test("isSameRanking() does not mind the order within a group", () => {
  const ranking = (...groups: string[][]) => ({ groups, pairs: [] });
  ok(isSameRanking(ranking(["a", "b"], ["c"]), ranking(["b", "a"], ["c"])));
  ok(!isSameRanking(ranking(["a"], ["b"]), ranking(["b"], ["a"])));
  ok(!isSameRanking(ranking(["a", "b"]), ranking(["a"], ["b"])));
});

Deno.test("isSettled() asks for a difference that is real, or for one that is small for sure", () => {
  const isIt = (a: number[], b: number[], count = 2) => isSettled(rank(new Map([["a", a], ["b", b]])), count);
  ok(isIt([10, 10.1, 9.9], [100, 101, 99]));
  ok(isIt([10, 10.1, 9.9], [10.05, 9.95, 10.1]));
  // between a tenth and ten times as much: nothing is known
  ok(!isIt([10, 20, 5], [12, 25, 6]));
  ok(!isIt([10], [12]));
  // of a third nothing was measured
  ok(!isIt([10, 10.1, 9.9], [100, 101, 99], 3));
});
