import assert from "node:assert/strict";
import { attribute } from "../../lib/energy/attribute.ts";
import type { Calibration } from "../../lib/energy/calibration.ts";
import { machineModel } from "../../lib/energy/machine_model.ts";
import { readProcessor } from "../../lib/sources/processor.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { exampleDevice, exampleSpan } from "./example_span.ts";

const CALIBRATION: Calibration = {
  processor: "any",
  threads: 4,
  at: "2026-11-25T03:00:00.000Z",
  part: "machine",
  measuredBy: "typed-in watts",
  steps: [{ busyThreads: 0, watts: 40 }, { busyThreads: 4, watts: 80 }],
  notes: [],
};
const processor = { vendor: "", name: "any", logicalCpus: 4, sockets: 1, hypervisor: false, arch: "" };

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

Deno.test("machineModel() calibrated at the wall charges the whole machine, memory included", () => {
  const { machine, components } = attribute(exampleSpan(), machineModel(processor, CALIBRATION));
  // One of four threads busy for 10 s: 50 W.
  assert.deepEqual([machine?.value, machine?.grade], [500, "C"]);
  assert.deepEqual(components.map(({ device, part }) => [device, part]), [["Machine", "machine"]]);
});

Deno.test("machineModel() with a wall line has the rest of the machine beside the counter, not memory by size", () => {
  const model = machineModel(
    processor,
    { ...CALIBRATION, part: "cpu", wall: { baseW: 30, factor: 1.2 } },
    true,
  );
  const { machine, share, components } = attribute(
    exampleSpan({ devices: [exampleDevice("cpu", 600)] }),
    model,
  );
  // 600 J, and 30 W · 10 s + 0.2 · 600 J; half of both is ours.
  assert.deepEqual([machine?.value, share?.value].map((joules) => Number(joules?.toFixed(9))), [1020, 510]);
  assert.deepEqual(components.map(({ part }) => part), ["cpu", "rest"]);
});

Deno.test("machineModel() does not use a curve of the whole machine beside a counter of the processor", () => {
  assert.equal(machineModel(processor, CALIBRATION, true).curve.part, "cpu");
  assert.equal(machineModel(processor, CALIBRATION, false).curve.part, "machine");
});
