import assert from "node:assert/strict";
import { codecarbonCsv, readCodecarbonCsv } from "../../lib/sinks/codecarbon_csv.ts";
import { CODECARBON_COLUMNS, type CodecarbonRow } from "../../lib/sinks/codecarbon_columns.ts";
import { seeded } from "../fixtures/seeded.ts";

// Written by the real packages: five offline runs, the first with the heading.
const written = (version: string) =>
  Deno.readTextFileSync(new URL(`../fixtures/parity/emissions_${version}.csv`, import.meta.url));

/** What of a row tells that its cells stand under their names. */
function place(row: CodecarbonRow) {
  const { project_name, country_name, country_iso_code, region, cloud_provider, cloud_region } = row;
  return [project_name, country_name, country_iso_code, region, cloud_provider, cloud_region];
}

const PLACES = [
  ['digits, "forest"', "Belgium", "BEL", undefined, undefined, undefined],
  ["second", "United States", "USA", "california", undefined, undefined],
  ["third\nline", "Belgium", "BEL", undefined, undefined, undefined],
  ["codecarbon", "Belgium", "BEL", undefined, "gcp", "europe-west1"],
  ["codecarbon", undefined, "XXX", undefined, undefined, undefined],
];

Deno.test("readCodecarbonCsv() reads the rows of 3.3.2 as they stand", () => {
  const { rows, repaired, problems } = readCodecarbonCsv(written("3.3.2"));
  assert.deepEqual([repaired, problems], [[], []]);
  assert.deepEqual(rows.map(place), PLACES);
  assert.equal(rows[0]?.duration, 0.14624459399965417);
  assert.equal(rows[0]?.emissions, 1.180727393666843e-7);
  assert.equal(rows[0]?.longitude, undefined);
});

Deno.test("readCodecarbonCsv() puts right the rows that 3.3.0 wrote without their empty cells", () => {
  const { rows, repaired, problems } = readCodecarbonCsv(written("3.3.0"));
  // They have 36, 35, 35 and 34 cells under 38 names.
  assert.deepEqual([repaired, problems], [[2, 3, 4, 5], []]);
  assert.deepEqual(rows.map(place), PLACES);
  for (const row of rows) {
    assert.equal(row.tracking_mode, "machine");
    assert.equal(row.ram_total_size, 23.54058837890625);
    assert.equal(row.on_cloud, row.cloud_provider === undefined ? "N" : "Y");
    assert.equal(row.codecarbon_version, "3.3.0");
    assert.deepEqual([row.latitude, row.longitude, row.pue, row.wue], [undefined, undefined, 1, 0]);
  }
});

Deno.test("readCodecarbonCsv() puts right a row without any of the cells that may be missing, in any place", () => {
  const [heading = "", first = ""] = written("3.3.2").split("\n");
  const names = heading.split(",");
  const full = first.replace('"digits, ""forest"""', "digits").split(",");
  full[names.indexOf("region")] = "flanders";
  full[names.indexOf("longitude")] = "4.3";
  full[names.indexOf("latitude")] = "50.8";
  const without = (left: string[]) => full.filter((_, at) => !left.includes(names[at] ?? "")).join(",");
  for (
    const left of [["longitude", "latitude"], ["region"], ["region", "latitude", "longitude"], [
      "country_name",
    ]]
  ) {
    const { rows: [row], repaired } = readCodecarbonCsv(`${heading}\n${without(left)}\n`);
    assert.deepEqual(repaired, [1], String(left));
    assert.equal(row?.country_iso_code, "BEL");
    assert.equal(row?.region, left.includes("region") ? undefined : "flanders");
    assert.equal(row?.latitude, left.includes("latitude") ? undefined : 50.8);
    assert.equal(row?.tracking_mode, "machine");
  }
});

Deno.test("readCodecarbonCsv() leaves out a torn row and one with too many cells, and says so", () => {
  const [heading = "", ...rest] = written("3.3.2").split("\n");
  const row = rest[1] ?? "";
  const { rows, problems } = readCodecarbonCsv(`${heading}\n${row},extra\n${row}\n${row.slice(0, 200)}`);
  assert.equal(rows.length, 1);
  assert.deepEqual(problems.length, 2);
  assert.match(problems[0] ?? "", /^Row 1 has 39 cells, should have 38; it fits the heading in no way$/);
  assert.match(problems[1] ?? "", /^Row 3 has \d+ cells/);
});

Deno.test("readCodecarbonCsv() reads older files by their names, and columns that it does not know are passed over", () => {
  const { rows } = readCodecarbonCsv(
    "timestamp,run_id,duration,emissions,mood\n2023-01-01T00:00:00,a,1.5,2e-05,good\n",
  );
  assert.deepEqual(rows, [{ timestamp: "2023-01-01T00:00:00", run_id: "a", duration: 1.5, emissions: 2e-5 }]);
});

Deno.test("readCodecarbonCsv() refuses what is not CodeCarbon's", () => {
  assert.throws(() => readCodecarbonCsv("a,b\n1,2\n"), {
    name: "TypeError",
    message:
      `Cannot read CodeCarbon's CSV: its heading is "a,b", should begin with "timestamp,project_name,run_id"`,
  });
  assert.throws(() => readCodecarbonCsv(""), TypeError);
});

Deno.test("codecarbonCsv() writes all 38 cells, no formula among them, and reads back the same", () => {
  const random = seeded(3), texts = ["=cmd()", "a,b", 'say "hi"', "two\nlines", "-1", "'", "x=1", "é 🌍"];
  const rows = Array.from({ length: 50 }, (): CodecarbonRow =>
    Object.fromEntries(
      Object.entries(CODECARBON_COLUMNS).flatMap(([name, kind]) =>
        random() < 0.2 ? [] : [[
          name,
          kind === "number"
            ? random() * 10 ** Math.floor(random() * 20 - 15)
            : texts[Math.floor(random() * 8)],
        ]]
      ),
    ));
  const text = codecarbonCsv(rows);
  assert.ok(!/(^|,)"?[=+@-][a-z]/m.test(text));
  const read = readCodecarbonCsv(text);
  assert.deepEqual(read, { rows, repaired: [], problems: [] });
});
