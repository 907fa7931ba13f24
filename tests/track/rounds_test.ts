import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type RoundsOptions, runRounds } from "../../lib/track/rounds.ts";

const options: RoundsOptions = {
  seed: 1,
  least: 2,
  most: 6,
  pause: () => Promise.resolve(),
  isStopped: () => false,
  isLate: () => false,
};

Deno.test("runRounds() runs each once per round and ends when a round changes nothing", async () => {
  const runs: string[] = [];
  const { orders, endedBy, ranking } = await runRounds(["a", "b"], (name, round) => {
    runs.push(`${round}${name}`);
    return Promise.resolve((name === "a" ? 100 : 10) * (1 + round / 1000));
  }, options);
  // After round 1 nothing can be tested: one group; after round 2 two groups; round 3 changes nothing.
  deepStrictEqual([orders.length, endedBy], [3, "stable ranking"]);
  deepStrictEqual(ranking.groups, [["b"], ["a"]]);
  deepStrictEqual(runs.toSorted(), ["1a", "1b", "2a", "2b", "3a", "3b"]);
  for (const order of orders) deepStrictEqual(order.toSorted(), ["a", "b"]);
});

Deno.test("runRounds() draws the orders from the seed", async () => {
  const ordersOf = async (seed: number) =>
    (await runRounds([..."abcdefgh"], () => Promise.resolve(1), { ...options, seed, least: 3 })).orders;
  const first = await ordersOf(5);
  deepStrictEqual(await ordersOf(5), first);
  ok(JSON.stringify(await ordersOf(6)) !== JSON.stringify(first));
  ok(JSON.stringify(first[0]) !== JSON.stringify(first[1]));
});

Deno.test("runRounds() that cannot tell two apart ends after the most rounds", async () => {
  const { endedBy, orders } = await runRounds(
    ["a", "b"],
    (name, round) => Promise.resolve((round % 2 ? 10 : 30) + (name === "a" ? 1 : 0)),
    { ...options, most: 5 },
  );
  deepStrictEqual([endedBy, orders.length], ["most rounds", 5]);
});

Deno.test("runRounds() begins no round when it is late, and no run once it is stopped", async () => {
  const late = await runRounds(["a"], () => Promise.resolve(1), { ...options, isLate: () => true });
  deepStrictEqual([late.endedBy, late.orders.length], ["time", 1]);
  let count = 0;
  const stopped = await runRounds([..."abc"], () => Promise.resolve(++count), {
    ...options,
    isStopped: () => count === 2,
  });
  deepStrictEqual([stopped.endedBy, count], ["stop", 2]);
});

Deno.test("runRounds() does not run again what is of no use, and rests between two runs only", async () => {
  const runs: string[] = [];
  let rests = 0;
  const { joules } = await runRounds(["good", "bad"], (name) => {
    runs.push(name);
    return Promise.resolve(name === "bad" ? "leave out" : 3);
  }, { ...options, pause: () => Promise.resolve(void rests++) });
  strictEqual(runs.filter((name) => name === "bad").length, 1);
  strictEqual(rests, runs.length - 1);
  deepStrictEqual([...joules.keys()], ["good"]);
});
