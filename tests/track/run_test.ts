import assert from "node:assert/strict";
import { fakeRun } from "../fixtures/fake_run.ts";
import { namedPc } from "../fixtures/named_pc.ts";

Deno.test("a record has what the hypervisor took and what waited, and nothing where nobody counts", async () => {
  using machine = namedPc();
  const plain = await fakeRun(machine, { place: "BE" }, () => machine.spend(10, { busyS: 20, ownS: 10 }));
  assert.deepEqual(Object.keys(plain.cpuTimeS), ["own", "children", "machineBusy"]);
  const waiting = (microseconds: number) =>
    machine.write("/proc/pressure/cpu", `some avg10=0.00 avg60=0.00 avg300=0.00 total=${microseconds}\n`);
  waiting(1_000_000);
  const record = await fakeRun(machine, { place: "BE" }, () => {
    machine.spend(10, { busyS: 60, ownS: 10 });
    waiting(5_500_000);
    machine.write("/proc/stat", machine.host.readText("/proc/stat").replace(/0 0 0$/m, "40 0 0"));
  });
  assert.deepEqual([record.cpuTimeS.stolen, record.cpuTimeS.waited], [0.4, 4.5]);
  assert.match(record.notes.join("\n"), /Others were busy too: during 45 % of the run/);
});
