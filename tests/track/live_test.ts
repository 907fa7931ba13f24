import assert from "node:assert/strict";
import { type LiveSource, openLive } from "../../lib/track/live.ts";
import type { Run } from "../../lib/track/run.ts";

/** Panels on a clock that the test moves; drawing one costs `costS`. */
function stage(costS = 0) {
  let nowS = 100;
  const timers = new Set<() => void>();
  const shown: { run: string; atS: number; text: string }[] = [];
  const live = openLive({
    clock: () => nowS,
    show(run, { data }) {
      shown.push({
        run: run.id,
        atS: Math.round((nowS - 100) * 1000) / 1000,
        text: String(data["text/plain"]),
      });
      nowS += costS;
    },
    every(action) {
      timers.add(action);
      return () => timers.delete(action);
    },
  });
  return {
    live,
    shown,
    timers,
    /** Lets time pass in steps and does something at each. */
    pass(seconds: number, stepS: number, action: () => void) {
      for (const endS = nowS + seconds; nowS < endS - 1e-9;) {
        nowS += stepS;
        action();
      }
    },
    elapsedS: () => nowS - 100,
    tick: () => timers.forEach((action) => action()),
  };
}

/** A run that draws 10 W. */
function source(elapsedS: () => number): () => LiveSource {
  return () => ({
    runName: "forest",
    experimentName: "digits",
    elapsedS: elapsedS(),
    energyJ: { value: 10 * elapsedS(), low: 0, high: 1000, grade: "B", how: "counter" },
    emissionsG: undefined,
    epochs: undefined,
    forecast: undefined,
    budget: [],
    stopping: false,
  });
}

const run = (id: string) => ({ id }) as Run;

Deno.test("openLive() draws after one second, then four times a second, however often it is called", () => {
  const { live, shown, pass, elapsedS } = stage();
  const a = run("a");
  live.begin(a, source(elapsedS));
  pass(3, 0.01, () => live.touch(a));
  assert.deepEqual(shown.map(({ atS }) => atS), [1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3]);
  assert.match(shown.at(-1)?.text ?? "", /10 W now/);
});

Deno.test("openLive() draws a training that calls nobody by its timer", () => {
  const { live, shown, pass, elapsedS, tick } = stage();
  live.begin(run("a"), source(elapsedS));
  pass(2, 0.25, tick);
  assert.equal(shown.length, 5);
});

Deno.test("openLive() slows down until drawing takes less than one per cent of the time", () => {
  const { live, shown, pass, elapsedS } = stage(0.01);
  const a = run("a");
  live.begin(a, source(elapsedS));
  pass(20, 0.01, () => live.touch(a));
  // 10 ms each, so one in 1.25 s: at 1, 2.25, … 19.75 s.
  assert.equal(shown.length, 16);
  assert.ok(shown.length * 0.01 / 20 < 0.01);
});

Deno.test("openLive() lets several runs take turns", () => {
  const { live, shown, pass, elapsedS, tick } = stage();
  for (const id of ["a", "b", "c"]) live.begin(run(id), source(elapsedS));
  pass(2.25, 0.25, tick);
  assert.deepEqual(shown.map(({ run }) => run), ["a", "b", "c", "a", "b", "c"]);
});

Deno.test("openLive() stops with its runs, and its timer with the last of them", () => {
  const { live, shown, timers, pass, elapsedS, tick } = stage();
  const a = run("a"), b = run("b");
  live.begin(a, source(elapsedS));
  live.begin(b, source(elapsedS));
  live.end(a);
  pass(1.5, 0.25, tick);
  assert.deepEqual(new Set(shown.map(({ run }) => run)), new Set(["b"]));
  live.end(b);
  assert.equal(timers.size, 0);
  live.touch(a);
  assert.equal(shown.length, 3);
});

Deno.test("openLive() shows no panel for the first time once the cell is over, and goes on with one that was shown", () => {
  const { live, shown, pass, elapsedS, tick } = stage();
  const a = run("a"), b = run("b");
  live.begin(a, source(elapsedS));
  pass(1, 0.25, tick);
  live.begin(b, source(elapsedS));
  live.cellOver(a);
  live.cellOver(b);
  pass(2, 0.25, tick);
  assert.deepEqual(new Set(shown.map(({ run }) => run)), new Set(["a"]));
  assert.equal(shown.length, 9);
});

Deno.test("openLive() keeps a bounded number of power pieces that last as long as the run", () => {
  const { live, pass, elapsedS, tick, shown } = stage();
  let pieces = 0;
  live.begin(run("a"), () => ({ ...source(elapsedS)(), runName: "x" }));
  pass(1000, 0.25, tick);
  pieces = shown.length;
  assert.equal(pieces, 3997);
  assert.match(shown.at(-1)?.text ?? "", /10 W now/);
});
