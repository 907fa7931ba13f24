import assert from "node:assert/strict";
import { OUTSIDE_FIELDS } from "../../lib/meter/outside_reading.ts";
import { SAMPLER_EVENTS } from "../../lib/meter/sampler_worker.ts";
import { beatWorkerSource, type Pace } from "../../lib/track/beat_worker.ts";

type Field = typeof OUTSIDE_FIELDS[number];

/** The worker's text in a worker that the test is: its readings, its timers, its files. */
function worker(pace: Pace) {
  const self = new EventTarget();
  const written: { file: string; line: Record<string, unknown> }[] = [];
  const timers: { action: () => void; ms: number }[] = [];
  let numbers: readonly number[] | undefined;
  self.addEventListener(SAMPLER_EVENTS.read, (event) => {
    if (event instanceof CustomEvent) event.detail.numbers = numbers;
  });
  const files = {
    openSync: (file: string) => ({
      writeSync: (bytes: Uint8Array) =>
        void written.push({ file, line: JSON.parse(new TextDecoder().decode(bytes)) }),
      close() {},
    }),
  };
  const start = (action: (run: unknown) => void, ms: number, run: unknown) => {
    const timer = { action: () => action(run), ms };
    timers.push(timer);
    return timer;
  };
  const stop = (timer: typeof timers[number] | undefined) => {
    if (timer && timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
  };
  new Function("self", "Deno", "setTimeout", "clearTimeout", "Date", beatWorkerSource)(
    self,
    files,
    start,
    stop,
    { now: () => 1_790_000_000_000 },
  );
  const tell = (data: unknown) => void self.dispatchEvent(new MessageEvent("message", { data }));
  tell({ room: "beat", kind: "pace", pace });
  return {
    written,
    timers,
    tell,
    read(fields: Partial<Record<Field, number>> | undefined, ...sources: number[]) {
      numbers = fields && [...OUTSIDE_FIELDS.map((field) => fields[field] ?? 0), ...sources];
    },
    /** The next timer fires. */
    next: () => timers.shift()?.action(),
  };
}

const alive = (more = {}) => ({
  room: "beat",
  kind: "alive",
  run: "a",
  file: "/j/a.jsonl",
  seconds: 10,
  energyJ: 100,
  ...more,
});

Deno.test("beatWorkerSource carries the energy on by its counters, split by CPU time, over a wrap", () => {
  const { read, tell, next, written, timers } = worker({
    counters: [{ source: 1, wrapsAt: 1000 }],
    curveW: [1, 2],
    otherW: 0.5,
  });
  read({ atS: 50, ownS: 20, machineBusyS: 70 }, 5, 990);
  tell(alive());
  assert.deepEqual(timers.map(({ ms }) => ms), [3000]);
  // 2 s later: 20 J over the wrap; own 1 s (0.2 s of it the sampler's), children 0.8 s: 1.6 of 4 busy seconds are 8 J.
  read(
    { atS: 52, ownS: 21, endedChildrenS: 0.5, liveChildrenS: 0.3, samplerS: 0.2, machineBusyS: 74 },
    5,
    10,
  );
  next();
  assert.deepEqual(written, [{
    file: "/j/a.jsonl",
    line: { v: 1, kind: "beat", durationS: 12, energyJ: 109, atMs: 1_790_000_000_000 },
  }]);
  assert.deepEqual(timers.map(({ ms }) => ms), [2000]);
});

Deno.test("beatWorkerSource takes the load curve where nothing counts", () => {
  const { read, tell, next, written } = worker({ counters: [], curveW: [10, 20, 30], otherW: 0.5 });
  read({ atS: 50, ownS: 0, machineBusyS: 0 });
  tell(alive({ energyJ: undefined, seconds: 0 }));
  // 1.5 busy threads draw 25 W: 50 J in 2 s, of which 1 of 3 busy seconds is ours; 1 J of memory.
  read({ atS: 52, ownS: 1, machineBusyS: 3 });
  next();
  assert.equal(Math.round(Number(written[0]?.line["energyJ"]) * 1000), Math.round((50 / 3 + 1) * 1000));
  // Nobody busy in the next 2 s: 10 W idle are not ours, memory is.
  read({ atS: 54, ownS: 1, machineBusyS: 3 });
  next();
  assert.equal(Math.round(Number(written[1]?.line["energyJ"]) * 1000), Math.round((50 / 3 + 2) * 1000));
});

Deno.test("beatWorkerSource is silent while the calling thread lives, and after the run", () => {
  const { read, tell, timers, next, written } = worker({ counters: [], curveW: [10, 20], otherW: 0 });
  read({ atS: 50 });
  tell(alive());
  tell(alive({ seconds: 12 }));
  tell(alive({ run: "b", file: "/j/b.jsonl" }));
  assert.equal(timers.length, 2, "one timer for each run");
  tell({ room: "beat", kind: "end", run: "a" });
  assert.equal(timers.length, 1);
  next();
  assert.deepEqual(written.map(({ file }) => file), ["/j/b.jsonl"]);
  tell({ room: "beat", kind: "end", run: "b" });
  assert.equal(timers.length, 0);
});

Deno.test("beatWorkerSource keeps the last energy where the sampler reads nothing", () => {
  const { read, tell, next, written } = worker({ counters: [], curveW: [10, 20], otherW: 0 });
  read(undefined);
  tell(alive());
  next();
  assert.equal(written[0]?.line["energyJ"], 100);
});

Deno.test("beatWorkerSource writes less often in an old run", () => {
  const { read, tell, timers } = worker({ counters: [], curveW: [10, 20], otherW: 0 });
  read({ atS: 50 });
  tell(alive({ seconds: 3600 }));
  // One per cent of an hour, and half a beat of grace.
  assert.deepEqual(timers.map(({ ms }) => ms), [37_000]);
});
