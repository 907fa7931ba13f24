import assert from "node:assert/strict";
import { reportCommand } from "../../lib/cli/report.ts";
import { beginJournal, LINES_FOLDER } from "../../lib/sinks/journal.ts";
import { readCodecarbonCsv } from "../../lib/sinks/codecarbon_csv.ts";
import { journalRun } from "../fixtures/journal_runs.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { fullRecord } from "../sinks/full_record.ts";
import { runWattbook } from "./run_wattbook.ts";

const IDS = ["a", "b", "c"].map((letter) => letter.repeat(32));

/** Three runs that ended, the last of them too short to see, and one that is still open. */
function journals(root: string): void {
  for (const [at, runName] of ["forest", "knn", "short"].entries()) {
    const run = { runId: IDS[at] ?? "", runName, startMs: Date.UTC(2026, 10, 25, at) };
    const journal = beginJournal(`${root}/.wattbook`, root, journalRun(run));
    journal.end(fullRecord({ ...run, belowResolution: runName === "short", metrics: [] }));
    // Logged after the run's end, as accuracies are.
    journal.metrics([{ key: "accuracy_on_test_data", value: 0.9, timestamp: 1, step: 0 }]);
    journal.close();
  }
  beginJournal(`${root}/.wattbook`, root, journalRun({ runId: "d".repeat(32), runName: "open" })).close();
}

