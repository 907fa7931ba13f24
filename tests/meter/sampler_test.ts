import assert from "node:assert/strict";
import { type Ledger, openLedger } from "../../lib/meter/ledger.ts";
import { openSampler } from "../../lib/meter/sampler.ts";
import { samplerWorkerSource } from "../../lib/meter/sampler_worker.ts";
import { type HostOptions, realHost } from "../../lib/host.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { promptPort } from "../fixtures/worker_port.ts";

/** The sampler's thread has the real clock and the real CPU time, so here the host has them too. */
const REAL: HostOptions = {
  epochMs: Date.now,
  monotonicS: () => performance.now() / 1000,
  processCpu: realHost().processCpu,
};

/** Waits for something that another thread does; the deadline is far beyond what a busy machine needs. */
async function until(reached: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!reached()) {
    assert.ok(performance.now() < deadline, `waited 20 s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A ledger that also tells which samples it was given. */
function overheard(
  ledger: Ledger,
): { ledger: Ledger; heard: { source: number; value: number; atS: number }[] } {
  const heard: { source: number; value: number; atS: number }[] = [];
  const bridge: Ledger["bridge"] = (source, value, atS) => {
    heard.push({ source, value, atS });
    ledger.bridge(source, value, atS);
  };
  return { ledger: { ...ledger, bridge }, heard };
}

/** Both homes: a thread of its own, and the worker of a kernel. */
function homes(): { name: string; port: () => Worker | undefined }[] {
  const start = () => {
    const address = URL.createObjectURL(new Blob([samplerWorkerSource], { type: "text/javascript" }));
    const worker = new Worker(address, { type: "module" });
    URL.revokeObjectURL(address);
    return worker;
  };
  return [{ name: "a thread of its own", port: () => undefined }, {
    name: "the kernel's worker",
    port: start,
  }];
}

for (const { name, port } of homes()) {
  Deno.test(`sampler in ${name} sees two wraps between two marks that two readings alone cannot see`, async () => {
    using machine = fakeMachine("desktop", REAL);
    // A range of 10 kJ, 20 s at the most that a package draws for long.
    machine.write("/sys/class/powercap/intel-rapl:0/max_energy_range_uj", "10000000000\n");
    machine.counter("intel-rapl:0", 9900);
    using inner = openLedger(machine.host);
    const { ledger, heard } = overheard(inner);
    const worker = port();
    using sampler = openSampler(ledger, worker && promptPort(worker));
    try {
      const start = ledger.mark();
      sampler.start(0.005);
      let risen = 0;
      // 70 steps of 150 J: from 9,900 over two wraps to 400.
      for (let step = 0; step < 70; step++) {
        risen += 150;
        const value = (9900 + risen) % 10_000;
        machine.counter("intel-rapl:0", value);
        await until(() => {
          sampler.bridge();
          return heard.at(-1)?.value === value;
        }, `the counter at ${value} J`);
      }
      const end = ledger.mark();
      const [device] = ledger.between(start, end).devices;
      assert.equal(device?.energyJ?.toFixed(3), "10500.000");
      assert.equal(end.accounts[0]?.wraps, 2);
      assert.equal(end.accounts[0]?.dropped, 0);
      assert.ok(heard.every(({ atS }, index) => atS > (heard[index - 1]?.atS ?? start.bracket.atS)));
    } finally {
      worker?.terminate();
    }
  });

  Deno.test(`sampler in ${name} goes on while the calling thread is blocked`, async () => {
    using machine = fakeMachine("desktop", REAL);
    using inner = openLedger(machine.host);
    const { ledger, heard } = overheard(inner);
    const worker = port();
    using sampler = openSampler(ledger, worker && promptPort(worker));
    try {
      sampler.start(0.01);
      await until(() => (sampler.bridge(), heard.length > 0), "the first sample");
      const start = ledger.mark();
      const before = heard.length, deadline = performance.now() + 20_000;
      while (heard.length < before + 30 && performance.now() < deadline) sampler.bridge();
      assert.ok(heard.length >= before + 30, `${heard.length - before} samples while blocked`);
      const curve = sampler.curve(start, ledger.mark());
      assert.ok(curve);
      assert.ok(curve.timeS.length >= 20);
      assert.ok(curve.timeS.every((time, index) => time > (curve.timeS[index - 1] ?? 0)));
      assert.deepEqual(curve.watts.map(({ label }) => label), ["CPU package 0"]);
      const { length } = curve.timeS;
      assert.deepEqual([curve.ownCores.length, curve.busyCores.length, curve.watts[0]?.watts.length], [
        length,
        length,
        length,
      ]);
    } finally {
      worker?.terminate();
    }
  });

  Deno.test(`sampler in ${name} rests, and begins a new curve after it`, async () => {
    using machine = fakeMachine("desktop", REAL);
    using inner = openLedger(machine.host);
    const { ledger, heard } = overheard(inner);
    const worker = port();
    using sampler = openSampler(ledger, worker && promptPort(worker));
    try {
      const first = ledger.mark();
      sampler.start(0.01);
      await until(() => (sampler.bridge(), heard.length >= 5), "five samples");
      assert.ok(sampler.curve(first, ledger.mark()));
      sampler.rest();
      // One sample may be on its way; then there are no more, though ten would fit between two looks.
      let seen = -1;
      await until(() => {
        const quiet = heard.length === seen;
        seen = heard.length;
        const pause = performance.now() + 60;
        while (performance.now() < pause) sampler.bridge();
        return quiet && heard.length === seen;
      }, "the sampler to rest");
      const second = ledger.mark();
      sampler.start(0.01);
      await until(() => (sampler.bridge(), heard.length >= seen + 5), "five samples after the rest");
      const curve = sampler.curve(second, ledger.mark());
      assert.ok(curve && curve.timeS.length >= 3);
      assert.ok((curve.timeS[0] ?? NaN) < 5);
    } finally {
      worker?.terminate();
    }
  });
}

Deno.test("sampler tells the CPU time of its thread, which the ledger takes off the process's own", async () => {
  using machine = fakeMachine("desktop", REAL);
  using inner = openLedger(machine.host);
  const { ledger, heard } = overheard(inner);
  using sampler = openSampler(ledger, undefined);
  const start = ledger.mark();
  assert.equal(start.samplerS, 0);
  sampler.start(0.005);
  await until(() => (sampler.bridge(), heard.length >= 20), "twenty samples");
  const end = ledger.mark();
  // A thread needs some milliseconds to start, and cannot use more CPU time than passes.
  assert.ok(end.samplerS > 0.001 && end.samplerS < end.bracket.atS - start.bracket.atS, `${end.samplerS} s`);
  assert.ok(ledger.between(start, end).overheadS >= end.samplerS);
});

Deno.test("sampler draws watts, cores and NaN where a counter wraps or cannot be read", async () => {
  using machine = fakeMachine("two_sockets", REAL);
  using inner = openLedger(machine.host);
  const { ledger, heard } = overheard(inner);
  using sampler = openSampler(ledger, undefined);
  const start = ledger.mark();
  sampler.start(0.01);
  await until(() => (sampler.bridge(), heard.length > 0), "the first sample");
  machine.counter("intel-rapl:0", 10_004);
  machine.write("/sys/class/powercap/intel-rapl:1/energy_uj", "");
  const { length } = heard;
  await until(() => (sampler.bridge(), heard.length >= length + 20), "more samples");
  machine.counter("intel-rapl:1", 20_000);
  const curve = sampler.curve(start, ledger.mark());
  assert.ok(curve);
  const [first, second] = curve.watts;
  assert.deepEqual([first?.label, second?.label], ["CPU package 0", "CPU package 1"]);
  // The curve's area is the energy: 4 J.
  const area = curve.timeS.reduce(
    (sum, time, index) => sum + (time - (curve.timeS[index - 1] ?? 0)) * (first?.watts[index] ?? NaN),
    0,
  );
  assert.ok(Math.abs(area - 4) < 0.05, `${area} J`);
  assert.ok(second?.watts.some((watts) => Number.isNaN(watts)));
  assert.ok(curve.ownCores.every((cores) => cores >= 0), String(curve.ownCores));
});

Deno.test("sampler.curve() is undefined for a run shorter than three points", () => {
  using machine = fakeMachine("desktop", REAL);
  using ledger = openLedger(machine.host);
  using sampler = openSampler(ledger, undefined);
  const start = ledger.mark();
  sampler.start(1);
  assert.equal(sampler.curve(start, ledger.mark()), undefined);
});

Deno.test("sampler speaks to the kernel's worker in its own room, once with its configuration", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const sent: Record<string, unknown>[] = [];
  using sampler = openSampler(
    ledger,
    promptPort({ postMessage: (message) => sent.push(message as Record<string, unknown>) }),
  );
  sampler.start(0.1);
  sampler.start(0.05);
  sampler.rest();
  sampler.rest();
  sampler.start(600);
  assert.deepEqual(sent.map(({ room, kind, periodMs }) => [room, kind, periodMs]), [
    ["sampler", "open", 100],
    ["sampler", "period", 50],
    ["sampler", "stop", undefined],
    ["sampler", "begin", 30_000],
  ]);
  const [reader] = sent[0]?.["readers"] as { text: string; data: unknown }[];
  const paths = [`${machine.root}/sys/class/powercap/intel-rapl:0/energy_uj`];
  assert.deepEqual(reader?.data, { paths, factor: 1e-6 });
  assert.equal(sent[0]?.["aheadS"], 1_700_000_000 - 1000);
});

const FORGETFUL = (rest: boolean) => `
import { realHost } from "${import.meta.resolve("../../lib/host.ts")}";
import { openLedger } from "${import.meta.resolve("../../lib/meter/ledger.ts")}";
import { openSampler } from "${import.meta.resolve("../../lib/meter/sampler.ts")}";
const ledger = openLedger(realHost());
const sampler = openSampler(ledger, undefined);
const start = ledger.mark();
sampler.start(0.01);
while (sampler.curve(start, ledger.mark()) === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
if (${rest}) sampler.rest();
console.log("samples");
`;

for (const rest of [false, true]) {
  Deno.test(`sampler that is forgotten ${rest ? "at rest" : "at work"} lets the process end by itself`, async () => {
    const program = Deno.makeTempFileSync({ suffix: ".ts" });
    try {
      Deno.writeTextFileSync(program, FORGETFUL(rest));
      const args = ["run", "-A", "--no-config", "--no-lock", program];
      const signal = AbortSignal.timeout(30_000);
      const command = new Deno.Command(Deno.execPath(), { args, stdin: "null", signal });
      const { code, stdout, stderr } = await command.output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      assert.equal(new TextDecoder().decode(stdout), "samples\n");
    } finally {
      Deno.removeSync(program);
    }
  });
}
