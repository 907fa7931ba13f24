import assert from "node:assert/strict";
import { readContainerLimits } from "../../lib/sources/cgroup.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

Deno.test("readContainerLimits() takes the tightest limit of a version 2 group and its parents", () => {
  using machine = fakeMachine("container_v2");
  assert.deepEqual(readContainerLimits(machine.host), { cpus: 0.5, memoryBytes: 2_147_483_648 });
});

Deno.test("readContainerLimits() reads version 1 from the root that is mounted inside", () => {
  using machine = fakeMachine("container_v1");
  assert.deepEqual(readContainerLimits(machine.host), { cpus: 1.5, memoryBytes: 1_073_741_824 });
});

Deno.test("readContainerLimits() knows no limit where there is none, or nothing can be read", () => {
  for (const name of ["unlimited_v1", "desktop", "none"] as const) {
    using machine = fakeMachine(name);
    assert.deepEqual(readContainerLimits(machine.host), { cpus: undefined, memoryBytes: undefined }, name);
  }
});
