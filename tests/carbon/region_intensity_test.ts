import assert from "node:assert/strict";
import { regionsOf } from "../../lib/carbon/cloud_regions.ts";
import { loadIntensity } from "../../lib/carbon/intensity.ts";
import { ownIntensity } from "../../lib/carbon/region_intensity.ts";

Deno.test.each([
  { name: "europe-west1", gramsPerKwh: 103.37, carbonFree: 0.84 },
  { name: "us-central1", gramsPerKwh: 413, carbonFree: 0.87 },
  { name: "europe-north2", gramsPerKwh: 2.73, carbonFree: 1 },
])("ownIntensity() has Google's own figure of 2024 for $name", ({ name, gramsPerKwh, carbonFree }) => {
  const own = ownIntensity({ cloud: "gcp", name });
  assert.equal(Math.round(own?.gramsPerKwh ?? NaN), Math.round(gramsPerKwh));
  assert.deepEqual([own?.carbonFree, own?.year], [carbonFree, 2024]);
});

Deno.test("ownIntensity() has none where the provider publishes none, and never takes a number for a name", () => {
  assert.equal(ownIntensity({ cloud: "aws", name: "eu-west-1" }), undefined);
  assert.equal(ownIntensity({ cloud: "gcp", name: "europe-west99" }), undefined);
  assert.equal(ownIntensity({ cloud: "gcp", name: "0.84" }), undefined);
  assert.equal(ownIntensity({ cloud: "gcp", name: "" }), undefined);
});

Deno.test("ownIntensity() knows all but the newest of Google's regions", () => {
  const names = [...regionsOf("gcp").keys()];
  const known = names.filter((name) => ownIntensity({ cloud: "gcp", name }) !== undefined);
  assert.ok(known.length >= 40, `${known.length} of ${names.length}`);
});

Deno.test("loadIntensity() of a Google region has Google's value, and the zone's inside the interval", async () => {
  const place = { kind: "zone", zone: "US-NW-BPAT", from: "option" } as const;
  const zone = await loadIntensity(place);
  const region = await loadIntensity({ ...place, region: { cloud: "gcp", name: "us-west1" } });
  assert.equal(Math.round(region.gramsPerKwh), 79);
  assert.ok(region.low <= 79 * 0.9 + 1 && region.low <= zone.gramsPerKwh && region.high >= zone.gramsPerKwh);
  assert.deepEqual([region.source, region.year], ["Google region carbon (Apache-2.0)", 2024]);
  assert.match(region.zoneName, / \(us-west1\)$/);
  const aws = await loadIntensity({ ...place, region: { cloud: "aws", name: "us-west-2" } });
  assert.deepEqual(aws, zone);
});