/** Runs the command in this process; what it prints is kept. */
async function report(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: "", err: "" };
  const { log, error } = console;
  console.log = (line: string) => printed.out += `${line}\n`;
  console.error = (line: string) => printed.err += `${line}\n`;
  try {
    return { code: await reportCommand.run(words), ...printed };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** The message that a call is refused with, and the exit status. */
async function refused(...words: string[]): Promise<[string, number]> {
  try {
    await report(...words);
  } catch (error) {
    assert.ok(error instanceof Error && "status" in error);
    return [error.message, Number(error.status)];
  }
  throw new Error("nothing was refused");
}

Deno.test("report writes one run, by its name, its ID or the beginning of it", async () => {
  using folder = tempFolder();
  journals(folder.path);
  const from = ["--from", folder.path];
  const boamps = await report("--format", "boamps", "--run", "forest", ...from);
  assert.deepEqual([boamps.code, boamps.err], [0, ""]);
  const { header, task } = JSON.parse(boamps.out);
  assert.equal(header.reportId, "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa");
  assert.equal(task.measuredAccuracy, 0.9);
  const sci = await report(
    "--format",
    "sci",
    "--run",
    "bbbb",
    "--per",
    "epoch=3",
    "--embodied",
    "3",
    ...from,
  );
  assert.deepEqual(JSON.parse(sci.out).R, { unit: "epoch", count: 3 });
  assert.equal(JSON.parse(sci.out).SCI_g_per_unit.value, 3);
  const card = await report(
    "--format",
    "model-card",
    "--run",
    "bbbbbbbb-bbbb",
    "--from",
    `${folder.path}/.wattbook`,
  );
  assert.match(card.out, /^---\nco2_eq_emissions:\n {2}emissions: 6\n/);
});

Deno.test("report takes the last run that ended, and all of them where the format holds many", async () => {
  using folder = tempFolder();
  journals(folder.path);
  const from = ["--from", folder.path];
  const methods = await report("--format", "methods", ...from);
  assert.match(methods.out, /^The run “short” took 1 h 0 min and used less than 43\.2 kJ/);
  const { out } = await report("--format", "prometheus", ...from);
  assert.equal(out.match(/^wattbook_run_duration_seconds/gm)?.length, 3);
  const csv = await report("--format", "codecarbon", ...from);
  assert.deepEqual(readCodecarbonCsv(csv.out).rows.map(({ experiment_id }) => experiment_id), [
    "forest",
    "knn",
  ]);
  assert.equal(csv.code, 1);
  assert.match(
    csv.err,
    /^wattbook report: Cannot write a CodeCarbon row of run "short": its energy is below 43\.2 kJ/,
  );
});

Deno.test("report says what is wrong with its words, and which was meant", async () => {
  using folder = tempFolder();
  journals(folder.path);
  const from = ["--from", folder.path];
  assert.deepEqual(await refused(...from), [
    "no format given, should be --format boamps|model-card|sci|methods|prometheus|codecarbon",
    2,
  ]);
  assert.deepEqual(await refused("--format", "boamp", ...from), [
    'unknown format "boamp", did you mean "boamps"',
    2,
  ]);
  assert.deepEqual((await refused("--format", "toString", ...from))[1], 2);
  assert.deepEqual(await refused("--format", "sci", "--run", "forrest", ...from), [
    'no ended run "forrest", did you mean "forest"',
    1,
  ]);
  assert.deepEqual(await refused("--format", "sci", "--run", "short", ...from), [
    'Cannot write a SCI score of run "short": its energy is below 43.2 kJ, too little for the sources to resolve, ' +
    "should be that of a longer run",
    1,
  ]);
  assert.deepEqual(await refused("--format", "sci", "--per", "epoch", ...from), [
    '--per is "epoch", should be like "epoch=12"',
    2,
  ]);
  assert.deepEqual(await refused("--format", "sci", "--per", "epoch=0", ...from), [
    '--per is "epoch=0", should be like "epoch=12"',
    2,
  ]);
  assert.deepEqual(await refused("--format", "sci", "--embodied", "much", ...from), [
    '--embodied is "much", should be grams, 0 or more',
    2,
  ]);
  assert.deepEqual((await refused("--format", "sci", "extra", ...from))[1], 2);
  assert.deepEqual(await refused("--format", "sci", "--from", `${folder.path}/nowhere`), [
    `no journal in "${folder.path}/nowhere/.wattbook"`,
    1,
  ]);
});

Deno.test("report tells of a journal that it cannot read, and writes the others", async () => {
  using folder = tempFolder();
  journals(folder.path);
  Deno.writeTextFileSync(`${folder.path}/.wattbook/${LINES_FOLDER}/${"e".repeat(32)}.jsonl`, "no journal\n");
  const { code, err, out } = await report("--format", "prometheus", "--from", folder.path);
  assert.equal(code, 1);
  assert.match(err, /^wattbook report: Cannot read journal /);
  assert.ok(out.includes('run="forest"'));
  assert.equal((await report("--format", "sci", "--run", "knn", "--from", folder.path)).code, 0);
});

Deno.test("wattbook report as a program prints the format alone on stdout", async () => {
  using folder = tempFolder();
  journals(folder.path);
  const { code, stdout, stderr } = await runWattbook(["report", "--format", "boamps", "--run", "knn"], {
    cwd: folder.path,
  });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(JSON.parse(stdout).measures[0].powerConsumption, 0.01);
});

Deno.test("report puts an emissions.csv of CodeCarbon 3.3.0 right, and says which rows", async () => {
  const file = new URL("../fixtures/parity/emissions_3.3.0.csv", import.meta.url).pathname;
  const { code, out, err } = await report("--format", "codecarbon", "--from", file);
  const before = readCodecarbonCsv(Deno.readTextFileSync(file)), after = readCodecarbonCsv(out);
  assert.ok(before.repaired.length > 0);
  assert.deepEqual([code, err], [
    0,
    `wattbook report: ${before.repaired.length} shifted rows put right: ${before.repaired.join(", ")}\n`,
  ]);
  assert.deepEqual([after.repaired, after.rows], [[], before.rows]);
});

Deno.test("report refuses a CSV that is none of CodeCarbon's, or is not there", async () => {
  using folder = tempFolder();
  const file = `${folder.path}/other.csv`;
  Deno.writeTextFileSync(file, "a,b\n1,2\n");
  const [other, status] = await refused("--format", "codecarbon", "--from", file);
  assert.match(other, /^Cannot read ".*other\.csv": Cannot read CodeCarbon's CSV: its heading is "a,b"/);
  assert.equal(status, 1);
  const [missing] = await refused("--format", "codecarbon", "--from", `${folder.path}/none.csv`);
  assert.match(missing, /No such file/);
});
