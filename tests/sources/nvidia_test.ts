import assert from "node:assert/strict";
import { openNvidia } from "../../lib/sources/nvidia.ts";
import { readPciGpus } from "../../lib/sources/pci_gpus.ts";
import type { OpenedKind } from "../../lib/sources/source.ts";
import { stubNvml } from "../fixtures/nvml/stub_nvml.ts";
import { addGpu } from "../fixtures/sys/add_gpu.ts";
import { sampled } from "../fixtures/sampled.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { C_COMPILER, testsThatNeed } from "../fixtures/needed_tool.ts";

const stubTest = testsThatNeed(C_COMPILER);

/** A machine with one NVIDIA card whose driver is the stub. */
function gpuMachine(libraries: Record<string, string>): FakeMachine {
  const machine = fakeMachine("vm", { libraries });
  addGpu(machine, "0000:01:00.0", "10de2331");
  machine.write("/proc/2/comm", "kthreadd\n");
  return machine;
}

function opened(machine: FakeMachine): OpenedKind & Disposable {
  const { sources, leftOut } = openNvidia(machine.host, readPciGpus(machine.host));
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}

stubTest("openNvidia() reads the energy counter in joules, with name, limit, period and quantum", () => {
  using stub = stubNvml();
  using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
  {
    using nvidia = opened(machine);
    assert.deepEqual(nvidia.leftOut, []);
    const [source] = nvidia.sources;
    assert.deepEqual(source?.device, {
      id: "nvidia:GPU-0000-1",
      part: "gpu",
      label: "GPU 0 (NVIDIA Stub 1)",
      mostW: 350,
    });
    assert.deepEqual([source?.periodS, source?.quantumJ, source?.origin], [
      0.1,
      0.001,
      "NVML energy counter",
    ]);
    assert.deepEqual(source?.read(), { kind: "counter", energy: 1000 });
    stub.control.stub_energy(0, 1_234_567n, 0);
    assert.deepEqual(source?.read(), { kind: "counter", energy: 1234.567 });
    assert.equal(source && sampled(source), 1234.567);
    assert.equal(stub.control.stub_initialised(), 1);
  }
  assert.equal(stub.control.stub_initialised(), 0);
});

stubTest("openNvidia() takes the right power field: average, then power.draw, then instant", () => {
  using stub = stubNvml();
  using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
  stub.control.stub_energy(0, 0n, 3);
  const first = () => {
    using nvidia = opened(machine);
    const [source] = nvidia.sources;
    return [source?.kind, source?.origin, source?.periodS, source?.read()];
  };
  assert.deepEqual(first(), ["power", "NVML power (average)", 1, { kind: "power", power: 61 }]);
  stub.control.stub_power(0, 60_000, 0, 3, 0);
  assert.deepEqual(first(), ["power", "NVML power (usage)", 0.1, { kind: "power", power: 60 }]);
  stub.control.stub_power(0, 60_000, 3, 3, 0);
  assert.deepEqual(first(), ["power", "NVML power (instant)", 0.1, { kind: "power", power: 62 }]);
});

stubTest("openNvidia() names a card that is there and tells nothing, with a reason per number", () => {
  using stub = stubNvml();
  using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
  stub.control.stub_energy(0, 0n, 3);
  stub.control.stub_power(0, 0, 3, 3, 4);
  stub.control.stub_mode(0, 0, 2);
  using nvidia = opened(machine);
  assert.deepEqual(nvidia, {
    sources: [],
    leftOut: [{
      name: "NVIDIA GPU",
      whyNot: "NVIDIA Stub 1: a virtual GPU, whose energy only the hypervisor's owner can read; " +
        "energy: not supported (NVML 3), average: not supported (NVML 3), usage: not supported (NVML 3), " +
        "instant: no permission (NVML 4)",
      howToEnable: "",
      present: "NVIDIA Stub 1",
    }],
    [Symbol.dispose]: nvidia[Symbol.dispose],
  });
  assert.equal(stub.control.stub_initialised(), 0);
});

