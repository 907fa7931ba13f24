import assert from "node:assert/strict";
import { type MeasuredRun, runSays } from "../../lib/parity/measured_run.ts";

function run(change: Partial<MeasuredRun>): MeasuredRun {
  return {
    mode: "machine",
    processor: { threads: 4, forcedWatts: 100 },
    memory: { gib: 8 },
    steps: [],
    graphics: [],
    place: { forcedGramsPerKwh: 1000 },
    pue: 1,
    ...change,
  };
}

function near(value: number, expected: number): void {
  assert.ok(Math.abs(value - expected) <= 1e-9 * expected, `${value}, should be ${expected}`);
}

const joules = (kwh: number) => kwh * 3.6e6;

/** `count` steps in which all four threads, or none, are busy by turns of `each`. */
function steps(count: number, seconds: number, each: number): MeasuredRun["steps"] {
  return Array.from({ length: count }, (_, at) => ({
    seconds,
    busyS: Math.floor(at / each) % 2 === 0 ? 4 * seconds : 0,
  }));
}

Deno.test("runSays() cubes the load of each second, not that of the run", () => {
  // 15 s at 100 W, then 15 s at 10 W; half load all the time would be 21.25 W.
  near(joules(runSays(run({ steps: steps(30, 1, 15) })).cpu_energy), 1650);
  near(joules(runSays(run({ steps: [{ seconds: 30, busyS: 60 }] })).cpu_energy), 637.5);
});

Deno.test("runSays() reads load once a second however often it was sampled", () => {
  // Ten times a second, by turns: half a second's load each.
  near(joules(runSays(run({ steps: steps(300, 0.1, 1) })).cpu_energy), 637.5);
});

Deno.test("runSays() charges memory and cards for all of the run, its last short piece included", () => {
  const says = runSays(run({ steps: steps(47, 1, 1), graphics: [{ joules: 470 }, { watts: 10 }] }));
  near(joules(says.ram_energy), 470);
  near(joules(says.gpu_energy), 470 * 2.77778e-7 * 3.6e6 + 470);
});

Deno.test("runSays() goes by package counters where there are any", () => {
  const says = runSays(run({ packagesJ: [100, 200], steps: steps(20, 1, 1) }));
  near(joules(says.cpu_energy), 300 * 2.77778e-7 * 3.6e6);
  assert.equal(says.processorBy, "counter");
});

Deno.test("runSays() tells what it takes a processor's power from", () => {
  const by = (model?: string) =>
    runSays(run({ processor: { threads: 4, model }, steps: [{ seconds: 1, busyS: 1 }] })).processorBy;
  assert.deepEqual([by("AMD EPYC 7763 64-Core Processor"), by("no such processor"), by()], [
    "table",
    "threads",
    "nameless",
  ]);
});
