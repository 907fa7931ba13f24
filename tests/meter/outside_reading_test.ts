import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { openInstruments, readBracket } from "../../lib/meter/bracket.ts";
import { OUTSIDE_FIELDS, outsideReading } from "../../lib/meter/outside_reading.ts";
import { newRing } from "../../lib/meter/ring.ts";
import { SAMPLER_EVENTS, samplerWorkerSource } from "../../lib/meter/sampler_worker.ts";

const NUMBERS = [1004, 1_700_000_004_000, 3, 0.5, 0.25, 7e6, 5, 0.125, 50e6, 0.75, 1040, 12];

Deno.test("outsideReading() names the numbers of the sampler's thread, counters with their range, powers without", () => {
  using instruments = openInstruments(realHost());
  const kinds = [
    { kind: "counter", range: { wrapsAt: 2000 } },
    { kind: "power", range: {} },
  ] as const;
  const { bracket, samplerS } = outsideReading(NUMBERS, kinds, instruments);
  assert.equal(samplerS, 0.75);
  assert.deepEqual(bracket.readings, [
    { kind: "counter", energy: 1040, wrapsAt: 2000 },
    { kind: "power", power: 12 },
  ]);
  assert.deepEqual([bracket.atS, bracket.wallMs, bracket.costS], [1004, 1_700_000_004_000, 0]);
  assert.deepEqual(bracket.cpu, {
    ownS: 3,
    endedChildrenS: 0.5,
    liveChildrenS: 0.25,
    endedChildrenMaxBytes: 7e6,
    machineBusyS: 5,
    stealS: 0.125,
  });
  assert.equal(bracket.memory.residentBytes, 50e6);
});

Deno.test("outsideReading() takes NaN for what could not be read", () => {
  using instruments = openInstruments(realHost());
  const numbers = NUMBERS.with(OUTSIDE_FIELDS.indexOf("machineBusyS"), NaN).with(OUTSIDE_FIELDS.length, NaN);
  const { bracket } = outsideReading(numbers, [{ kind: "counter", range: {} }], instruments);
  assert.equal(bracket.cpu.machineBusyS, undefined);
  assert.ok(bracket.readings[0] instanceof Error);
});

Deno.test("the sampler's thread reads what the calling thread reads: clocks, own, children's and machine's CPU time", async () => {
  using instruments = openInstruments(realHost());
  const answer = `
self.addEventListener("message", ({ data }) => {
  if (data !== "read") return;
  const detail = {};
  self.dispatchEvent(new CustomEvent("${SAMPLER_EVENTS.read}", { detail }));
  self.postMessage(detail.numbers);
});`;
  const address = URL.createObjectURL(new Blob([samplerWorkerSource, answer], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  URL.revokeObjectURL(address);
  try {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "for (let i = 0; i < 1e8; i++);"],
    })
      .output();
    assert.ok(success);
    const { host } = instruments;
    worker.postMessage({
      room: "sampler",
      kind: "prepare",
      ring: newRing(2).buffer,
      slots: 4096,
      readers: [],
      statPath: "/proc/stat",
      schedstatPath: "/proc/thread-self/schedstat",
      root: "",
      aheadS: host.epochMs() / 1000 - host.monotonicS(),
      askedMs: host.epochMs(),
    });
    const before = readBracket(instruments);
    const { promise, resolve } = Promise.withResolvers<number[]>();
    worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
    worker.postMessage("read");
    const { bracket } = outsideReading(await promise, [], instruments);
    const after = readBracket(instruments);
    const lies = (name: string, value: (of: typeof bracket) => number | undefined, tolerance: number) => {
      const [low = NaN, middle = NaN, high = NaN] = [before, bracket, after].map(value);
      assert.ok(
        low - tolerance <= middle && middle <= high + tolerance,
        `${name}: ${low} ≤ ${middle} ≤ ${high}`,
      );
    };
    // Both clocks count whole milliseconds when they are compared.
    lies("atS", ({ atS }) => atS, 0.003);
    lies("wallMs", ({ wallMs }) => wallMs, 1);
    lies("own", ({ cpu }) => cpu.ownS, 0);
    lies("children", ({ cpu }) => cpu.endedChildrenS, 0);
    lies("busy", ({ cpu }) => cpu.machineBusyS, 0);
    lies("steal", ({ cpu }) => cpu.stealS, 0);
    assert.ok(bracket.cpu.endedChildrenS > 0);
    assert.ok(bracket.memory.residentBytes > 10e6);
  } finally {
    worker.terminate();
  }
});
