import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { SqliteFile } from "../../../lib/sinks/mlflow/sqlite_file.ts";
import { SinkError } from "../../../lib/sinks/sink_error.ts";

function open(): SqliteFile {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE t (a INTEGER NOT NULL)");
  return new SqliteFile(database, "/here/mlflow.db");
}

function count(file: SqliteFile): unknown {
  return file.prepare("SELECT count(*) AS n FROM t").get()?.["n"];
}

Deno.test("SqliteFile.prepare() compiles a statement once", () => {
  const file = open();
  assert.equal(file.prepare("SELECT 1"), file.prepare("SELECT 1"));
  assert.notEqual(file.prepare("SELECT 1"), file.prepare("SELECT 2"));
  file.close();
});

Deno.test("SqliteFile.write() stores all or nothing", async () => {
  const file = open();
  const insert = (value: number | null) => file.prepare("INSERT INTO t VALUES (?)").run(value);
  await file.write("add one", () => insert(1));
  const failing = file.write("add two", () => {
    insert(2);
    insert(null);
  });
  const { message } = await failing.then(() => assert.fail("it was stored"), (error: unknown) => {
    assert.ok(error instanceof SinkError);
    return error;
  });
  assert.equal(message, 'Cannot add two in "/here/mlflow.db": NOT NULL constraint failed: t.a');
  assert.equal(count(file), 1);
  assert.equal(await file.write("add three", () => (insert(3), "done")), "done");
  assert.equal(count(file), 2);
  file.close();
});

Deno.test("SqliteFile.write() passes our own errors on as they are, and stores nothing", async () => {
  const file = open();
  const own = new SinkError("Cannot log to experiment: it was deleted");
  const failing = file.write("add", () => {
    file.prepare("INSERT INTO t VALUES (1)").run();
    throw own;
  });
  await assert.rejects(failing, (error) => error === own);
  assert.equal(count(file), 0);
  file.close();
});
