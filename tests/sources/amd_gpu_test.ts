import assert from "node:assert/strict";
import { openAmdGpu } from "../../lib/sources/amd_gpu.ts";
import { readPciGpus } from "../../lib/sources/pci_gpus.ts";
import type { OpenedKind } from "../../lib/sources/source.ts";
import { stubLibrary } from "../fixtures/stub_library.ts";
import { addGpu } from "../fixtures/sys/add_gpu.ts";
import { sampled } from "../fixtures/sampled.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { gpuMetrics } from "../fixtures/sys/gpu_metrics.ts";
import { C_COMPILER, testsThatNeed } from "../fixtures/needed_tool.ts";

const stubTest = testsThatNeed(C_COMPILER);

const CARD = "/sys/bus/pci/devices/0000:03:00.0";

function amdMachine(libraries: Record<string, string> = {}): FakeMachine {
  const machine = fakeMachine("vm", { libraries });
  addGpu(machine, "0000:03:00.0", "100274a1", "12");
  return machine;
}

function opened(machine: FakeMachine, counted = false): OpenedKind & Disposable {
  const { sources, leftOut } = openAmdGpu(machine.host, readPciGpus(machine.host), counted);
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}

function writeMetrics(machine: FakeMachine, bytes: Uint8Array): void {
  Deno.writeFileSync(`${machine.root}${CARD}/gpu_metrics`, bytes);
}

stubTest("openAmdGpu() reads the counter in gpu_metrics, a card without outputs too", () => {
  using machine = amdMachine();
  writeMetrics(machine, gpuMetrics(1, 4, 24, 65536n * 100n));
  using amd = opened(machine);
  assert.deepEqual(amd.leftOut, []);
  const [source] = amd.sources;
  assert.deepEqual(source?.read(), { kind: "counter", energy: 100 });
  assert.deepEqual(amd.sources.map(sampled), [100]);
  assert.deepEqual([source?.device.id, source?.device.part, source?.quantumJ], [
    "amd:0000:03:00.0",
    "gpu",
    2 ** -16,
  ]);
  // The firmware hands out another table after a driver's update.
  writeMetrics(machine, gpuMetrics(3, 0, 24, 1n));
  assert.throws(() => source?.read(), {
    name: "SourceError",
    message: /gpu_metrics 3\.0 has no energy counter/,
  });
  machine.remove(`${CARD}/gpu_metrics`);
  assert.throws(() => source?.read(), { name: "SourceError", message: /No such file/ });
});

stubTest("openAmdGpu() falls back to the power of its driver", () => {
  using machine = amdMachine();
  writeMetrics(machine, gpuMetrics(1, 3, 24, 65536n));
  machine.write(`${CARD}/hwmon/hwmon4/power1_average`, "95000000\n");
  using amd = opened(machine);
  assert.deepEqual(amd.sources.map((source) => source.read()), [{ kind: "power", power: 95 }]);
});

stubTest("openAmdGpu() takes a processor with graphics for the processor, unless its counter is read", () => {
  using machine = amdMachine();
  machine.write(`${CARD}/hwmon/hwmon4/in1_label`, "vddnb\n");
  machine.write(`${CARD}/hwmon/hwmon4/power1_input`, "15000000\n");
  using alone = opened(machine);
  assert.deepEqual(alone.sources.map((source) => [source.device.part, source.read()]), [
    ["cpu", { kind: "power", power: 15 }],
  ]);
  using amd = opened(machine, true);
  assert.deepEqual(amd.sources, []);
  assert.match(amd.leftOut[0]?.whyNot ?? "", /is part of the processor/);
  assert.equal(amd.leftOut[0]?.present, undefined);
});

stubTest("openAmdGpu() names a card that tells nothing, with every reason", () => {
  using machine = amdMachine();
  machine.write(`${CARD}/hwmon/hwmon4/power1_average`, "95000000\n");
  machine.denied.add(`${CARD}/hwmon/hwmon4/power1_average`);
  using amd = opened(machine);
  assert.equal(amd.leftOut[0]?.present, "AMD GPU 1002:74a1 at 0000:03:00.0");
  assert.match(amd.leftOut[0]?.whyNot ?? "", /gpu_metrics.*; Permission denied.*power1_average/);
});

stubTest("openAmdGpu() prefers AMD's own library, whose unit it is told", () => {
  using stub = stubLibrary("amd_smi/amd_smi.c", {
    stub_energy: { parameters: ["u32", "u64"], result: "void" },
    stub_codes: { parameters: ["i32", "i32"], result: "void" },
    stub_initialised: { parameters: [], result: "i32" },
  });
  using machine = amdMachine({ "libamd_smi.so": stub.path });
  writeMetrics(machine, gpuMetrics(1, 4, 24, 65536n));
  machine.write("/sys/class/kfd/kfd/topology/generation_id", "2\n");
  {
    using amd = opened(machine);
    assert.deepEqual(amd.sources.map(({ device }) => device.label), ["GPU 0 (AMD)", "GPU 1 (AMD)"]);
    const energy = () => {
      const reading = amd.sources[0]?.read();
      return reading?.kind === "counter" ? reading.energy.toFixed(2) : undefined;
    };
    // 65,536,000 · 15.259 µJ.
    assert.equal(energy(), "1000.01");
    stub.control.stub_energy(0, 131_072_000n);
    assert.equal(energy(), "2000.03");
    assert.deepEqual(amd.sources.map((source) => sampled(source).toFixed(2)), ["2000.03", "0.00"]);
    stub.control.stub_codes(0, 7);
    assert.throws(() => amd.sources[0]?.read(), {
      name: "SourceError",
      message: "Cannot read AMD GPU 0: amdsmi_get_energy_count answered 7, expected 0",
    });
  }
  assert.equal(stub.control.stub_initialised(), 0);
  // In a guest the library is there and cannot count: the driver's file is next.
  using guest = opened(machine);
  assert.deepEqual(guest.sources.map(({ origin }) => origin), [`${CARD}/gpu_metrics`]);
});
