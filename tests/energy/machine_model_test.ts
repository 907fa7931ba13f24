import assert from "node:assert/strict";
import { machineModel } from "../../lib/energy/machine_model.ts";
import { readProcessor } from "../../lib/sources/processor.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

Deno.test("machineModel() knows a cloud machine that masks its name: two threads of Zen 5", () => {
  using machine = fakeMachine("vm");
  const { curve } = machineModel(readProcessor(machine.host));
  assert.deepEqual([curve.threads, curve.grade], [2, "D"]);
  assert.match(curve.how, /^Zen 5 model/);
});

Deno.test("machineModel() of a machine that tells nothing has the runtime's processors and grade E", () => {
  using machine = fakeMachine("none", { logicalCpus: 3 });
  const { curve } = machineModel(readProcessor(machine.host));
  assert.deepEqual([curve.threads, curve.grade], [3, "E"]);
});
