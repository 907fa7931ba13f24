import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { realHost } from "../../lib/host.ts";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { resultPlaces } from "../../lib/runner/result_places.ts";
import { runSweep, type SweepResult } from "../../lib/runner/sweep.ts";
import { keepSweep } from "../../lib/runner/sweep_keeper.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { sumRecords } from "../../lib/runner/sweep_record.ts";
import { sweepSentence } from "../../lib/runner/sweep_report.ts";
import { fakeServer } from "./fake_server.ts";
import { notebookOf } from "./notebook_of.ts";
import { ABOUT, recordOf } from "./record_of.ts";

const host = realHost({ environment: {} });

Deno.test("keepSweep() writes one run in MLflow over a child per notebook, and adds their energy up; twice is once", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-keeper-" });
  try {
    Deno.writeTextFileSync(
      `${folder}/a.ipynb`,
      serialiseNotebook(notebookOf({ code: "let n = 0;", tags: ["parameters"] })),
    );
    const out = `${folder}/out`, places = resultPlaces(out, host);
    const { jobs } = planSweep([`${folder}/a.ipynb`], [{ n: 1 }, { n: 2 }], out);
    const servers = [fakeServer("http://one", { joules: 10 }), fakeServer("http://two", { joules: 30 })];
    const keep = async (resume: boolean) => {
      const keeper = keepSweep(host, { experimentName: "grid", places, title: "a.ipynb" });
      const result: SweepResult = await runSweep(jobs, servers, {
        out,
        resume,
        onEvent: (event) => keeper.take(event),
      });
      return { result, ...await keeper.end(result) };
    };
    const { result, report, problems } = await keep(false);
    assert.deepEqual(problems, []);
    // By hand: 10 J and 30 J, each ± a tenth, at 360 g/kWh.
    const { low, value, high } = report.sum?.energyJ.share ?? {};
    assert.deepEqual([low, value, high], [36, 40, 44]);
    assert.equal(report.sum?.emissionsG.share?.value, 0.004);
    assert.equal(report.sum?.energyJ.machine, undefined);
    assert.match(
      sweepSentence(report),
      /^2 of 2 notebooks done on 2 servers in .*: 4 mg CO2e \(3\.6 – 4\.4 mg\) from 40 J \(36 – 44 J\), grade B; electricity: Aland, 360 g\/kWh, average, life-cycle\.$/,
    );
    await keep(true);

    using store = new DatabaseSync(places.database, { readOnly: true });
    const rows = (sql: string) => store.prepare(sql).all().map((row) => Object.values(row));
    assert.deepEqual(rows("SELECT name, status FROM runs ORDER BY name"), [
      ["a n=1", "FINISHED"],
      ["a n=2", "FINISHED"],
      ["a.ipynb", "FINISHED"],
    ]);
    const [[parent] = []] = rows("SELECT run_uuid FROM runs WHERE name = 'a.ipynb'");
    assert.equal(parent, result.id);
    assert.deepEqual(
      rows("SELECT value, count(*) FROM tags WHERE key = 'mlflow.parentRunId' GROUP BY value"),
      [[parent, 2]],
    );
    assert.deepEqual(rows("SELECT value FROM params WHERE key = 'n' ORDER BY value"), [["1"], ["2"]]);
    assert.deepEqual(
      rows("SELECT value FROM latest_metrics WHERE key = 'emissions' ORDER BY value").map(([grams]) =>
        Number(grams).toFixed(6)
      ),
      ["0.001000", "0.003000", "0.004000"],
    );
    const page = Deno.readTextFileSync(places.report);
    assert.match(page, /2 of 2 notebooks done on 2 servers/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("sumRecords() leaves out what is not known of all, and weighs places by energy", () => {
  const clean = recordOf(30), { intensity } = clean;
  const dirty = recordOf(10, {
    intensity: { ...intensity, zone: "BB", zoneName: "Beland", gramsPerKwh: 800, high: 900 },
  });
  const { active: _, ...energyJ } = dirty.energyJ;
  const sum = sumRecords([clean, { ...dirty, energyJ }], ABOUT);
  assert.equal(sum?.energyJ.share?.value, 40);
  assert.equal(sum?.energyJ.active, undefined);
  // (30 × 360 + 10 × 800) / 40
  assert.equal(sum?.intensity.gramsPerKwh, 470);
  assert.deepEqual([sum?.intensity.low, sum?.intensity.high, sum?.intensity.zone], [300, 900, "AA; BB"]);
  assert.deepEqual(sum?.cpuTimeS, { own: 2, children: 1 });
  const short = sumRecords([clean, recordOf(1, { belowResolution: true })], ABOUT);
  assert.equal(short?.energyJ.share?.value, 30);
  assert.match(short?.notes[0] ?? "", /^1 of 2 notebooks were too short/);
  assert.equal(sumRecords([], ABOUT), undefined);
});