stubTest("openNvidia() without the driver names the card of the PCI bus and what would help", () => {
  using machine = gpuMachine({});
  using nvidia = opened(machine);
  const [leftOut] = nvidia.leftOut;
  assert.equal(leftOut?.present, "NVIDIA GPU 10de:2331 at 0000:01:00.0");
  assert.match(leftOut?.whyNot ?? "", /cannot open shared object file/);
  assert.match(leftOut?.howToEnable ?? "", /^install NVIDIA's driver; in a container .*--gpus all/);
});

stubTest(
  "openNvidia() finds cards without a bus: in a container that shows the driver, in Linux inside Windows",
  () => {
    using stub = stubNvml();
    const libraries = { "libnvidia-ml.so.1": stub.path };
    using container = fakeMachine("vm", { libraries });
    container.write(
      "/proc/driver/nvidia/version",
      "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15\n",
    );
    using wsl = fakeMachine("vm", { libraries, environment: { WSL_DISTRO_NAME: "Ubuntu" } });
    for (const machine of [container, wsl]) {
      using nvidia = opened(machine);
      assert.equal(nvidia.sources.length, 1);
    }
    // Most of them have none.
    using without = fakeMachine("vm", { environment: { WSL_DISTRO_NAME: "Ubuntu" } });
    assert.equal(opened(without).leftOut[0]?.absent, true);
  },
);

stubTest("openNvidia() says what keeps a driver from starting", () => {
  using stub = stubNvml();
  using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
  stub.control.stub_init(18);
  using nvidia = opened(machine);
  assert.deepEqual(nvidia.leftOut.map(({ whyNot }) => whyNot), [
    "Cannot initialise NVML: driver and library have different versions (NVML 18)",
  ]);
});

stubTest("openNvidia() loads nothing where the bus shows no card of that maker", () => {
  using stub = stubNvml();
  using machine = fakeMachine("vm", { libraries: { "libnvidia-ml.so.1": stub.path } });
  addGpu(machine, "0000:01:00.0", "1002744c");
  using nvidia = opened(machine);
  assert.deepEqual([nvidia.sources.length, nvidia.leftOut[0]?.absent], [0, true]);
  // The sound function of a card is no card.
  addGpu(machine, "0000:01:00.1", "10de22ba", "04");
  using sound = opened(machine);
  assert.deepEqual([sound.sources.length, sound.leftOut[0]?.absent], [0, true]);
});

for (
  const { what, code, words } of [
    { what: "is lost", code: 15, words: "the GPU is lost (NVML 15)" },
    { what: "has to be reset", code: 16, words: "the GPU has to be reset (NVML 16)" },
    { what: "answers with an unknown code", code: 777, words: "error (NVML 777)" },
  ]
) {
  stubTest(`openNvidia() keeps the reason when a card ${what} in mid-run`, () => {
    using stub = stubNvml();
    using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
    using nvidia = opened(machine);
    stub.control.stub_energy(0, 5n, code);
    assert.throws(() => nvidia.sources[0]?.read(), {
      name: "SourceError",
      message: `Cannot read NVML energy counter of "NVIDIA Stub 1": ${words}`,
    });
  });
}

stubTest("openNvidia() reads two cards, and closes NVML with the last of them", () => {
  using stub = stubNvml();
  using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
  stub.control.stub_cards(2);
  const { sources } = openNvidia(machine.host, readPciGpus(machine.host));
  assert.deepEqual(sources.map(({ device }) => device.id), ["nvidia:GPU-0000-1", "nvidia:GPU-0000-2"]);
  sources[0]?.[Symbol.dispose]();
  assert.equal(stub.control.stub_initialised(), 1);
  sources[1]?.[Symbol.dispose]();
  assert.equal(stub.control.stub_initialised(), 0);
});

stubTest("openNvidia() splits no card that is cut into instances, nor any inside a container", () => {
  using stub = stubNvml();
  using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
  stub.control.stub_mode(0, 1, 0);
  {
    using nvidia = opened(machine);
    assert.match(nvidia.sources[0]?.device.notSplit ?? "", /\(MIG\)/);
    assert.equal(nvidia.sources[0]?.use, undefined);
  }
  stub.control.stub_mode(0, 0, 0);
  machine.write("/proc/2/comm", "sh\n");
  using inside = opened(machine);
  assert.match(inside.sources[0]?.device.notSplit ?? "", /^inside a container/);
});

stubTest("openNvidia() tells seconds of use by this process and its children, and by all", () => {
  using stub = stubNvml();
  using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
  // Process 50 is a grandchild of ours, 60 a neighbour.
  machine.write("/proc/49/stat", "49 (sh) S 4242 1 1 0 -1\n");
  machine.write("/proc/50/stat", "50 (a (b) c) S 49 1 1 0 -1\n");
  machine.write("/proc/60/stat", "60 (other) S 1 1 1 0 -1\n");
  using nvidia = opened(machine);
  const use = () => nvidia.sources[0]?.use?.();
  assert.deepEqual(use(), { kind: "busy", own: 0, all: 0, observedS: 0 });
  const look = (pid: number, row: number, sm: number) =>
    stub.control.stub_use(row, pid, BigInt(machine.now.epochMs) * 1000n, sm);
  machine.pass(1);
  look(4242, 0, 30);
  look(50, 1, 20);
  look(60, 2, 50);
  const first = use();
  assert.deepEqual([first?.own.toFixed(6), first?.all.toFixed(6), first?.observedS], [
    "0.500000",
    "1.000000",
    1,
  ]);
  // Nothing new for a moment is no news; for longer it is an idle card. 200 is a process that the driver lost.
  machine.pass(1);
  assert.deepEqual(use(), first);
  machine.pass(1);
  look(4242, 0, 200);
  const idle = use();
  assert.deepEqual([idle?.own, idle?.all, idle?.observedS], [first?.own, first?.all, 3]);
  // One sample speaks for two seconds at most.
  machine.pass(60);
  look(4242, 0, 100);
  assert.deepEqual([use()?.own.toFixed(6), use()?.observedS], ["2.500000", 5]);
});

stubTest("openNvidia() counts no use while the driver refuses to tell it", () => {
  using stub = stubNvml();
  using machine = gpuMachine({ "libnvidia-ml.so.1": stub.path });
  using nvidia = opened(machine);
  nvidia.sources[0]?.use?.();
  stub.control.stub_use_code(4);
  machine.pass(10);
  assert.deepEqual(nvidia.sources[0]?.use?.(), { kind: "busy", own: 0, all: 0, observedS: 0 });
});
