import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { appendJournal, beginJournal } from "../../lib/sinks/journal.ts";
import { openStore } from "../../lib/sinks/mlflow/open_store.ts";
import { syncFolder, type SyncResult } from "../../lib/sinks/mlflow/sync.ts";
import { journalRun, runRecord } from "../fixtures/journal_runs.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { mlflowServer } from "./mlflow_server.ts";
import { peerTest } from "./peer.ts";

/** What `read_runs.py` prints. */
type Found = Record<string, Record<string, FoundRun>>;

interface FoundRun {
  readonly name: string;
  readonly status: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly artifact_uri: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly latest: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly (readonly [string, number, number])[]>>;
  readonly artifacts: Readonly<Record<string, string>>;
}

const START_MS = 1_790_000_000_000, END_MS = START_MS + 60_000;
const odd = `<b>=cmd()</b> 'x' "y" 🌍 é ../`;
const bytes = (text: string) => new TextEncoder().encode(text);
const derive = () => [{ path: "report.html", content: bytes("<p>é</p>") }];

/** Three runs: one that went well, one with odd names and values that failed, and one whose process died. */
function writeJournals(root: string): void {
  const [well, failed, died] = ["a", "b", "c"].map((letter, at) => {
    const run = { runId: letter.repeat(32), startMs: START_MS + at, tags: { letter } };
    const names = at === 1 ? { experimentName: `odd ${odd}`, runName: odd } : { runName: `run ${letter}` };
    return beginJournal(root, "/nowhere", journalRun({ ...run, ...names }));
  });
  assert.ok(well && failed && died);
  // More than a server takes in one request.
  const steps = Array.from(
    { length: 1500 },
    (_, step) => ({ key: "loss", value: step / 8, timestamp: START_MS, step }),
  );
  well.metrics(steps);
  well.params(Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`p${at}`, `${at}`])));
  well.tags({ colour: "red", letter: "A" });
  well.artifact("deep/er/plot é.txt", bytes("first"));
  well.artifact("deep/er/plot é.txt", bytes("second"));
  well.end(runRecord({ runId: "a".repeat(32), runName: "run a" }));
  failed.metrics([
    { key: "nan", value: NaN, timestamp: START_MS, step: 0 },
    { key: "up", value: Infinity, timestamp: START_MS, step: 0 },
    { key: "down", value: -Infinity, timestamp: START_MS, step: -3 },
    { key: "100 % 🌍", value: 1, timestamp: START_MS + 0.6, step: 1.4 },
    { key: "100 # 🌍", value: 2, timestamp: START_MS, step: 0 },
  ]);
  failed.params({ "CO₂ é": "=1+1", "../up": "x".repeat(7000), "": "" });
  failed.artifact("../../100 %.txt", bytes("odd"));
  failed.end(runRecord({
    runId: "b".repeat(32),
    runName: odd,
    status: "FAILED",
    error: { name: "TypeError", message: "<script>" },
  }));
  died.metrics([{ key: "loss", value: 3, timestamp: START_MS, step: 0 }]);
  died.beat(5, 12, START_MS + 5000);
  for (const writer of [well, failed, died]) writer.close();
  appendJournal(died.file, {
    v: 1,
    kind: "closed",
    status: "KILLED",
    endMs: START_MS + 5000,
    why: "it died",
  });
}

async function sync(uri: string, root: string): Promise<Omit<SyncResult, "counted">> {
  await using store = await openStore(uri, realHost({ environment: {} }));
  const { counted: _, ...result } = await syncFolder(root, store, { derive });
  return result;
}

/** The runs by name, without what every store chooses itself. */
function comparable(found: Found): unknown {
  return Object.fromEntries(
    Object.entries(found).map(([experiment, runs]) => [
      experiment,
      Object.fromEntries(
        Object.values(runs).map((
          { artifact_uri: _, tags: { "wattbook.created": _created, ...tags }, ...run },
        ) => [
          run.name,
          { ...run, tags },
        ]),
      ),
    ]),
  );
}

/** What the record of `runRecord()` says, as MLflow's client prints numbers. */
const OWN = {
  "emissions": "2.0",
  "energy/share_j": "2.0",
  "carbon/emissions_mg": "2000.0",
  "carbon/emissions_mg_low": "1000.0",
  "carbon/emissions_mg_high": "3000.0",
  "carbon/intensity_g_per_kwh": "473.0",
  "measure/duration_s": "60.0",
  "measure/cpu_s": "1.0",
  "measure/overhead_s": "0.001",
  "measure/coverage": "1.0",
};

