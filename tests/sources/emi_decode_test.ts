import assert from "node:assert/strict";
import { emiChannels, emiEnergies } from "../../lib/sources/emi_decode.ts";
import { emiMeasurement, emiMetadata, emiMetadataV1 } from "../fixtures/windows/emi_bytes.ts";

const NAMES = ["RAPL_Package0_PKG", "RAPL_Package0_DRAM", "RAPL_Package0_PP0", "RAPL_Package0_PP1"];

Deno.test("emiChannels() reads the names of a list whose entries have no gaps between them", () => {
  assert.deepEqual(emiChannels(emiMetadata(NAMES), 2).map(({ name }) => name), NAMES);
});

Deno.test("emiChannels() reads the one name of version 1", () => {
  assert.deepEqual(emiChannels(emiMetadataV1("RAPL_Package0_PKG"), 1), [{ name: "RAPL_Package0_PKG" }]);
});

Deno.test("emiChannels() of an answer that is cut off anywhere is none, and no error", () => {
  const bytes = emiMetadata(NAMES), one = emiMetadataV1("RAPL_Package0_PKG");
  for (let length = 0; length < bytes.length; length++) {
    assert.deepEqual(emiChannels(bytes.subarray(0, length), 2), []);
  }
  for (let length = 0; length < 72; length++) assert.deepEqual(emiChannels(one.subarray(0, length), 1), []);
});

Deno.test("emiEnergies() turns picowatt hours into joules: 1 Wh is 3600 J", () => {
  assert.deepEqual(emiEnergies(emiMeasurement([10n ** 12n, 0n, 5n * 10n ** 11n])), [3600, 0, 1800]);
  assert.deepEqual(emiEnergies(emiMeasurement([10n ** 12n]).subarray(0, 15)), []);
});
