import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { openLedger } from "../../lib/meter/ledger.ts";
import { openSampler } from "../../lib/meter/sampler.ts";
import { samplerWorkerSource } from "../../lib/meter/sampler_worker.ts";
import { until } from "../fixtures/loopback_meter.ts";
import { stubNvml } from "../fixtures/nvml/stub_nvml.ts";
import { addGpu } from "../fixtures/sys/add_gpu.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { C_COMPILER, testsThatNeed } from "../fixtures/needed_tool.ts";
import { promptPort } from "../fixtures/worker_port.ts";

const stubTest = testsThatNeed(C_COMPILER);

/** The sampler's thread has the real clock and the real CPU time, so here the host has them too. */
const REAL = {
  epochMs: Date.now,
  monotonicS: () => performance.now() / 1000,
  processCpu: realHost().processCpu,
  pid: Deno.pid,
};

/** A machine with one NVIDIA card on the stub, a board's power meter and no counter. */
function powerMachine(library: string): FakeMachine {
  const machine = fakeMachine("vm", { ...REAL, libraries: { "libnvidia-ml.so.1": library } });
  addGpu(machine, "0000:01:00.0", "10de20b0");
  machine.write("/proc/2/comm", "kthreadd\n");
  machine.write("/sys/class/hwmon/hwmon0/name", "power_meter\n");
  machine.write("/sys/class/hwmon/hwmon0/power1_average", "300000000\n");
  return machine;
}

const HOMES = [
  { name: "a thread of its own", port: () => undefined },
  {
    name: "the kernel's worker",
    port() {
      const address = URL.createObjectURL(new Blob([samplerWorkerSource], { type: "text/javascript" }));
      const worker = new Worker(address, { type: "module" });
      URL.revokeObjectURL(address);
      return worker;
    },
  },
];

for (const { name, port } of HOMES) {
  stubTest(
    `sampler in ${name} reads power by FFI and by file, and integrates no power that it could not read`,
    async () => {
      using stub = stubNvml();
      stub.control.stub_energy(0, 0n, 3);
      stub.control.stub_power(0, 100_000, 0, 3, 3);
      using machine = powerMachine(stub.path);
      using ledger = openLedger(machine.host);
      assert.deepEqual(ledger.sources.map(({ device }) => device.part), ["gpu", "machine"]);
      const worker = port();
      using sampler = openSampler(ledger, worker && promptPort(worker));
      try {
        const start = ledger.mark();
        sampler.start(0.01);
        const curve = () => sampler.curve(start, ledger.mark());
        await until(() => (curve()?.timeS.length ?? 0) > 5, "samples");
        const [gpu, board] = curve()?.watts ?? [];
        // Where a first sample was not there yet, the first interval is not known.
        assert.ok(gpu?.watts.slice(1).every((watts) => watts === 100), String(gpu?.watts));
        assert.ok(board?.watts.slice(1).every((watts) => watts === 300), String(board?.watts));
        const good = ledger.mark();
        const [span] = ledger.between(start, good).devices;
        const passedS = good.bracket.atS - start.bracket.atS;
        assert.ok(Math.abs((span?.energyJ ?? NaN) - 100 * passedS) < 1e-6 * passedS, `${span?.energyJ} J`);
        assert.equal(span?.coverage, 1);
        // The card vanishes, and comes back: nothing is made up for the time in between.
        stub.control.stub_power(0, 100_000, 15, 3, 3);
        await until(() => {
          sampler.bridge();
          return ledger.mark().accounts[0]?.problem !== undefined;
        }, "the outage");
        await until(
          () => (curve()?.watts[0]?.watts ?? []).slice(-4).some(Number.isNaN),
          "samples without power",
        );
        stub.control.stub_power(0, 100_000, 0, 3, 3);
        const end = ledger.mark();
        const outage = ledger.between(good, end).devices;
        assert.ok((outage[0]?.coverage ?? 1) < 1, `${outage[0]?.coverage}`);
        assert.equal(outage[1]?.coverage, 1);
        assert.match(
          ledger.between(good, end).notes.join(),
          /GPU 0 \(NVIDIA Stub 1\): .*GPU is lost|could not be read for a while/,
        );
      } finally {
        worker?.terminate();
      }
    },
  );
}

stubTest("sampler looks at the processes of a card while the calling thread is blocked", async () => {
  using stub = stubNvml();
  using machine = powerMachine(stub.path);
  machine.write(`/proc/${Deno.pid}/stat`, `${Deno.pid} (deno) S 1 1 1 0 -1\n`);
  using ledger = openLedger(machine.host);
  using sampler = openSampler(ledger, undefined);
  const start = ledger.mark();
  sampler.start(0.01);
  const samples = () => sampler.curve(start, ledger.mark())?.timeS.length ?? 0;
  await until(() => samples() > 2, "the sampler");
  const before = ledger.mark();
  // The driver has news every 50 ms; nobody but the sampler's thread looks.
  const deadline = performance.now() + 400;
  while (performance.now() < deadline) {
    stub.control.stub_use(0, Deno.pid, BigInt(Date.now()) * 1000n, 80);
    const pause = performance.now() + 50;
    while (performance.now() < pause);
  }
  const { use } = ledger.between(before, ledger.mark()).devices[0] ?? {};
  // 80 % of what was observed; one look at the end would have observed as much only by luck.
  assert.ok(use !== undefined && use.observedS > 0.2, JSON.stringify(use));
  assert.ok(Math.abs(use.own / use.observedS - 0.8) < 1e-6, JSON.stringify(use));
  assert.equal(use.own, use.all);
});
