import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Gauge, GaugeReading } from "../../lib/models/gauge.ts";
import { measureInference } from "../../lib/models/inference.ts";
import type { Figure } from "../../lib/units.ts";

interface Moment {
  readonly timeS: number;
  readonly energyJ: number;
  readonly cpuS: number;
}

/** A world in which time passes and energy is spent by `work` only. */
class World implements Gauge {
  #now: Moment = { timeS: 0, energyJ: 0, cpuS: 0 };
  /** Shape of a reading; a test bends it. */
  bend = (reading: GaugeReading): GaugeReading => reading;
  /** Seconds that reading the clock costs. */
  clockS = 0;

  /** `timeS` seconds of work at 20 W, or with another energy. */
  work(timeS: number, energyJ = timeS * 20): void {
    const { timeS: time, energyJ: energy, cpuS } = this.#now;
    this.#now = { timeS: time + timeS, energyJ: energy + energyJ, cpuS: cpuS + timeS };
  }
  clock = (): number => {
    this.work(this.clockS, 0);
    return this.#now.timeS;
  };
  mark(): Moment {
    return this.#now;
  }
  since(mark: unknown): GaugeReading {
    const from = mark as Moment;
    const joules = this.#now.energyJ - from.energyJ;
    return this.bend({
      durationS: this.#now.timeS - from.timeS,
      energyJ: { machine: figure(3 * joules), share: figure(joules), active: figure(joules / 2) },
      cpuS: this.#now.cpuS - from.cpuS,
      belowResolution: false,
    });
  }
}

function figure(value: number): Figure {
  return { value, low: value * 0.9, high: value * 1.1, grade: "B", how: "counter" };
}

function near(value: number | undefined, expected: number): void {
  ok(
    value !== undefined && Math.abs(value - expected) <= 1e-9 * Math.abs(expected),
    `${value}, not ${expected}`,
  );
}

Deno.test("measureInference() doubles 10 ms calls to 80 ms and stops after five equal warm batches", async () => {
  const world = new World();
  let calls = 0;
  const measure = await measureInference(() => (calls++, world.work(0.01)), world, { clock: world.clock });
  // 1 cold + 1 + 2 + 4 + 8 to find the size, of which the last is the first of six batches of 8
  strictEqual(calls, 1 + 1 + 2 + 4 + 6 * 8);
  strictEqual(measure.batches, 5);
  strictEqual(measure.repeats, 40);
  strictEqual(measure.enough, true);
  ok((measure.halfWidth ?? 1) < 1e-9);
  near(measure.perInferenceS, 0.01);
  near(measure.coldS, 0.01);
  near(measure.perInferenceJ?.value, 0.2);
  near(measure.perInferenceJ?.low, 0.18);
  near(measure.perInferenceJ?.high, 0.22);
  strictEqual(measure.perInferenceJ?.grade, "B");
  strictEqual(measure.perInferenceJ?.how, "counter; mean of 40 calls in 5 batches");
});

Deno.test("measureInference() divides by the inferences in a call", async () => {
  const world = new World();
  const options = { clock: world.clock, itemsPerCall: 10 };
  const measure = await measureInference(() => world.work(0.01), world, options);
  near(measure.perInferenceS, 0.001);
  near(measure.coldS, 0.001);
  near(measure.perInferenceJ?.value, 0.02);
});

Deno.test("measureInference() keeps the cold calls apart", async () => {
  const world = new World();
  let calls = 0;
  // the first call compiles; the next run three times slower, longer than two batches that agree
  const run = () => world.work(calls++ === 0 ? 0.5 : calls <= 11 ? 0.03 : 0.01);
  const measure = await measureInference(run, world, { clock: world.clock, maxTimeS: 60 });
  near(measure.coldS, 0.5);
  near(measure.perInferenceS, 0.01);
  near(measure.perInferenceJ?.value, 0.2);
});

Deno.test("measureInference() takes off what the bare loop costs", async () => {
  const world = new World();
  // each batch, and the empty one, costs one more reading of the clock
  world.clockS = 0.001;
  const measure = await measureInference(() => world.work(0.01), world, { clock: world.clock });
  near(measure.perInferenceS, 0.01);
});

Deno.test("measureInference() widens the interval by what the batches differ", async () => {
  const world = new World();
  let calls = 0;
  // 64 ms a call, one call a batch: energies go 0.98, 1.02, 0.98, … J
  const run = () => world.work(0.064, calls++ % 2 === 0 ? 1.02 : 0.98);
  const options = { clock: world.clock, targetRelativeHalfWidth: 1e-6, maxTimeS: 0.5 };
  const measure = await measureInference(run, world, options);
  // cold 0.064 s, then batches end at 0.128, 0.192, … 0.512 s: seven, the first of which is only compared with
  strictEqual(measure.batches, 6);
  strictEqual(measure.enough, false);
  // mean 1, s² = 6·0.02²/5, t(5) = 2.570581836
  const expected = 2.570581835636314 * Math.sqrt(6 * 0.0004 / 5 / 6);
  near(measure.halfWidth, expected);
  near(measure.perInferenceJ?.value, 1);
  near(measure.perInferenceJ?.low, 0.9 * (1 - expected));
  near(measure.perInferenceJ?.high, 1.1 * (1 + expected));
});

Deno.test("measureInference() judges by energy, not by the time that neighbours stretch", async () => {
  const world = new World();
  let calls = 0;
  const run = () => world.work(0.064 * (1 + calls++ % 3), 1);
  const measure = await measureInference(run, world, { clock: world.clock });
  strictEqual(measure.enough, true);
  strictEqual(measure.batches, 5);
});

