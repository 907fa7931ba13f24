import assert from "node:assert/strict";
import { type CalibrationProgress, runCalibration } from "../../lib/track/calibration_run.ts";
import { openGauge } from "../../lib/track/gauge.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

/** Watts of the package by busy threads. */
const WATTS = [10, 20, 26, 28, 30];
const CPUINFO = Array.from({ length: 4 }, (_, at) => `processor\t: ${at}\nmodel name\t: Test CPU\n`).join(
  "\n",
);

/** A machine of four threads whose package counter follows the loads, while time passes as it is asked to. */
function measuredMachine({ others = 0, counter = true } = {}) {
  const machine = fakeMachine(counter ? "desktop" : "none", { logicalCpus: 4 });
  machine.write("/proc/cpuinfo", CPUINFO);
  let busy = 0, joules = 1000, ticks = 0;
  const stat = () => machine.write("/proc/stat", `cpu  ${Math.round(ticks)} 0 0 0 0 0 0 0 0 0\ncpu0 0\n`);
  stat();
  return {
    machine,
    loads: [] as number[],
    keepBusy(count: number): Disposable {
      busy = count;
      this.loads.push(count);
      return { [Symbol.dispose]: () => busy = 0 };
    },
    wait(seconds: number, signal?: AbortSignal): Promise<void> {
      if (signal?.aborted) return Promise.reject(signal.reason);
      machine.pass(seconds);
      joules += (WATTS[busy] ?? NaN) * seconds;
      ticks += (busy + others) * 100 * seconds;
      if (counter) machine.counter("intel-rapl:0", joules);
      stat();
      return Promise.resolve();
    },
    [Symbol.dispose]: () => machine[Symbol.dispose](),
  };
}

const PLAN = { seconds: 60, wall: undefined, signal: undefined, onProgress: () => {} };

Deno.test("runCalibration() reads 10, 20, 26 and 30 W from the counters, idle to four threads, in 60 s", async () => {
  using measured = measuredMachine();
  using gauge = openGauge(measured.machine.host);
  const told: CalibrationProgress[] = [];
  const begun = measured.machine.now.atS;
  const calibration = await runCalibration(
    { host: measured.machine.host, gauge, keepBusy: (n) => measured.keepBusy(n), wait: measured.wait },
    { ...PLAN, onProgress: (progress) => told.push(progress) },
  );
  const { steps, part, measuredBy, processor, threads, wall, notes } = calibration;
  assert.deepEqual(steps.map(({ busyThreads, watts }) => [busyThreads, Number(watts.toFixed(6))]), [
    [0, 10],
    [1, 20],
    [2, 26],
    [4, 30],
  ]);
  assert.deepEqual([part, measuredBy, processor, threads, wall, notes], [
    "cpu",
    "CPU package 0",
    "Test CPU",
    4,
    undefined,
    [],
  ]);
  assert.deepEqual(measured.loads, [0, 1, 2, 4]);
  assert.equal(measured.machine.now.atS - begun, 60);
  assert.deepEqual(told.map(({ done }) => done), [0, 0.25, 0.5, 0.75, 1]);
});

Deno.test("runCalibration() puts typed-in watts beside the counters: the wall line", async () => {
  using measured = measuredMachine();
  using gauge = openGauge(measured.machine.host);
  // 40 W + 1.5 times the counters.
  const { wall, part } = await runCalibration(
    { host: measured.machine.host, gauge, keepBusy: (n) => measured.keepBusy(n), wait: measured.wait },
    { ...PLAN, wall: [55, 70, 79, 85] },
  );
  assert.deepEqual([part, Number(wall?.baseW.toFixed(6)), Number(wall?.factor.toFixed(6))], ["cpu", 40, 1.5]);
});

Deno.test("runCalibration() without a counter takes typed-in watts as they are, and runs nothing", async () => {
  using measured = measuredMachine({ counter: false });
  using gauge = openGauge(measured.machine.host);
  const { steps, part, measuredBy } = await runCalibration(
    { host: measured.machine.host, gauge, keepBusy: (n) => measured.keepBusy(n), wait: measured.wait },
    { ...PLAN, wall: [55, 70, 79, 85] },
  );
  assert.deepEqual(steps.map(({ watts }) => watts), [55, 70, 79, 85]);
  assert.deepEqual([part, measuredBy, measured.loads], ["machine", "typed-in watts", []]);
});

Deno.test("runCalibration() with nothing to read and nothing typed in runs its loads, so that a meter can be watched, and says so", async () => {
  using measured = measuredMachine({ counter: false });
  using gauge = openGauge(measured.machine.host);
  const world = {
    host: measured.machine.host,
    gauge,
    keepBusy: (n: number) => measured.keepBusy(n),
    wait: measured.wait,
  };
  await assert.rejects(
    runCalibration(world, PLAN),
    /no counter, battery or plug could be read; should be one of them/,
  );
  assert.deepEqual(measured.loads, [0, 1, 2, 4]);
});

Deno.test("runCalibration() refuses typed-in watts that cannot be true before it runs anything", async () => {
  using measured = measuredMachine();
  using gauge = openGauge(measured.machine.host);
  const world = {
    host: measured.machine.host,
    gauge,
    keepBusy: (n: number) => measured.keepBusy(n),
    wait: measured.wait,
  };
  for (const wall of [[0, 70, 79, 85], [55, 70, 60, 50], [55, 70, 79], [55, 70, 79, 85, 90]]) {
    await assert.rejects(
      runCalibration(world, { ...PLAN, wall }),
      /^RangeError: Cannot calibrate: /,
      String(wall),
    );
  }
  assert.deepEqual(measured.loads, []);
});

Deno.test("runCalibration() stops at once, with its threads ended", async () => {
  using measured = measuredMachine();
  using gauge = openGauge(measured.machine.host);
  const stop = new AbortController();
  let running = 0;
  const world = {
    host: measured.machine.host,
    gauge,
    keepBusy(count: number) {
      running += count;
      if (count === 1) stop.abort(new Error("stopped"));
      return { [Symbol.dispose]: () => running -= count };
    },
    wait: measured.wait,
  };
  await assert.rejects(runCalibration(world, { ...PLAN, signal: stop.signal }), /^Error: stopped$/);
  assert.equal(running, 0);
});

Deno.test("runCalibration() says that others were busy", async () => {
  using measured = measuredMachine({ others: 0.8 });
  using gauge = openGauge(measured.machine.host);
  const { notes } = await runCalibration(
    { host: measured.machine.host, gauge, keepBusy: (n) => measured.keepBusy(n), wait: measured.wait },
    PLAN,
  );
  assert.equal(notes[0], "With 0 threads to be busy 0.8 more were: close other programs and repeat");
});
