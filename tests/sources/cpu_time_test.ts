import assert from "node:assert/strict";
import { openCpuTime } from "../../lib/sources/cpu_time.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

Deno.test("openCpuTime() adds user, nice, system and interrupts; not idle, disk, steal or guests again", () => {
  using machine = fakeMachine("desktop");
  using cpuTime = openCpuTime(machine.host);
  machine.cpu = { userS: 1.25, systemS: 0.5 };
  const times = cpuTime.read();
  assert.equal(times.ownS, 1.75);
  // cpu 1000 20 300 [40000 500] 5 6 [7] [400 3]: 1331 ticks of 10 ms.
  assert.equal(times.machineBusyS, 13.31);
  assert.equal(times.stealS, 0.07);
  assert.equal(cpuTime.logicalCpus, 2);
});

Deno.test("openCpuTime() reads anew each time", () => {
  using machine = fakeMachine("desktop");
  using cpuTime = openCpuTime(machine.host);
  machine.write("/proc/stat", "cpu  2000 20 300 40000 500 5 6 7 400 3\ncpu0 1 1 1 1\n");
  assert.equal(cpuTime.read().machineBusyS, 23.31);
});

Deno.test("openCpuTime() without /proc knows this process only and says what it lacks", () => {
  using machine = fakeMachine("none");
  using cpuTime = openCpuTime(machine.host);
  machine.cpu = { userS: 2, systemS: 1 };
  const { ownS, machineBusyS, endedChildrenS, liveChildrenS } = cpuTime.read();
  assert.deepEqual({ ownS, machineBusyS, endedChildrenS, liveChildrenS }, {
    ownS: 3,
    machineBusyS: undefined,
    endedChildrenS: 0,
    liveChildrenS: 0,
  });
  assert.deepEqual(cpuTime.missing.map((sentence) => sentence.split(" (")[0]), [
    "busy time of the machine",
    "CPU time of child processes",
    "CPU time of living child processes",
  ]);
  assert.equal(cpuTime.logicalCpus, 2);
});

Deno.test("openCpuTime() takes a broken /proc/stat for unknown, not for 0", () => {
  using machine = fakeMachine("none");
  machine.write("/proc/stat", "cpu  x y z\n");
  using cpuTime = openCpuTime(machine.host);
  assert.equal(cpuTime.read().machineBusyS, undefined);
});

Deno.test("openCpuTime() has the time that something waited for a processor, where that is counted", () => {
  using machine = fakeMachine("desktop");
  machine.write("/proc/pressure/cpu", "some avg10=0 avg60=0 avg300=0 total=1250000\n");
  using cpuTime = openCpuTime(machine.host);
  assert.equal(cpuTime.read().waitedS, 1.25);
});
