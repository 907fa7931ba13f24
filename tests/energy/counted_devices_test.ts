import assert from "node:assert/strict";
import { countedDevices } from "../../lib/energy/counted_devices.ts";
import { exampleDevice, exampleSpan } from "./example_span.ts";

Deno.test("countedDevices() extends what was read over the whole span: 300 J in 60 % of it are 500 J", () => {
  const [device] = countedDevices(exampleSpan({ devices: [exampleDevice("cpu", 300, { coverage: 0.6 })] }));
  assert.deepEqual([device?.readJ, device?.wholeJ], [300, 500]);
});

Deno.test("countedDevices() has each joule once: the outermost meter of the machine holds all others", () => {
  const devices = [exampleDevice("cpu", 600), exampleDevice("machine", 900), exampleDevice("machine", 950)];
  assert.deepEqual(countedDevices(exampleSpan({ devices })).map(({ readJ }) => readJ), [950]);
});

Deno.test("countedDevices() leaves out what says nothing: unread, not moved, 0 W", () => {
  const devices = [
    exampleDevice("cpu", undefined),
    exampleDevice("cpu", 0),
    exampleDevice("machine", 0, { kind: "power" }),
  ];
  assert.deepEqual(countedDevices(exampleSpan({ devices })), []);
});
