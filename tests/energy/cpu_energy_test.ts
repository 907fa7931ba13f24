import assert from "node:assert/strict";
import { cpuEnergy } from "../../lib/energy/cpu_energy.ts";
import { cpuKey } from "../../lib/energy/cpu_key.ts";
import type { Span } from "../../lib/meter/span.ts";
import { exampleDevice, exampleSpan, near, STRAIGHT } from "./example_span.ts";

const energyOf = (span: Span) => cpuEnergy(span, STRAIGHT, cpuKey(span));
const sum = (values: (number | undefined)[]) =>
  values.reduce<number>((all, value) => all + (value ?? NaN), 0);

Deno.test("cpuEnergy() takes idle from two sockets once, also where one hardly works", () => {
  // 80 J idle in 10 s, of 705 J: 625 J above it, half of them ours. Socket by socket 40 J each would leave 665.
  const { parts } = energyOf(exampleSpan({ devices: [exampleDevice("cpu", 700), exampleDevice("cpu", 5)] }));
  assert.ok(near(sum(parts.map(({ activeJ }) => activeJ?.value)), 312.5));
  assert.ok(near(sum(parts.map(({ energyJ }) => energyJ.value)), 352.5));
});

Deno.test("cpuEnergy() finds nothing above idle where the counter saw less than the model's idle", () => {
  const [part] = energyOf(exampleSpan({ devices: [exampleDevice("cpu", 60)] })).parts;
  assert.deepEqual([part?.activeJ?.value, part?.energyJ.value], [0, 30]);
});

Deno.test("cpuEnergy() takes idle for the time that was not read, too", () => {
  // 300 J in half of 10 s are 600 J; minus 80 J idle; half of it.
  const devices = [exampleDevice("cpu", 300, { coverage: 0.5 })];
  assert.ok(near(energyOf(exampleSpan({ devices })).parts[0]?.activeJ?.value, 260));
});

Deno.test("cpuEnergy() widens by the error of the edges: 100 J ± 5 % ± 2 J", () => {
  const devices = [exampleDevice("cpu", 100, { resolutionJ: 2 })];
  const machine = energyOf(exampleSpan({ devices })).parts[0]?.machineJ;
  assert.deepEqual([machine?.value, machine?.low, machine?.high], [100, 93, 107]);
});

Deno.test("cpuEnergy() models the processor and keeps the memory's counter where only that is read", () => {
  const { parts } = energyOf(exampleSpan({ devices: [exampleDevice("memory", 40)] }));
  assert.deepEqual(parts.map(({ part, energyJ }) => [part, energyJ.value, energyJ.grade]), [
    ["cpu", 80, "D"],
    ["memory", 20, "B"],
  ]);
});

Deno.test("cpuEnergy() tells a power sensor from a counter", () => {
  const devices = [exampleDevice("machine", 90, { kind: "power" })];
  assert.equal(
    energyOf(exampleSpan({ devices })).parts[0]?.energyJ.how,
    "machine power sensor, split by CPU time",
  );
});

Deno.test("cpuEnergy() never lets the model exceed the processor: more busy time than there is counts as full", () => {
  const span = exampleSpan({ cpu: { ownS: 60, childrenS: 0, machineBusyS: 60 } });
  assert.equal(energyOf(span).parts[0]?.machineJ?.value, 400);
});
