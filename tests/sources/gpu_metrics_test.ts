import assert from "node:assert/strict";
import { energyOfGpuMetrics } from "../../lib/sources/gpu_metrics.ts";
import { gpuMetrics } from "../fixtures/sys/gpu_metrics.ts";

/** 2^16 counts of 2^-16 J each. */
const ONE_JOULE = 65536n;

/** A card whose unit is known in every revision, and one whose is not. */
const ALDEBARAN = "740c", NAVI = "744c";

Deno.test.each([
  { version: "1.4", content: 4, at: 24 },
  { version: "1.5", content: 5, at: 88 },
  { version: "1.6", content: 6, at: 16 },
  { version: "1.7", content: 7, at: 24 },
  { version: "1.8", content: 8, at: 24 },
])("energyOfGpuMetrics() finds the counter of revision $version at byte $at", ({ content, at }) => {
  assert.equal(energyOfGpuMetrics(gpuMetrics(1, content, at, 42n * ONE_JOULE), NAVI), 42);
});

Deno.test("energyOfGpuMetrics() knows the unit of older revisions only for cards of which AMD tells it", () => {
  for (const content of [1, 2, 3]) {
    const bytes = gpuMetrics(1, content, 24, 3n * ONE_JOULE);
    assert.equal(energyOfGpuMetrics(bytes, ALDEBARAN), 3);
    assert.match(String(energyOfGpuMetrics(bytes, NAVI)), /does not say in which unit this card counts/);
  }
});

Deno.test.each([
  {
    what: "of a processor with graphics",
    bytes: gpuMetrics(2, 4, 24, 5n),
    why: /2\.4 has no energy counter/,
  },
  { what: "of a later revision", bytes: gpuMetrics(1, 9, 24, 5n), why: /1\.9 is not known/ },
  { what: "without a counter: all ones", bytes: gpuMetrics(1, 4, 24, 2n ** 64n - 1n), why: /does not count/ },
  { what: "without a counter: zero", bytes: gpuMetrics(1, 4, 24, 0n), why: /does not count/ },
  { what: "cut off", bytes: gpuMetrics(1, 5, 88, 5n).subarray(0, 90), why: /has 90 bytes, too few/ },
  { what: "of three bytes", bytes: new Uint8Array(3), why: /has 3 bytes, expected 4 or more/ },
])("energyOfGpuMetrics() gives the reason for a file $what", ({ bytes, why }) => {
  assert.match(String(energyOfGpuMetrics(bytes, NAVI)), why);
});
