import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { schemaStatements } from "../../../lib/sinks/mlflow/schema.ts";
import { checkColumns } from "../../../lib/sinks/mlflow/sqlite_check.ts";
import { SqliteFile } from "../../../lib/sinks/mlflow/sqlite_file.ts";
import { SinkError } from "../../../lib/sinks/sink_error.ts";

/** The check of a store that `change` was done to. */
function check(change: string, statements = schemaStatements()) {
  using database = new DatabaseSync(":memory:");
  for (const statement of [...statements, change]) database.exec(statement);
  checkColumns(new SqliteFile(database, "/here/mlflow.db"));
}

Deno.test.each([
  ["as it is made", "SELECT 1"],
  ["with a column that may be empty", "ALTER TABLE runs ADD COLUMN mood TEXT"],
  [
    "with MLflow 3.17's column that has a default",
    "ALTER TABLE experiments ADD COLUMN workspace VARCHAR(63) NOT NULL DEFAULT 'default'",
  ],
  ["with another table", "CREATE TABLE mine (a INTEGER NOT NULL)"],
])("checkColumns() takes a store %s", (_, change) => {
  check(change);
});

Deno.test("checkColumns() refuses a newer store that wants a value it does not know", () => {
  const change = "CREATE TABLE metrics_2 AS SELECT * FROM metrics; DROP TABLE metrics; " +
    "CREATE TABLE metrics (key, value, timestamp, run_uuid, step, is_nan, tenant TEXT NOT NULL)";
  assert.throws(
    () => check(change),
    new SinkError(
      'Cannot log to "/here/mlflow.db": table "metrics" needs a column "tenant" that this version of wattbook does ' +
        "not know; start mlflow server on it and give its http:// address, or update wattbook",
    ),
  );
});

Deno.test.each([
  ["table", "DROP TABLE latest_metrics", 'it has no table "latest_metrics"'],
  [
    "column",
    "ALTER TABLE latest_metrics RENAME COLUMN is_nan TO is_number",
    'table "latest_metrics" has no column "is_nan"',
  ],
])("checkColumns() tells how to bring an older store up to date: no %s", (_, change, what) => {
  const error = thrown(() => check(change));
  assert.equal(
    error.message,
    `Cannot log to "/here/mlflow.db": ${what}: it is older than MLflow 2.0, or MLflow is making it just now; run: ` +
      "mlflow db upgrade sqlite:////here/mlflow.db",
  );
  assert.equal(error.passing, true);
});

Deno.test("checkColumns() refuses a database of something else", () => {
  const error = thrown(() => check("SELECT 1", ["CREATE TABLE songs (name TEXT)"]));
  assert.equal(
    error.message,
    'Cannot log to "/here/mlflow.db": it has no table "experiments", so it is no MLflow store; name another file ' +
      "(sqlite:///mlflow.db)",
  );
});

function thrown(action: () => void): SinkError {
  try {
    action();
  } catch (error) {
    // This is what is looked at.
    assert.ok(error instanceof SinkError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
}
