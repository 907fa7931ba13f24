import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert/strict";
import { runOrder, seededRandom } from "../../lib/record/run_order.ts";

Deno.test("runOrder() has each number once, in another order for another seed and the same for the same", () => {
  const order = runOrder(20, seededRandom(1));
  deepStrictEqual(order.toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, index) => index));
  deepStrictEqual(runOrder(20, seededRandom(1)), order);
  notDeepStrictEqual(runOrder(20, seededRandom(2)), order);
  deepStrictEqual(runOrder(0, seededRandom(1)), []);
});

Deno.test("runOrder() draws each of the six orders of three things about as often", () => {
  const random = seededRandom(7), counts = new Map<string, number>();
  for (let round = 0; round < 6000; round++) {
    const key = runOrder(3, random).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  // 1000 expected of each; five standard deviations are 144
  ok(
    counts.size === 6 && [...counts.values()].every((count) => Math.abs(count - 1000) < 144),
    `${[...counts]}`,
  );
});