function run(found: Found, experiment: string, name: string): FoundRun {
  const [only, ...more] = Object.values(found[experiment] ?? {}).filter((candidate) =>
    candidate.name === name
  );
  assert.ok(only && more.length === 0, `${1 + more.length} runs of that name, should be 1`);
  return only;
}

/** Compares with what was logged, worked out by hand. */
function assertRuns(found: Found): void {
  assert.deepEqual(Object.keys(found).sort(), ["Default", "digits", `odd ${odd}`]);
  assert.deepEqual(Object.values(found).map((runs) => Object.keys(runs).length).sort(), [0, 1, 2]);
  const well = run(found, "digits", "run a");
  assert.deepEqual([well.status, well.start_ms, well.end_ms], ["FINISHED", START_MS, END_MS]);
  assert.deepEqual(
    well.metrics["loss"],
    Array.from({ length: 1500 }, (_, step) => [pythonFloat(step / 8), START_MS, step]),
  );
  assert.deepEqual(well.latest, { loss: "187.375", ...OWN });
  assert.deepEqual(
    well.params,
    Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`p${at}`, `${at}`])),
  );
  assert.deepEqual([well.tags["colour"], well.tags["letter"]], ["red", "A"]);
  assert.equal(well.tags["wattbook.run_id"], "a".repeat(32));
  assert.deepEqual(well.artifacts, {
    "deep/er/plot é.txt": bytes("second").toHex(),
    "report.html": bytes("<p>é</p>").toHex(),
  });

  const failed = run(found, `odd ${odd}`, odd);
  assert.deepEqual([failed.status, failed.end_ms], ["FAILED", END_MS]);
  assert.deepEqual(failed.latest, {
    nan: "nan",
    up: "1.7976931348623157e+308",
    down: "-1.7976931348623157e+308",
    "100 _ _": "1.0",
    "100 _ __2": "2.0",
    ...OWN,
  });
  assert.deepEqual(failed.metrics["100 _ _"], [["1.0", START_MS + 1, 1]]);
  assert.deepEqual(failed.params, { "CO₂ é": "=1+1", up: "x".repeat(6000), _: "" });
  assert.equal(failed.tags["wattbook.error"], "TypeError: <script>");
  const names = Object.keys(failed.artifacts).sort();
  assert.equal(names.length, 2);
  assert.match(names[0] ?? "", /^_-[0-9a-f]{8}\/_-[0-9a-f]{8}\/100 _-[0-9a-f]{8}\.txt$/);
  assert.equal(failed.artifacts[names[0] ?? ""], bytes("odd").toHex());

  const died = run(found, "digits", "run c");
  assert.deepEqual([died.status, died.end_ms], ["KILLED", START_MS + 5000]);
  assert.deepEqual(died.latest, { loss: "3.0", "energy/share_j": "12.0", "measure/duration_s": "5.0" });
  assert.equal(died.tags["wattbook.closed"], "it died");
}

function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

peerTest(
  "syncFolder() brings runs to a real MLflow server whole and once, the same as to the SQLite store",
  async () => {
    const mlflow = await mlflowPython();
    using folder = tempFolder();
    using journals = tempFolder();
    writeJournals(journals.path);
    const path = `${folder.path}/embedded/mlflow.db`;
    Deno.mkdirSync(`${folder.path}/embedded`);
    await using server = await mlflowServer(mlflow, folder.path);
    const done = { delivered: 3, upToDate: 0, open: 0, failed: [] };
    const again = { delivered: 0, upToDate: 3, open: 0, failed: [] };

    assert.deepEqual(await sync(server.url, journals.path), done);
    const found = await mlflow.read("read_runs.py", server.url) as Found;
    assertRuns(found);

    assert.deepEqual(await sync(server.url, journals.path), again);
    // As if the journal had been copied before its delivery: the runs are found by their tag.
    for (
      const name of ["a", "b", "c"].map((letter) => `${journals.path}/journal/${letter.repeat(32)}.jsonl`)
    ) {
      const lines = Deno.readTextFileSync(name).split("\n").filter((line) =>
        !line.includes('"kind":"delivered"')
      );
      Deno.writeTextFileSync(name, lines.join("\n"));
    }
    assert.deepEqual(await sync(server.url, journals.path), done);
    assert.deepEqual(await mlflow.read("read_runs.py", server.url), found);

    assert.deepEqual(await sync(`sqlite:///${path}`, journals.path), done);
    assert.deepEqual(await sync(`sqlite:///${path}`, journals.path), again);
    const embedded = await mlflow.read("read_runs.py", `sqlite:///${path}`) as Found;
    assert.deepEqual(comparable(embedded), comparable(found));
  },
);
