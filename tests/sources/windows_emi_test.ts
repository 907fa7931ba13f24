import assert from "node:assert/strict";
import type { OpenedKind } from "../../lib/sources/source.ts";
import { openWindowsEmi } from "../../lib/sources/windows_emi.ts";
import { stubLibrary } from "../fixtures/stub_library.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { emiMeasurement, emiMetadata } from "../fixtures/windows/emi_bytes.ts";
import { C_COMPILER, testsThatNeed } from "../fixtures/needed_tool.ts";

const stubTest = testsThatNeed(C_COMPILER);

/** 1 J in picowatt hours, rounded; 18 kJ are 5 Wh. */
const FIVE_WH = 5n * 10n ** 12n;

function stubEmi() {
  const stub = stubLibrary("windows/emi.c", {
    stub_names: { parameters: ["buffer", "u32"], result: "void" },
    stub_meter: { parameters: ["u32", "u32", "buffer", "u32"], result: "void" },
    stub_measure: { parameters: ["u32", "buffer", "u32"], result: "void" },
    stub_fail: { parameters: ["i32"], result: "void" },
    stub_open: { parameters: [], result: "i32" },
  });
  const { control } = stub;
  return {
    ...stub,
    meters(names: readonly string[]) {
      const list = Uint16Array.from(
        `${names.map((name) => `${name}\0`).join("")}\0`,
        (letter) => letter.charCodeAt(0),
      );
      control.stub_names(list, list.length);
    },
    meter(at: number, channels: readonly string[], energies: readonly bigint[]) {
      const metadata = emiMetadata(channels);
      control.stub_meter(at, 2, metadata, metadata.length);
      this.measure(at, energies);
    },
    measure(at: number, energies: readonly bigint[]) {
      const measurement = emiMeasurement(energies);
      control.stub_measure(at, measurement, measurement.length);
    },
  };
}

function windows(library: string): FakeMachine {
  return fakeMachine("none", {
    os: "windows",
    libraries: { "cfgmgr32.dll": library, "kernel32.dll": library },
  });
}

function opened(machine: FakeMachine): OpenedKind & Disposable {
  const { sources, leftOut } = openWindowsEmi(machine.host);
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}

stubTest("openWindowsEmi() reads packages and memory, no parts of a package, in joules", () => {
  using stub = stubEmi();
  using machine = windows(stub.path);
  stub.meters([String.raw`\\?\ACPI#meter#0`]);
  stub.meter(0, ["RAPL_Package0_PKG", "RAPL_Package0_DRAM", "RAPL_Package0_PP0"], [FIVE_WH, 10n ** 12n, 1n]);
  {
    using emi = opened(machine);
    assert.deepEqual(emi.leftOut, []);
    assert.deepEqual(emi.sources.map((source) => [source.device.id, source.device.part, source.read()]), [
      ["emi:package-0", "cpu", { kind: "counter", energy: 18_000 }],
      ["emi:dram-0", "memory", { kind: "counter", energy: 3600 }],
    ]);
    stub.measure(0, [FIVE_WH + 10n ** 9n, 10n ** 12n, 1n]);
    // 1 mWh more.
    assert.deepEqual(emi.sources[0]?.read(), { kind: "counter", energy: 18_003.6 });
    stub.control.stub_fail(1);
    assert.throws(() => emi.sources[0]?.read(), {
      name: "SourceError",
      message: 'Cannot read "CPU package 0": request 0x22400c failed',
    });
  }
  assert.equal(stub.control.stub_open(), 0);
});

stubTest("openWindowsEmi() drops a die that repeats the counter of another", () => {
  using stub = stubEmi();
  using machine = windows(stub.path);
  stub.meters(["meter0", "meter1"]);
  stub.meter(0, ["RAPL_Package0_PKG"], [FIVE_WH]);
  stub.meter(1, ["RAPL_Package1_PKG"], [FIVE_WH]);
  {
    using emi = opened(machine);
    assert.deepEqual(emi.sources.map(({ device }) => device.id), ["emi:package-0"]);
    assert.deepEqual(emi.leftOut.map(({ whyNot }) => whyNot), [
      "CPU package 1: repeats the counter of another channel",
    ]);
  }
  stub.measure(1, [2n * FIVE_WH]);
  using two = opened(machine);
  assert.equal(two.sources.length, 2);
});

stubTest("openWindowsEmi() says that a virtual machine has no meter, and closes what it opened", () => {
  using stub = stubEmi();
  using machine = windows(stub.path);
  stub.meters(["meter0", "meterX"]);
  stub.meter(0, ["Battery_1"], [1n]);
  using emi = opened(machine);
  assert.deepEqual(emi.sources, []);
  assert.match(emi.leftOut[0]?.whyNot ?? "", /^no meter of a processor/);
  assert.equal(stub.control.stub_open(), 0);
  using linux = fakeMachine("vm");
  assert.equal(opened(linux).leftOut[0]?.whyNot, "Windows only, this is linux");
});
