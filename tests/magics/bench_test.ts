import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { bench, benchText } from "../../lib/magics/bench.ts";
import type { BenchOptions } from "../../lib/magics/bench_options.ts";
import type { LedgerMark } from "../../lib/meter/ledger.ts";
import type { Gauge } from "../../lib/track/gauge.ts";
import type { Figure } from "../../lib/units.ts";
import { BELGIUM } from "../display/sample_runs.ts";

/** Time passes with the work only, at 20 W. */
function machine(belowResolution = false) {
  let timeS = 0;
  const marks = new Map<LedgerMark, number>();
  const figure = (value: number): Figure => ({
    value,
    low: value * 0.9,
    high: value * 1.1,
    grade: "B",
    how: "counter",
  });
  const gauge: Pick<Gauge, "mark" | "since"> = {
    mark() {
      const mark = {} as LedgerMark;
      marks.set(mark, timeS);
      return mark;
    },
    since(mark) {
      const durationS = timeS - (marks.get(mark) ?? NaN);
      return { durationS, energyJ: { share: figure(durationS * 20) }, cpuS: durationS, belowResolution };
    },
  };
  return {
    gauge: gauge as Gauge,
    clock: () => timeS,
    work: (seconds: number) => () => {
      timeS += seconds;
      return Promise.resolve();
    },
  };
}

const OPTIONS: BenchOptions = {
  runs: undefined,
  seconds: 60,
  target: 0.02,
  place: undefined,
  figure: "share",
};
const { signal } = new AbortController();

Deno.test("bench() repeats until the mean is known, when no number is given", async () => {
  const { gauge, clock, work } = machine();
  const result = await bench(work(0.1), OPTIONS, { gauge, clock, signal });
  strictEqual(result.enough, true);
  strictEqual(result.batches, 5);
  strictEqual(result.perInferenceJ?.value.toFixed(9), "2.000000000");
});

Deno.test("bench() with runs=25 makes exactly 25 in ten batches and divides by them", async () => {
  const { gauge, clock, work } = machine();
  let calls = 0;
  const once = work(0.1);
  const result = await bench(() => (calls++, once()), { ...OPTIONS, runs: 25 }, { gauge, clock, signal });
  strictEqual(calls, 25);
  strictEqual(result.repeats, 25);
  strictEqual(result.batches, 10);
  strictEqual(result.perInferenceJ?.value.toFixed(9), "2.000000000");
  strictEqual(result.perInferenceS.toFixed(9), "0.100000000");
  ok((result.halfWidth ?? 1) < 1e-9);
  strictEqual(result.enough, true);
});

Deno.test("bench() with runs= stops when its seconds are over", async () => {
  const { gauge, clock, work } = machine();
  const result = await bench(work(1), { ...OPTIONS, runs: 100, seconds: 15 }, { gauge, clock, signal });
  deepStrictEqual([result.repeats, result.batches], [20, 2]);
});

Deno.test("bench() with one run says that it is not known how well", async () => {
  const { gauge, clock, work } = machine();
  const result = await bench(work(1), { ...OPTIONS, runs: 1 }, { gauge, clock, signal });
  deepStrictEqual([result.halfWidth, result.enough], [undefined, false]);
});

Deno.test("bench() ends with the signal's reason and with the work's own error", async () => {
  const { gauge, clock, work } = machine();
  const controller = new AbortController();
  controller.abort(new Error("stopped"));
  const stopped = { gauge, clock, signal: controller.signal };
  await rejects(bench(work(1), { ...OPTIONS, runs: 3 }, stopped), /^Error: stopped$/);
  await rejects(bench(work(1), OPTIONS, stopped), /^Error: stopped$/);
  const fails = () => Promise.reject(new RangeError("bad"));
  await rejects(bench(fails, { ...OPTIONS, runs: 3 }, { gauge, clock, signal }), /^RangeError: bad$/);
});

Deno.test("benchText() tells energy, grams, time and how well they are known", () => {
  const perInferenceJ: Figure = { value: 2, low: 1.8, high: 2.2, grade: "B", how: "counter" };
  const result = {
    perInferenceJ,
    perInferenceS: 0.1,
    repeats: 25,
    batches: 10,
    halfWidth: 0.013,
    enough: true,
  };
  // 2 J at 180 g/kWh are 0.1 mg.
  const text = benchText(result, OPTIONS, { ...BELGIUM, low: 180, high: 180 }).split("\n");
  deepStrictEqual(text, [
    "One run of this cell, warm: 2 J (1.8 – 2.2 J)",
    "CO2e    100 µg (90 – 110 µg)",
    "time    100 ms",
    "from    25 repetitions in 10 batches, ± 1.3 % between them; known to within 2 %",
    "method  counter, grade B",
  ]);
  const poor = { perInferenceS: 0.1, repeats: 1, batches: 1, enough: false };
  deepStrictEqual(benchText(poor, OPTIONS, BELGIUM).split("\n"), [
    "One run of this cell, warm: no energy could be read",
    "time    100 ms",
    "from    1 repetition in 1 batch; not yet known to within 2 %: more seconds= would help",
  ]);
});
