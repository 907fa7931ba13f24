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
    const memory = openMemory(machine.host, readContainerLimits(machine.host));
    assert.deepEqual(memory.read(), { residentBytes: 100e6, totalBytes });
  });
}
