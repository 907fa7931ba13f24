import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { schemaStatements } from "../../../lib/sinks/mlflow/schema.ts";
import { openSqliteFile } from "../../../lib/sinks/mlflow/sqlite_open.ts";
import { SinkError } from "../../../lib/sinks/sink_error.ts";
import { runStoreChild } from "../../fixtures/mlflow/run_store_child.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import { unwritable } from "../../fixtures/unwritable.ts";

const NOW = { nowMs: 1_790_000_000_000 };

/** What opening says; it has to be a `SinkError` on one line. */
async function refusal(path: string, patienceMs = 20): Promise<SinkError> {
  const error = await openSqliteFile(path, { ...NOW, patienceMs }).catch((error: unknown) => error);
  assert.ok(error instanceof SinkError, String(error));
  assert.ok(!error.message.includes("\n"));
  return error;
}

Deno.test("openSqliteFile() makes a new store in WAL mode, with the experiment Default", async () => {
  using folder = tempFolder();
  const file = await openSqliteFile(`${folder.path}/mlflow.db`, NOW);
  assert.equal(file.path, `${folder.path}/mlflow.db`);
  assert.deepEqual({ ...file.prepare("SELECT * FROM experiments").get() }, {
    experiment_id: 0,
    name: "Default",
    artifact_location: `${folder.path}/mlruns/0`,
    lifecycle_stage: "active",
    creation_time: NOW.nowMs,
    last_update_time: NOW.nowMs,
  });
  assert.equal(file.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
  file.close();
  file.close();
});

Deno.test("openSqliteFile() commits to its own store without waiting for the disk, also when opened again", async () => {
  using folder = tempFolder();
  (await openSqliteFile(`${folder.path}/mlflow.db`, NOW)).close();
  const file = await openSqliteFile(`${folder.path}/mlflow.db`, NOW);
  // 1 is NORMAL, 2 is FULL.
  assert.equal(file.prepare("PRAGMA synchronous").get()?.["synchronous"], 1);
  assert.equal(file.prepare("SELECT count(*) AS n FROM experiments").get()?.["n"], 1);
  file.close();
});

Deno.test("openSqliteFile() makes no temporary file to undo a statement", async () => {
  using folder = tempFolder();
  const file = await openSqliteFile(`${folder.path}/mlflow.db`, NOW);
  // 2 is MEMORY.
  assert.equal(file.prepare("PRAGMA temp_store").get()?.["temp_store"], 2);
  file.close();
});

Deno.test("openSqliteFile() leaves a file of others in its own mode", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  {
    using database = new DatabaseSync(path);
    for (const statement of schemaStatements()) database.exec(statement);
  }
  const file = await openSqliteFile(path, NOW);
  assert.equal(file.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "delete");
  assert.equal(file.prepare("PRAGMA synchronous").get()?.["synchronous"], 2);
  assert.equal(file.prepare("SELECT count(*) AS n FROM experiments").get()?.["n"], 0);
  file.close();
});

Deno.test("openSqliteFile() knows the file by its real folder", async () => {
  using folder = tempFolder();
  Deno.mkdirSync(`${folder.path}/real/sub`, { recursive: true });
  Deno.symlinkSync(`${folder.path}/real`, `${folder.path}/link`);
  const file = await openSqliteFile(`${folder.path}/link/sub/../mlflow.db`, NOW);
  assert.equal(file.path, `${folder.path}/real/mlflow.db`);
  file.close();
});

Deno.test("openSqliteFile() without the folder says so", async () => {
  using folder = tempFolder();
  assert.equal(
    (await refusal(`${folder.path}/none/mlflow.db`)).message,
    `Cannot open the MLflow store "${folder.path}/none/mlflow.db": there is no folder "${folder.path}/none"; make it, ` +
      "or name another file (sqlite:///mlflow.db)",
  );
});

Deno.test("openSqliteFile() of a folder says that it is one", async () => {
  using folder = tempFolder();
  Deno.mkdirSync(`${folder.path}/mlflow.db`);
  assert.equal(
    (await refusal(`${folder.path}/mlflow.db`)).message,
    `Cannot open the MLflow store "${folder.path}/mlflow.db": it is a folder, should be a file; name one in it ` +
      "(sqlite:///…/mlflow.db)",
  );
});

