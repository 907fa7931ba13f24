import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { NotebookError } from "../../lib/runner/notebook_error.ts";
import { resultPlaces } from "../../lib/runner/result_places.ts";
import { runSweep, type SweepEvent } from "../../lib/runner/sweep.ts";
import { keepSweep } from "../../lib/runner/sweep_keeper.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { fakeServer } from "./fake_server.ts";
import { HALF_PAST, halfHours } from "./half_hours.ts";
import { notebookOf } from "./notebook_of.ts";

function jobsIn(folder: string, count: number) {
  const notebook = notebookOf({ code: "let n = 0;", tags: ["parameters"] });
  Deno.writeTextFileSync(`${folder}/a.ipynb`, serialiseNotebook(notebook));
  const sets = Array.from({ length: count }, (_, n) => ({ n }));
  return planSweep([`${folder}/a.ipynb`], sets, `${folder}/out`).jobs;
}

Deno.test("runSweep() waits for the greenest time, and report and MLflow say what that saved", async () => {
  await using grid = halfHours(300, 200, 150, 250);
  using folder = tempFolder();
  const jobs = jobsIn(folder.path, 2), out = `${folder.path}/out`;
  const server = fakeServer("http://one", { joules: 1.8e6, place: "GB" });
  const places = resultPlaces(out, grid.host), events: SweepEvent[] = [];
  const keeper = keepSweep(grid.host, { experimentName: "grid", places, title: "a.ipynb" });
  const result = await runSweep(jobs, [server], {
    out,
    ...grid,
    when: { expectedS: 1800 },
    onEvent(event) {
      events.push(event);
      keeper.take(event);
    },
  });
  assert.equal(grid.services.nowMs, HALF_PAST + 3600e3);
  assert.equal(result.startMs, HALF_PAST + 3600e3);
  const waits = events.flatMap((event) => event.kind === "wait" ? event.leftMs : []);
  // Each second, and once more at the half hour, where the forecast is asked anew.
  assert.deepEqual([waits[0], waits.at(-1), waits.length], [3600e3, 0, 3602]);
  const { report, problems } = await keeper.end(result);
  assert.deepEqual(problems, []);
  // 1 kWh ± a tenth, 300 → 150 g/kWh ± a tenth.
  assert.match(report.saved?.words ?? "", /^By the forecast, waiting saved 150 g CO2e \(94\.5 – 215 g\)/);
  assert.match(
    Deno.readTextFileSync(places.report),
    /waiting saved 150 g CO<sub>2<\/sub>e \(94\.5 – 215 g\)/,
  );
  using store = new DatabaseSync(places.database, { readOnly: true });
  const rows = (sql: string) => store.prepare(sql).all().map((row) => Object.values(row));
  assert.deepEqual(
    rows(`SELECT key, value FROM latest_metrics JOIN runs USING (run_uuid)
      WHERE key LIKE '%saved%' AND name = 'a.ipynb' ORDER BY value`),
    [
      ["carbon/saved_by_waiting_mg_low", 94_500],
      ["carbon/saved_by_waiting_mg", 150_000],
      ["carbon/saved_by_waiting_mg_high", 214_500],
    ],
  );
  assert.match(
    String(rows("SELECT value FROM tags WHERE key = 'wattbook.when'")[0]?.[0]),
    /^The greenest time for 30 min 0 s begins at .* saves 50 % \(39 – 59 %\) \(forecast of NESO/,
  );
  // A later call that goes on knows of it; nothing is left to wait for.
  const again = await runSweep(jobs, [server], { ...grid, out, resume: true, when: {} });
  assert.deepEqual([again.starts, again.outcomes.length], [result.starts, 2]);
});

Deno.test("runSweep() that is stopped while it waits has begun nothing and leaves what was there", async () => {
  await using grid = halfHours(300, 200, 150, 250);
  using folder = tempFolder();
  const jobs = jobsIn(folder.path, 1), out = `${folder.path}/out`;
  Deno.mkdirSync(out);
  Deno.writeTextFileSync(`${out}/report.html`, "of an earlier sweep");
  const stop = new AbortController(), server = fakeServer("http://one", { place: "GB" });
  const keeper = keepSweep(grid.host, {
    experimentName: "grid",
    places: resultPlaces(out, grid.host),
    title: "a",
  });
  const options = { ...grid, out, when: { expectedS: 1800 } };
  const result = await runSweep(jobs, [server], {
    ...options,
    sleep(ms) {
      stop.abort();
      return grid.sleep(ms);
    },
    signal: stop.signal,
    onEvent: (event) => keeper.take(event),
  });
  await keeper.end(result);
  assert.deepEqual([result.stopped, result.outcomes[0]?.outcome, server.ran], ["signal", undefined, []]);
  assert.equal(Deno.readTextFileSync(`${out}/report.html`), "of an earlier sweep");
  assert.deepEqual(Array.from(Deno.readDirSync(out), ({ name }) => name).toSorted(), [
    "report.html",
    "sweep.jsonl",
  ]);
  const later = await runSweep(jobs, [server], options);
  assert.equal(later.outcomes[0]?.outcome?.status, "ok");
});

Deno.test("runSweep() begins nothing where no forecast or no length is known", async () => {
  await using grid = halfHours(300, 200);
  using folder = tempFolder();
  const jobs = jobsIn(folder.path, 1), out = `${folder.path}/out`;
  const run = (place: string, expectedS?: number) => {
    const server = fakeServer("http://one", { place });
    const sweep = runSweep(jobs, [server], { ...grid, out, when: { expectedS } });
    return sweep.finally(() => assert.deepEqual(server.ran, []));
  };
  await assert.rejects(run("JP", 60), /no live service without a key has the zone "JP"; run it without/);
  await assert.rejects(
    run("GB"),
    /it is not known how long the notebooks take, say it with --expect, such as/,
  );
});

Deno.test("runSweep() gives work to the cleanest grid first, by the places that users name and kernels find", async () => {
  using folder = tempFolder();
  const jobs = jobsIn(folder.path, 2), lines: string[] = [];
  const env: string[] = [];
  const coal = fakeServer("http://coal", {
    intensity: { gramsPerKwh: 800, zoneName: "Coalland", placeFrom: "time zone" },
  });
  const lost = fakeServer("http://lost", {
    intensity: { placeFrom: "unknown", note: "The place is not known (UTC)" },
  });
  const away = fakeServer("http://away", {
    onStart: () => {
      throw new NotebookError("Cannot start a kernel");
    },
  });
  const named = fakeServer("http://named", { place: "FR", onSilent: (code) => env.push(code) });
  const wind = fakeServer("http://wind", {
    intensity: { gramsPerKwh: 90, zoneName: "Windland", placeFrom: "cloud region" },
  });
  const result = await runSweep(jobs, [away, coal, lost, wind, named], {
    out: `${folder.path}/out`,
    where: "greenest",
    onEvent(event) {
      if (event.kind === "order") lines.push(...event.lines);
    },
  });
  assert.deepEqual(
    lines.map((line) => line.replace(/, \d.*?, place /, ", … ")),
    [
      "1. http://named: France, … by --place",
      "2. http://wind: Windland, … by cloud region",
      "3. http://coal: Coalland, … by time zone",
      "4. http://away: place not known (Cannot start a kernel), so it comes last; say it with --place http://away=ZONE",
      "5. http://lost: place not known (The place is not known (UTC)), so it comes last; say it with --place http://lost=ZONE",
    ],
  );
  assert.match(lines[1] ?? "", /Windland, 90 g\/kWh \(300 – 400\), a table 2025, place/);
  // One each, at most one at a time on each server: the two cleanest.
  assert.deepEqual(result.outcomes.map(({ outcome }) => outcome?.server), ["http://named", "http://wind"]);
  // The kernels of a named place are told of it.
  assert.ok(env.some((code) => code.includes('"WATTBOOK_PLACE":"FR"')), env.join("\n"));
});
