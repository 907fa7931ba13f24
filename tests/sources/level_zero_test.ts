import assert from "node:assert/strict";
import { openLevelZero } from "../../lib/sources/level_zero.ts";
import { readPciGpus } from "../../lib/sources/pci_gpus.ts";
import { stubLibrary } from "../fixtures/stub_library.ts";
import { addGpu } from "../fixtures/sys/add_gpu.ts";
import { sampled } from "../fixtures/sampled.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { C_COMPILER, testsThatNeed } from "../fixtures/needed_tool.ts";

const stubTest = testsThatNeed(C_COMPILER);

function stubLevelZero() {
  return stubLibrary("level_zero/level_zero.c", {
    stub_energy: { parameters: ["u64", "i32"], result: "void" },
    stub_init: { parameters: ["i32"], result: "void" },
  });
}

function arcMachine(library: string | undefined): FakeMachine {
  const machine = fakeMachine("vm", { libraries: library ? { "libze_loader.so.1": library } : {} });
  addGpu(machine, "0000:03:00.0", "808656a0");
  return machine;
}

stubTest("openLevelZero() reads the whole card in microjoules, not its parts", () => {
  using stub = stubLevelZero();
  using machine = arcMachine(stub.path);
  const { sources, leftOut } = openLevelZero(machine.host, readPciGpus(machine.host), false);
  assert.deepEqual([sources.length, leftOut], [1, []]);
  assert.deepEqual(sources[0]?.read(), { kind: "counter", energy: 7 });
  stub.control.stub_energy(8_500_000n, 0);
  assert.deepEqual(sources[0]?.read(), { kind: "counter", energy: 8.5 });
  assert.deepEqual(sources.map(sampled), [8.5]);
  stub.control.stub_energy(0n, 0x70000001);
  assert.throws(() => sources[0]?.read(), {
    name: "SourceError",
    message: "Cannot read Intel GPU 0: zesPowerGetEnergyCounter answered 0x70000001, expected 0",
  });
  sources[0]?.[Symbol.dispose]();
});

stubTest("openLevelZero() names a card that cannot be read, and what would help", () => {
  using machine = arcMachine(undefined);
  const { sources, leftOut } = openLevelZero(machine.host, readPciGpus(machine.host), false);
  assert.deepEqual([sources.length, leftOut[0]?.present], [0, "Intel GPU 8086:56a0 at 0000:03:00.0"]);
  assert.match(leftOut[0]?.howToEnable ?? "", /kernel of 6\.2 or newer/);
  using stub = stubLevelZero();
  using refusing = arcMachine(stub.path);
  stub.control.stub_init(0x78000001);
  assert.equal(
    openLevelZero(refusing.host, readPciGpus(refusing.host), false).leftOut[0]?.whyNot,
    "Cannot initialise Level Zero: it answered 0x78000001",
  );
});

stubTest(
  "openLevelZero() loads nothing for graphics inside a processor, or where the kernel reads the card",
  () => {
    using stub = stubLevelZero();
    using machine = arcMachine(stub.path);
    assert.equal(openLevelZero(machine.host, readPciGpus(machine.host), true).leftOut[0]?.absent, true);
    using laptop = fakeMachine("vm", { libraries: { "libze_loader.so.1": stub.path } });
    addGpu(laptop, "0000:00:02.0", "80864680");
    const { sources, leftOut } = openLevelZero(laptop.host, readPciGpus(laptop.host), false);
    assert.deepEqual([sources, leftOut[0]?.absent], [[], true]);
  },
);