Deno.test("measureInference() goes on to the time limit while the sources resolve nothing", async () => {
  const world = new World();
  world.bend = (reading) => ({ ...reading, belowResolution: true });
  const measure = await measureInference(() => world.work(0.1), world, { clock: world.clock, maxTimeS: 2 });
  strictEqual(measure.enough, false);
  // cold, the first batch, and those up to 2 s
  strictEqual(measure.batches, 18);
});

Deno.test("measureInference() stops as soon as all batches together are resolved", async () => {
  const world = new World();
  world.bend = (reading) => ({ ...reading, belowResolution: reading.durationS < 0.95 });
  const measure = await measureInference(() => world.work(0.1), world, { clock: world.clock });
  strictEqual(measure.enough, true);
  strictEqual(measure.batches, 10);
});

Deno.test("measureInference() judges by CPU time where one batch is below the resolution", async () => {
  const world = new World();
  let calls = 0;
  // the counter makes a large step at every third call
  const run = () => world.work(0.1, calls++ % 3 === 0 ? 6 : 1);
  world.bend = (reading) => ({ ...reading, belowResolution: reading.durationS < 0.15 });
  const measure = await measureInference(run, world, { clock: world.clock });
  strictEqual(measure.enough, true);
  strictEqual(measure.batches, 5);
});

Deno.test("measureInference() calls a model that is slower than the limit only twice", async () => {
  const world = new World();
  let calls = 0;
  const measure = await measureInference(() => (calls++, world.work(5)), world, { clock: world.clock });
  strictEqual(calls, 2);
  strictEqual(measure.batches, 1);
  strictEqual(measure.enough, false);
  strictEqual("halfWidth" in measure, false);
  near(measure.perInferenceS, 5);
  near(measure.perInferenceJ?.value, 100);
});

Deno.test("measureInference() leaves energy out where none was read", async () => {
  const world = new World();
  world.bend = (reading) => ({ ...reading, energyJ: {} });
  const measure = await measureInference(() => world.work(0.01), world, { clock: world.clock });
  strictEqual("perInferenceJ" in measure, false);
  near(measure.perInferenceS, 0.01);
  strictEqual(measure.enough, true);
});

Deno.test.each([["machine", 0.6], ["share", 0.2], ["active", 0.1]] as const)(
  "measureInference() reports %s on demand: %d J",
  async (charge, expected) => {
    const world = new World();
    const options = { clock: world.clock, figure: charge };
    const measure = await measureInference(() => world.work(0.01), world, options);
    near(measure.perInferenceJ?.value, expected);
  },
);

Deno.test("measureInference() awaits one call before it makes the next", async () => {
  const world = new World();
  let running = 0, most = 0;
  const run = async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    world.work(0.01);
    running--;
  };
  const measure = await measureInference(run, world, { clock: world.clock });
  strictEqual(most, 1);
  near(measure.perInferenceS, 0.01);
});

Deno.test("measureInference() ends with the signal's reason before the next batch", async () => {
  const world = new World();
  const abort = new AbortController();
  const reason = new Error("stopped by the user");
  let calls = 0;
  const run = () => {
    world.work(1);
    if (++calls === 3) abort.abort(reason);
  };
  const options = { clock: world.clock, signal: abort.signal, maxTimeS: 60 };
  await rejects(measureInference(run, world, options), reason);
  strictEqual(calls, 3);
  await rejects(measureInference(run, world, options), reason);
  strictEqual(calls, 3);
});

Deno.test("measureInference() gives timers their turn, so that a Stop arrives", async () => {
  const world = new World();
  const abort = new AbortController();
  const reason = new Error("stopped by a timer");
  const timer = setTimeout(() => abort.abort(reason));
  let calls = 0;
  const run = () => {
    world.work(0.2);
    if (++calls === 100_000) throw new Error("the timer never had its turn");
  };
  const options = { clock: world.clock, signal: abort.signal, maxTimeS: 1e9, targetRelativeHalfWidth: 1e-99 };
  try {
    await rejects(measureInference(run, world, options), reason);
  } finally {
    clearTimeout(timer);
  }
});

Deno.test("measureInference() passes on what the model throws", async () => {
  const world = new World();
  const broken = new Error("no such column");
  await rejects(
    measureInference(
      () => {
        throw broken;
      },
      world,
      { clock: world.clock },
    ),
    broken,
  );
});

Deno.test.each(["itemsPerCall", "minTimeS", "targetRelativeHalfWidth", "maxTimeS"])(
  "measureInference() names a wrong %s",
  async (name) => {
    const world = new World();
    for (const value of [0, -1, NaN]) {
      await rejects(measureInference(() => {}, world, { clock: world.clock, [name]: value }), {
        name: "RangeError",
        message: `Cannot measure inference: ${name} is ${value}, expected a number above 0`,
      });
    }
  },
);

Deno.test("measureInference() by default times with the real clock", async () => {
  const reading: GaugeReading = { durationS: 1, energyJ: {}, cpuS: 0, belowResolution: false };
  const gauge: Gauge = { mark: () => undefined, since: () => reading };
  let sum = 0;
  const run = () => {
    for (let i = 0; i < 1000; i++) sum += Math.sqrt(i);
  };
  const measure = await measureInference(run, gauge, { minTimeS: 0.001, maxTimeS: 0.02 });
  ok(sum > 0 && measure.perInferenceS > 0 && measure.perInferenceS < 0.01);
  deepStrictEqual(Object.keys(measure).includes("perInferenceJ"), false);
});
