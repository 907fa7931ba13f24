import assert from "node:assert/strict";
import { type Cloud, cloudNamed, regionsOf } from "../../lib/carbon/cloud_regions.ts";
import { loadGridTables } from "../../lib/carbon/grid_tables.ts";

const CLOUDS = [{ cloud: "aws", least: 35 }, { cloud: "gcp", least: 40 }, {
  cloud: "azure",
  least: 50,
}] satisfies {
  cloud: Cloud;
  least: number;
}[];

Deno.test.each(CLOUDS)(
  "regionsOf() $cloud leads each region to a zone of the tables",
  async ({ cloud, least }) => {
    const { zones } = await loadGridTables();
    const regions = regionsOf(cloud);
    assert.ok(regions.size >= least, `${regions.size} regions`);
    for (const [region, zone] of regions) {
      assert.match(region, /^[a-z][a-z0-9-]+$/);
      assert.ok(zones.has(zone), `${region} → ${zone}`);
    }
  },
);

/** Cities and states as the providers' own region lists name them. */
const REGIONS: { cloud: Cloud; region: string; zone: string; where: string }[] = [
  { cloud: "aws", region: "us-east-1", zone: "US-MIDA-PJM", where: "Northern Virginia" },
  { cloud: "aws", region: "us-west-1", zone: "US-CAL-CISO", where: "Northern California" },
  { cloud: "aws", region: "eu-west-1", zone: "IE", where: "Ireland" },
  { cloud: "aws", region: "ca-central-1", zone: "CA-QC", where: "Montréal" },
  { cloud: "aws", region: "ap-south-1", zone: "IN-WE", where: "Mumbai" },
  { cloud: "gcp", region: "us-central1", zone: "US-MIDW-MISO", where: "Iowa" },
  { cloud: "gcp", region: "us-west1", zone: "US-NW-BPAT", where: "The Dalles, Oregon" },
  { cloud: "gcp", region: "europe-west1", zone: "BE", where: "St. Ghislain" },
  { cloud: "gcp", region: "europe-central2", zone: "PL", where: "Warsaw" },
  { cloud: "azure", region: "westeurope", zone: "NL", where: "the Netherlands" },
  { cloud: "azure", region: "northeurope", zone: "IE", where: "Ireland" },
  { cloud: "azure", region: "southcentralus", zone: "US-TEX-ERCO", where: "Texas" },
];

Deno.test.each(REGIONS)("regionsOf() $cloud knows that $region is in $where", ({ cloud, region, zone }) => {
  assert.equal(regionsOf(cloud).get(region), zone);
});

Deno.test("cloudNamed() knows three clouds by two names each and nothing else", () => {
  assert.deepEqual(["aws", "AWS", "Amazon", "gcp", "google", "Azure", "microsoft"].map(cloudNamed), [
    "aws",
    "aws",
    "aws",
    "gcp",
    "gcp",
    "azure",
    "azure",
  ]);
  for (const word of ["", "constructor", "__proto__", "ibm"]) assert.equal(cloudNamed(word), undefined);
});
