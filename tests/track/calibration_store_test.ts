import assert from "node:assert/strict";
import type { Calibration } from "../../lib/energy/calibration.ts";
import { readProcessor } from "../../lib/sources/processor.ts";
import { readCalibration, writeCalibration } from "../../lib/track/calibration_store.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

const HOME = { environment: { HOME: "/home/ada" } };

function calibrationOf(machine: ReturnType<typeof fakeMachine>): Calibration {
  const { name, logicalCpus } = readProcessor(machine.host);
  return {
    processor: name,
    threads: logicalCpus,
    at: "2026-11-25T03:00:00.000Z",
    part: "cpu",
    measuredBy: "CPU package 0",
    steps: [{ busyThreads: 0, watts: 10 }, { busyThreads: logicalCpus, watts: 30 }],
    notes: [],
  };
}

Deno.test("readCalibration() finds what writeCalibration() kept, in the state folder of the XDG rules", () => {
  using machine = fakeMachine("vm", HOME);
  const calibration = calibrationOf(machine);
  assert.equal(readCalibration(machine.host).calibration, undefined);
  const file = writeCalibration(machine.host, calibration);
  assert.match(file, /^\/home\/ada\/\.local\/state\/wattbook\/calibration-[0-9a-f]{14}\.json$/);
  assert.deepEqual(readCalibration(machine.host), { file, calibration, problem: undefined });
});

Deno.test("readCalibration() in a shared home tells machines apart, without their number in name or file", () => {
  using machine = fakeMachine("vm", HOME);
  machine.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
  const file = writeCalibration(machine.host, calibrationOf(machine));
  assert.ok(
    !file.includes("0123456789") && !Deno.readTextFileSync(machine.root + file).includes("0123456789"),
  );
  machine.write("/etc/machine-id", "ffffffffffffffffffffffffffffffff\n");
  assert.equal(readCalibration(machine.host).calibration, undefined);
});

Deno.test("readCalibration() says why a damaged one is not used", () => {
  using machine = fakeMachine("vm", HOME);
  const file = writeCalibration(machine.host, calibrationOf(machine));
  machine.write(file, "{");
  const { calibration, problem } = readCalibration(machine.host);
  assert.equal(calibration, undefined);
  assert.match(problem ?? "", /: Cannot read a calibration: it is no JSON$/);
});

Deno.test("writeCalibration() refuses that of another machine", () => {
  using machine = fakeMachine("vm", HOME);
  const calibration = { ...calibrationOf(machine), processor: "Another" };
  assert.throws(
    () => writeCalibration(machine.host, calibration),
    /it is of "Another" with 2 threads, should be /,
  );
});

Deno.test("writeCalibration() without a home folder says what to set", () => {
  using machine = fakeMachine("vm");
  assert.throws(
    () => writeCalibration(machine.host, calibrationOf(machine)),
    /no home folder, set XDG_STATE_HOME$/,
  );
});

Deno.test("readCalibration() goes by the state folder of each system", () => {
  const states = [
    {
      os: "darwin",
      environment: { HOME: "/Users/ada" },
      file: "/Users/ada/Library/Application Support/wattbook/",
    },
    { os: "windows", environment: { LOCALAPPDATA: "C:\\Local" }, file: "C:/Local/wattbook/" },
    { os: "linux", environment: { XDG_STATE_HOME: "/state", HOME: "/home/ada" }, file: "/state/wattbook/" },
  ];
  for (const { file, ...options } of states) {
    using machine = fakeMachine("vm", options);
    assert.ok(readCalibration(machine.host).file?.startsWith(file), file);
  }
});
