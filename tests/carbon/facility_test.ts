import assert from "node:assert/strict";
import { FACILITIES } from "../../lib/carbon/data/facilities.ts";
import { regionsOf } from "../../lib/carbon/cloud_regions.ts";
import { facilityOf } from "../../lib/carbon/facility.ts";

Deno.test.each(
  [
    { cloud: "aws", name: "ap-south-1", pue: 1.42, wue: 0.15, own: true },
    { cloud: "aws", name: "ap-southeast-3", pue: 1.4, wue: 2.75, own: true },
    { cloud: "aws", name: "mx-central-1", pue: 1.15, wue: 0.15, own: false },
    { cloud: "gcp", name: "europe-west4", pue: 1.07, wue: undefined, own: true },
    { cloud: "azure", name: "westus3", pue: 1.18, wue: 2.24, own: true },
    { cloud: "azure", name: "norwayeast", pue: 1.12, wue: 0.27, own: false },
    { cloud: "ovh", name: "gra", pue: 1.09, wue: undefined, own: false },
  ] as const,
)("facilityOf() $cloud $name: PUE $pue, $wue L/kWh", ({ cloud, name, pue, wue, own }) => {
  const facility = facilityOf({ cloud, name });
  assert.deepEqual([facility.pue, facility.wueLPerKwh, facility.own], [pue, wue, own]);
  assert.match(facility.source, /20\d\d/);
});

Deno.test("facilityOf() an own machine adds nothing, any data centre 56 %", () => {
  assert.equal(facilityOf("own machine").pue, 1);
  assert.equal(facilityOf("data centre").pue, 1.56);
});

Deno.test("facilityOf() never has a PUE below 1 or above 2, and all regions of its table exist", () => {
  for (const [cloud, { pue, wue }] of Object.entries(FACILITIES)) {
    const names = regionsOf(cloud as keyof typeof FACILITIES);
    for (const text of [pue, wue]) {
      const words = text.trim() === "" ? [] : text.trim().split(/\s+/);
      for (let at = 0; at < words.length; at += 2) {
        assert.ok(words[at] === "_" || names.has(words[at] ?? ""), `${cloud} ${words[at]}`);
        assert.ok(Number(words[at + 1]) > 0);
        if (text === pue) assert.ok(Number(words[at + 1]) >= 1 && Number(words[at + 1]) < 2);
      }
    }
  }
});