Deno.test("openSqliteFile() in a read-only folder says what helps", async () => {
  const folder = unwritable().slice(0, unwritable().lastIndexOf("/")) || "/";
  const { message } = await refusal(`${folder}/wattbook.db`);
  assert.match(
    message,
    /the file cannot be opened or made there; the folder may be read-only, should be writable/,
  );
});

Deno.test.each([
  ["text", "This is no database.\n".repeat(100)],
  ["zeros", "\0".repeat(8192)],
  ["a torn store", "SQLite format 3\0" + "\x10\0\x01\x01\0@  ".repeat(50)],
])("openSqliteFile() leaves a damaged file (%s) as it is and says what helps", async (_, content) => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  Deno.writeTextFileSync(path, content);
  const { message, passing } = await refusal(path);
  assert.match(
    message,
    /^Cannot open the MLflow store in ".+": it is damaged or no SQLite file; move it away, then run: wattbook sync/,
  );
  assert.equal(passing, false);
  assert.equal(Deno.readTextFileSync(path), content);
});

Deno.test({
  name: "openSqliteFile() without permission never asks for it",
  permissions: { read: true, write: [Deno.env.get("TMPDIR") ?? "/tmp"], env: true },
  async fn() {
    assert.equal(
      (await refusal("/var/mlflow.db")).message,
      'Cannot open the MLflow store "/var/mlflow.db": permission to write it is missing, should be run with deno run -A',
    );
  },
});

Deno.test("openSqliteFile() waits for who holds the file, then says so and that it passes", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  using other = new DatabaseSync(path);
  for (const statement of schemaStatements()) other.exec(statement);
  other.exec("BEGIN EXCLUSIVE");
  const { message, passing } = await refusal(path);
  assert.match(message, /another program holds it all the time; close that, then run: wattbook sync/);
  assert.equal(passing, true);
  const opened = openSqliteFile(path, NOW);
  setTimeout(() => other.exec("COMMIT"), 30);
  (await opened).close();
});

Deno.test("openSqliteFile() by two processes at the same moment makes one store", async () => {
  using folder = tempFolder();
  const ROUNDS = 30;
  const child = new URL("../../fixtures/mlflow/open_stores_child.ts", import.meta.url).pathname;
  const processes = [1, 2].map(() =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--frozen", child, folder.path],
      stdin: "piped",
      stdout: "piped",
    }).spawn()
  );
  const ends = processes.map(({ stdin, stdout }) => ({
    input: stdin.getWriter(),
    output: stdout.getReader(),
  }));
  const ready = () =>
    Promise.all(ends.map(async ({ output }) => assert.equal((await output.read()).done, false)));
  await ready();
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(ends.map(({ input }) => input.write(new Uint8Array(1))));
    await ready();
  }
  for (const { input, output } of ends) {
    await input.close();
    assert.equal((await output.read()).done, true);
  }
  for (const { status } of processes) assert.equal((await status).code, 0);
  for (let round = 0; round < ROUNDS; round++) {
    using database = new DatabaseSync(`${folder.path}/${round}.db`);
    const names = database.prepare("SELECT name FROM experiments ORDER BY experiment_id").all();
    assert.deepEqual(names.map(({ name }) => name), ["Default", "shared"]);
  }
});

Deno.test("openSqliteFile() by several processes at once makes one store, and no row is lost", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  const said = await Promise.all(["a", "b", "c"].map((prefix) => runStoreChild(path, prefix, 30)));
  assert.deepEqual(said, [["30"], ["30"], ["30"]]);
  using database = new DatabaseSync(path);
  const count = (sql: string) => database.prepare(`SELECT count(*) AS n FROM ${sql}`).get()?.["n"];
  assert.equal(count("runs WHERE status = 'FINISHED'"), 90);
  assert.equal(count("metrics"), 1800);
  assert.equal(count("latest_metrics WHERE step = 19 AND value = 19"), 90);
  assert.equal(count("params"), 90);
  // Default and the three that all of them share.
  assert.equal(count("experiments"), 4);
  assert.equal(count("alembic_version"), 1);
  assert.equal(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
});
