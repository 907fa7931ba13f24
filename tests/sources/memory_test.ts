import assert from "node:assert/strict";
import { readContainerLimits } from "../../lib/sources/cgroup.ts";
import { openMemory } from "../../lib/sources/memory.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

const TABLE = [
  ["the machine's memory", "desktop", 16_384_000 * 1024],
  ["the container's limit where it is lower", "container_v1", 1_073_741_824],
  ["nothing for a total where nothing is known", "none", undefined],
] as const;

for (const [what, name, totalBytes] of TABLE) {
  Deno.test(`openMemory() reads ${what}`, () => {
    using machine = fakeMachine(name);
    using memory = openMemory(machine.host, readContainerLimits(machine.host));
    assert.deepEqual(memory.read(), { residentBytes: 100e6, totalBytes });
  });
}

Deno.test("openMemory() reads resident pages from the system where both answers agree, of any page size", () => {
  using machine = fakeMachine("desktop");
  for (const pageBytes of [4096, 16_384, 65_536]) {
    // The runtime says 100 MB.
    machine.write("/proc/self/statm", `999999 ${Math.round(100e6 / pageBytes)} 77 1 0 1 0\n`);
    using memory = openMemory(machine.host, readContainerLimits(machine.host));
    machine.write("/proc/self/statm", "999999 3000 77 1 0 1 0\n");
    assert.equal(memory.read().residentBytes, 3000 * pageBytes);
  }
});

Deno.test("openMemory() asks the runtime where the system's pages are of no size that fits", () => {
  using machine = fakeMachine("desktop");
  machine.write("/proc/self/statm", `999999 ${Math.round(100e6 / 6000)} 77 1 0 1 0\n`);
  using memory = openMemory(machine.host, readContainerLimits(machine.host));
  assert.equal(memory.read().residentBytes, 100e6);
});
