import assert from "node:assert/strict";
import { partOf } from "../../lib/sinks/component_part.ts";

Deno.test.each([
  ["CPU package 0", "cpu"],
  ["Grace socket 1", "cpu"],
  ["Memory", "memory"],
  ["Memory 1", "memory"],
  ["GPU 0 (NVIDIA H100 80GB HBM3)", "gpu"],
  ["GPU (Apple)", "gpu"],
  ["Platform (psys)", "machine"],
  ["Battery (whole machine)", "machine"],
  ["Smart plug at 10.0.0.7", "machine"],
])("partOf(%j) is %s", (device, part) => {
  assert.equal(partOf(device), part);
});
