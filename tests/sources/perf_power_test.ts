import assert from "node:assert/strict";
import { openPerfPower } from "../../lib/sources/perf_power.ts";
import type { OpenedKind } from "../../lib/sources/source.ts";
import { stubLibrary } from "../fixtures/stub_library.ts";
import { sampled } from "../fixtures/sampled.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { C_COMPILER, testsThatNeed } from "../fixtures/needed_tool.ts";

const stubTest = testsThatNeed(C_COMPILER);

const FOLDER = "/sys/bus/event_source/devices/power";

/** 2^-32 J per count, as the kernel writes it. */
const SCALE = "2.3283064365386962890625e-10";

function stubPerf() {
  return stubLibrary("perf/libc.c", {
    stub_counter: { parameters: ["u32", "u32", "u64"], result: "void" },
    stub_refuse: { parameters: ["i32"], result: "void" },
    stub_fail: { parameters: ["i32"], result: "void" },
    stub_open: { parameters: [], result: "i32" },
  });
}

/** A machine whose power unit has events, by name and number. */
function machineWith(events: Readonly<Record<string, string>>, library: string, cpumask = "0"): FakeMachine {
  const machine = fakeMachine("vm", { libraries: { "libc.so.6": library } });
  machine.write(`${FOLDER}/type`, "21\n");
  machine.write(`${FOLDER}/cpumask`, `${cpumask}\n`);
  for (const [event, config] of Object.entries(events)) {
    machine.write(`${FOLDER}/events/energy-${event}`, `event=${config}\n`);
    machine.write(`${FOLDER}/events/energy-${event}.scale`, `${SCALE}\n`);
  }
  machine.write("/proc/sys/kernel/perf_event_paranoid", "4\n");
  return machine;
}

function opened(machine: FakeMachine, counted = false): OpenedKind & Disposable {
  const { sources, leftOut } = openPerfPower(machine.host, counted);
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}

stubTest(
  "openPerfPower() reads packages and memory of both sockets, no cores and no platform beside them",
  () => {
    using stub = stubPerf();
    using machine = machineWith({ cores: "0x01", pkg: "0x02", ram: "0x03", psys: "0x05" }, stub.path, "0,4");
    stub.control.stub_counter(2, 0, 10n * 2n ** 32n);
    stub.control.stub_counter(2, 4, 20n * 2n ** 32n);
    stub.control.stub_counter(3, 0, 2n ** 31n);
    {
      using perf = opened(machine);
      assert.deepEqual(perf.leftOut, []);
      assert.deepEqual(perf.sources.map((source) => [source.device.id, source.device.part, source.read()]), [
        ["perf:package-0", "cpu", { kind: "counter", energy: 10 }],
        ["perf:package-1", "cpu", { kind: "counter", energy: 20 }],
        ["perf:dram-0", "memory", { kind: "counter", energy: 0.5 }],
        ["perf:dram-1", "memory", { kind: "counter", energy: 0 }],
      ]);
      assert.equal(stub.control.stub_open(), 4);
      assert.deepEqual(perf.sources.map(sampled), [10, 20, 0.5, 0]);
      stub.control.stub_fail(1);
      assert.throws(() => perf.sources[0]?.read(), {
        name: "SourceError",
        message: 'Cannot read perf event "energy-pkg": read gave -1 bytes, expected 8',
      });
    }
    assert.equal(stub.control.stub_open(), 0);
  },
);

stubTest("openPerfPower() takes the platform where there is no package", () => {
  using stub = stubPerf();
  using machine = machineWith({ psys: "0x05" }, stub.path, "0-3");
  using perf = opened(machine);
  assert.deepEqual(perf.sources.map(({ device }) => [device.id, device.part]), [["perf:psys", "machine"]]);
});

stubTest("openPerfPower() says what refuses it and what would open it", () => {
  using stub = stubPerf();
  using machine = machineWith({ pkg: "0x02" }, stub.path);
  stub.control.stub_refuse(1);
  using perf = opened(machine);
  assert.deepEqual([...perf.sources, ...perf.leftOut], [{
    name: "perf power events",
    whyNot: "energy-pkg: refused; kernel.perf_event_paranoid is 4, should be 0 or less",
    howToEnable: "sudo sysctl kernel.perf_event_paranoid=0 (until the next start)",
  }]);
});

stubTest(
  "openPerfPower() is not used beside powercap, on other processors, or where there is no power unit",
  () => {
    using stub = stubPerf();
    using machine = machineWith({ pkg: "0x02" }, stub.path);
    assert.equal(opened(machine, true).leftOut[0]?.whyNot, "not needed: powercap is read");
    const arm = { ...machine.host, arch: "aarch64" };
    assert.equal(openPerfPower(arm, false).leftOut[0]?.whyNot, "Linux on x86-64 only");
    using vm = fakeMachine("vm");
    assert.deepEqual(opened(vm).leftOut[0]?.absent, true);
    assert.equal(stub.control.stub_open(), 0);
  },
);
