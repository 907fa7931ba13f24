import assert from "node:assert/strict";
import { openApple } from "../../lib/sources/apple.ts";
import type { OpenedKind } from "../../lib/sources/source.ts";
import { stubLibrary } from "../fixtures/stub_library.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { C_COMPILER, testsThatNeed } from "../fixtures/needed_tool.ts";

const stubTest = testsThatNeed(C_COMPILER);

const CPU = 0, GPU = 1, DRAM = 2, ANE = 3, SRAM = 4, CORE = 5;

function stubApple() {
  const stub = stubLibrary("apple/apple.c", {
    stub_reset: { parameters: [], result: "void" },
    stub_channel: { parameters: ["i32", "buffer", "buffer", "i64", "i64"], result: "void" },
    stub_refuse: { parameters: ["i32", "i32"], result: "void" },
    stub_own: { parameters: ["u64"], result: "void" },
    stub_count: { parameters: ["i32"], result: "void" },
    stub_live: { parameters: [], result: "i32" },
  });
  const text = (value: string) => new TextEncoder().encode(`${value}\0`);
  const set = (at: number, name: string, unit: string, value: number, step = 0) =>
    stub.control.stub_channel(at, text(name), text(unit), BigInt(value), BigInt(step));
  set(CPU, "CPU Energy", "mJ", 1000, 1);
  set(GPU, "GPU Energy", "nJ", 5_000_000_000);
  set(DRAM, "DRAM0", "mJ", 10);
  set(ANE, "ANE0", "uJ", 0);
  set(SRAM, "GPU SRAM0", "mJ", 0);
  set(CORE, "PCPU0", "mJ", 900);
  return { ...stub, set };
}

function mac(library: string, arch = "aarch64"): FakeMachine {
  return fakeMachine("none", {
    os: "darwin",
    arch,
    libraries: {
      "/usr/lib/libIOReport.dylib": library,
      "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation": library,
      "/usr/lib/libSystem.B.dylib": library,
    },
    // Each look at the clock takes ten milliseconds, so that the self-test has an end.
    monotonicS: ticking(0.01),
  });
}

function ticking(stepS: number): () => number {
  let now = 0;
  return () => now += stepS;
}

function opened(machine: FakeMachine): OpenedKind & Disposable {
  const { sources, leftOut } = openApple(machine.host);
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}

stubTest("openApple() reads parts of the chip in their units, cores only within the processor", () => {
  using stub = stubApple();
  using machine = mac(stub.path);
  {
    using apple = opened(machine);
    assert.deepEqual(apple.leftOut, []);
    assert.deepEqual(apple.sources.map(({ device }) => [device.id, device.part]), [
      ["apple:cpu", "cpu"],
      ["apple:dram", "memory"],
      ["apple:gpu", "gpu"],
      ["apple:ane", "gpu"],
    ]);
    const energies = () =>
      apple.sources.map((source) => {
        const reading = source.read();
        return reading.kind === "counter" ? reading.energy : NaN;
      });
    const before = energies();
    // 2 J of the processor, 1.5 J and 0.5 J of graphics, 0.25 J of memory, 3 mJ of the neural engine.
    stub.set(CPU, "CPU Energy", "mJ", 3000);
    stub.set(GPU, "GPU Energy", "nJ", 6_500_000_000);
    stub.set(DRAM, "DRAM0", "mJ", 260);
    stub.set(ANE, "ANE0", "uJ", 3000);
    stub.set(SRAM, "GPU SRAM0", "mJ", 500);
    const rises = energies().map((energy, index) => Number((energy - (before[index] ?? NaN)).toFixed(9)));
    assert.deepEqual(rises.slice(1), [0.25, 2, 0.003]);
    // The self-test and each look raised this one by 1 mJ.
    assert.ok((rises[0] ?? 0) > 1.98 && (rises[0] ?? 0) <= 2, String(rises[0]));
  }
  assert.equal(stub.control.stub_live(), 0);
});

stubTest("openApple() looks once for all parts of a bracket", () => {
  using stub = stubApple();
  using machine = mac(stub.path);
  stub.set(DRAM, "DRAM0", "mJ", 0, 7);
  using apple = opened(machine);
  const [cpu, dram] = apple.sources;
  const joules = (source = dram) => {
    const reading = source?.read();
    return reading?.kind === "counter" ? reading.energy : NaN;
  };
  joules(cpu);
  const first = joules();
  joules(cpu);
  assert.equal((joules() - first).toFixed(6), "0.007000");
});

stubTest("openApple() believes no counter that does not move while the processor works", () => {
  using stub = stubApple();
  using machine = mac(stub.path);
  stub.set(CPU, "CPU Energy", "mJ", 1000, 0);
  using apple = opened(machine);
  assert.deepEqual(apple.sources, []);
  assert.equal(apple.leftOut[0]?.whyNot, "the processor's counter did not move during 50 ms of work");
  assert.equal(stub.control.stub_live(), 0);
});

stubTest("openApple() tells what macOS charges to this process, where it does", () => {
  using stub = stubApple();
  using machine = mac(stub.path);
  {
    using silent = opened(machine);
    assert.equal(silent.sources[0]?.use, undefined);
  }
  stub.control.stub_own(1_500_000_000n);
  using apple = opened(machine);
  const use = apple.sources[0]?.use?.();
  assert.deepEqual([use?.kind, use?.own], ["energy", 1.5]);
});

stubTest("openApple() keeps the reason when the counters are refused", () => {
  using stub = stubApple();
  using machine = mac(stub.path);
  stub.control.stub_refuse(1, 0);
  assert.equal(opened(machine).leftOut[0]?.whyNot, 'Cannot subscribe to "Energy Model": refused');
  stub.control.stub_refuse(0, 1);
  assert.equal(
    opened(machine).leftOut[0]?.whyNot,
    'Cannot read the counters of "Energy Model": this Mac has none',
  );
});

stubTest("openApple() is for Apple silicon only", () => {
  using stub = stubApple();
  using intel = mac(stub.path, "x86_64");
  assert.match(opened(intel).leftOut[0]?.whyNot ?? "", /has an Intel processor/);
  using linux = fakeMachine("vm");
  assert.deepEqual(opened(linux).leftOut[0]?.absent, true);
});
