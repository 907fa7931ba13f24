import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { syncCommand } from "../../lib/cli/sync.ts";
import { beginJournal } from "../../lib/sinks/journal.ts";
import { journalRun, runRecord } from "../fixtures/journal_runs.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { startFakeMlflow } from "../sinks/mlflow/fake_mlflow.ts";

/** Runs the command in this process; what it prints is kept. */
async function sync(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: "", err: "" };
  const { log, error } = console;
  console.log = (line: string) => printed.out += `${line}\n`;
  console.error = (line: string) => printed.err += `${line}\n`;
  try {
    return { code: await syncCommand.run(words), ...printed };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** Two journals: a run that has ended, and one whose process has gone. */
function journals(root: string): void {
  const ended = beginJournal(root, root, journalRun({ runId: "1".padStart(32, "0"), runName: "good" }));
  ended.end(runRecord({ runId: "1".padStart(32, "0"), runName: "good" }));
  ended.close();
  // No process has this number: Linux gives at most 4,194,304.
  const run = journalRun({
    runId: "2".padStart(32, "0"),
    runName: "torn\u001b[31m",
    pid: 2 ** 30,
    startMs: 1.8e12,
  });
  const killed = beginJournal(root, root, run);
  killed.beat(12, 34, 1.8e12 + 12_000);
  killed.close();
}

Deno.test("sync delivers to a server once, closes interrupted runs as KILLED, and says what it did", async () => {
  await using server = startFakeMlflow();
  using folder = tempFolder();
  journals(`${folder.path}/.wattbook`);
  const first = await sync(
    "--from",
    folder.path,
    "--to",
    server.uri.replace("//", "//ada:hunter2@"),
    "--json",
  );
  deepStrictEqual(JSON.parse(first.out), {
    delivered: 2,
    up_to_date: 0,
    open: 0,
    failed: [],
    closed_as_killed: 1,
    counted: {
      // 10 that every run gets, and 2 of the one that died; table, record and report of the first.
      logged: { metrics: 12, params: 0, artifacts: 3 },
      stored: { metrics: 12, params: 0, artifacts: 3 },
    },
    to: server.uri.replace("//", "//***@"),
  });
  deepStrictEqual([first.code, first.err], [0, ""]);
  deepStrictEqual(server.tracking.runs.map(({ name, status, endTime }) => [name, status, endTime]), [
    ["good", "FINISHED", 1_790_000_060_000],
    ["torn\u001b[31m", "KILLED", 1_800_000_012_000],
  ]);
  deepStrictEqual([...server.tracking.files.keys()].map((name) => name.slice(33)).sort(), [
    "wattbook/figures.json",
    "wattbook/record.json",
    "wattbook/report.html",
  ]);
  const second = await sync("--from", `${folder.path}/.wattbook`, "--to", server.uri);
  strictEqual(
    second.out,
    "0 runs delivered, 2 were there already, 0 failed; 0 interrupted runs closed as KILLED, 0 still going on\n",
  );
});

Deno.test("sync ends with 1 and names runs that failed, as text", async () => {
  await using server = startFakeMlflow();
  using folder = tempFolder();
  journals(`${folder.path}/.wattbook`);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ error_code: "PERMISSION_DENIED", message: "not here" });
  server.faults.push({ on: "runs/create", kind: { status: 403, headers, body }, times: 2 });
  const { code, err } = await sync("--from", folder.path, "--to", server.uri);
  strictEqual(code, 1);
  const [first = "", second = ""] = err.split("\n");
  match(first, /^wattbook sync: "good": Cannot create run "good" at ".+": 403 PERMISSION_DENIED: not here$/);
  match(second, /^wattbook sync: "torn\\u001b\[31m": /);
});

Deno.test("sync names the folder that holds nothing to deliver", async () => {
  using folder = tempFolder();
  await rejects(
    sync("--from", folder.path, "--to", "http://127.0.0.1:9"),
    new RegExp(
      `^SinkError: Cannot read runs from "${folder.path}": there is no store in it, should hold ".wattbook"`,
    ),
  );
});

Deno.test("sync copies a SQLite store to a server, says what was counted, and a second time changes nothing", async () => {
  await using server = startFakeMlflow();
  using folder = tempFolder();
  journals(`${folder.path}/.wattbook`);
  const file = `${folder.path}/mlflow.db`;
  strictEqual((await sync("--from", folder.path, "--to", `sqlite:///${file}`)).code, 0);
  const { code, out } = await sync("--from", file, "--to", server.uri);
  strictEqual(code, 0);
  match(
    out,
    /^2 runs delivered, 0 were there already, 0 failed;.*\ncounted in the store: 12 of 12 metric points, 0 of 0 parameters, 3 of 3 files\n$/,
  );
  match(
    (await sync("--from", file, "--to", server.uri)).out,
    /^0 runs delivered, 2 were there already, 0 failed;/,
  );
  strictEqual(server.tracking.runs.length, 2);
});
