import { deepEqual, equal, ok } from "node:assert/strict";
import { type Point, thin } from "../../lib/display/thin.ts";

const line = (length: number, y: (x: number) => number | undefined): Point[] =>
  Array.from({ length }, (_, x) => ({ x, y: y(x) }));

Deno.test("thin() keeps a short series as it is", () => {
  const points = line(300, (x) => x);
  deepEqual(thin(points, 300), points);
});

Deno.test("thin() leaves at most 300 points of a day at 1 Hz, the first and the last among them", () => {
  const thinned = thin(line(86_400, (x) => Math.sin(x / 1000)), 300);
  ok(thinned.length <= 300 && thinned.length > 250, `${thinned.length}`);
  deepEqual([thinned[0]?.x, thinned.at(-1)?.x], [0, 86_399]);
  ok(thinned.every(({ x }, index) => index === 0 || x > (thinned[index - 1]?.x ?? 0)), "by rising x");
});

Deno.test("thin() keeps single peaks and single dips", () => {
  const thinned = thin(line(10_000, (x) => x === 4321 ? 99 : x === 7777 ? -5 : 1), 300);
  deepEqual(thinned.filter(({ y }) => y !== 1), [{ x: 4321, y: 99 }, { x: 7777, y: -5 }]);
});

Deno.test("thin() keeps the peak of random series (seeded)", () => {
  let seed = 42;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  for (let round = 0; round < 20; round++) {
    const points = line(301 + Math.floor(random() * 3000), () => random() < 0.1 ? undefined : random() * 100);
    const highest = (list: readonly Point[]) => Math.max(...list.map(({ y }) => y ?? -1));
    const thinned = thin(points, 60);
    equal(highest(thinned), highest(points));
    ok(thinned.length <= 60, `${thinned.length}`);
  }
});

Deno.test("thin() keeps a gap as a gap", () => {
  const thinned = thin(line(1000, (x) => x >= 400 && x < 600 ? undefined : 1), 100);
  ok(thinned.some(({ x, y }) => y === undefined && x >= 400 && x < 600));
});
