import assert from "node:assert/strict";
import { fleetReport, fleetSentence } from "../../lib/display/fleet_report.ts";
import { fleetDimensions, fleetName, fleetNotes, fleetTable } from "../../lib/display/fleet_table.ts";
import { fleetFigure } from "../../lib/display/figures/fleet.ts";
import { DIMENSIONS, fleetOf } from "../../lib/record/fleet.ts";
import { FLEET, fleetRun } from "../record/fleet_runs.ts";
import { assertValid } from "./plotly_validate.ts";
import { NASTY } from "./sample_runs.ts";

const fleet = fleetOf(FLEET);

Deno.test("fleetTable() shows sums with intervals, what is not known last", () => {
  const lines = fleetTable(fleet, "server").text.split("\n").map((line) => line.replace(/ {2,}/g, " | "));
  assert.deepEqual(lines.map((line) => line.replace(/─+/, "─").trim()), [
    "Server | Runs | Energy | Interval | CO2e | Interval | Part",
    "─",
    "two | 1 | 3 kJ | 2.7 – 3.3 kJ | 3 g | 2.7 – 3.3 g | 67 %",
    "one | 2 | 1 kJ | 900 J – 1.1 kJ | 1 g | 900 mg – 1.1 g | 22 %",
    "unknown | 2 | – | 500 mg | no bounds | 11 %",
  ]);
  assert.equal(fleetSentence(fleet), "5 runs: 4.5 g CO2e (at least 3.6 g) from 4 kJ (3.6 – 4.4 kJ).");
});

Deno.test("fleetTable() of many has the smallest in one row together", () => {
  // 1 kJ to 40 kJ; the 29 largest stand alone, 1 + … + 11 = 66 are left.
  const runs = Array.from({ length: 40 }, (_, at) => fleetRun(`net ${at + 1}`, 1000 * (at + 1)));
  const [head, , ...lines] = fleetTable(fleetOf(runs), "model").text.split("\n");
  assert.match(head ?? "", /^Model/);
  assert.equal(lines.length, 30);
  assert.match(lines.at(-1) ?? "", /^11 others +11 +66 kJ +59\.4 – 72\.6 kJ +66 g +59\.4 – 72\.6 g +8 %/);
});

Deno.test("fleetNotes() says what the sums do not hold", () => {
  assert.deepEqual(fleetNotes(fleet, 2), [
    '2 runs without a server ("unknown"): only "wattbook notebook" says it.',
    '"unknown" notebooks and users: runs without MLflow\'s own tags for them.',
    "Not in the sums, as they say nothing of emissions: 1 run.",
    "With emissions, without energy: 1 run.",
    "Logged without an interval, so that sums with them have no upper end: 1 run.",
    "Still going on, or never ended, and not counted: 2 runs.",
    "A run that stands over others counts with what its parts do not hold.",
  ]);
});

Deno.test("fleetFigure() is valid in both versions of Plotly, whatever the names", async () => {
  const many = Array.from(
    { length: 30 },
    (_, at) => fleetRun(`${NASTY} ${at}`, at + 1, { server: `http://${at}` }),
  );
  for (
    const figure of [FLEET, many].flatMap((runs) => DIMENSIONS.map((by) => fleetFigure(fleetOf(runs), by)))
  ) {
    if (figure) await assertValid(figure);
  }
  const { data: [bars], layout } = fleetFigure(fleet, "server") ?? assert.fail("no chart");
  assert.deepEqual(bars?.["x"], [0.5, 1, 3]);
  assert.deepEqual((bars?.["error_x"] as { array: number[] }).array, [0, 0.1, 0.3]);
  assert.match(JSON.stringify(layout["title"]), /two has emitted 67 % of all, of 3 servers/);
  assert.equal(fleetFigure(fleetOf([fleetRun("silent", undefined), fleetRun("one", 1)]), "model"), undefined);
});

Deno.test("fleetReport() is a page in which names are text", () => {
  const runs = [fleetRun(NASTY, 10, { server: NASTY }), fleetRun("b", 20, { server: "b" })];
  const html = fleetReport({ title: NASTY, fleet: fleetOf(runs), going: 0 });
  assert.doesNotMatch(html, /<script>alert/);
  assert.match(html, /<h2>By server<\/h2>/);
  assert.doesNotMatch(html, /By experiment/);
  assert.deepEqual(fleetDimensions(fleet), ["server", "notebook", "model", "user", "experiment"]);
});

Deno.test("fleetName() keeps the end of a long path, the begin of everything else", () => {
  assert.equal(fleetName("/home/ann/deep/deep/train.ipynb", 14), "…p/train.ipynb");
  assert.equal(fleetName("https://machine-7.lab.example.org:8888/user/ann", 14), "machine-7.lab…");
  assert.equal(fleetName("a name that is long", 10), "a name th…");
  assert.equal(fleetName(undefined), "unknown");
});
