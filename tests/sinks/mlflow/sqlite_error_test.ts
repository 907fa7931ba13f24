import assert from "node:assert/strict";
import { sqliteError } from "../../../lib/sinks/mlflow/sqlite_error.ts";

Deno.test.each([
  [
    "database is locked",
    "another program holds it all the time; close that, then run: wattbook sync (database is locked)",
    true,
  ],
  [
    "database or disk is full",
    "the disk is full; free some space, then run: wattbook sync (database or disk is full)",
    true,
  ],
  [
    "attempt to write a readonly database",
    "the file or its folder is read-only, should be writable; or name another file (sqlite:///other.db) " +
    "(attempt to write a readonly database)",
    false,
  ],
  [
    "file is not a database",
    "it is damaged or no SQLite file; move it away, then run: wattbook sync (a new one is made) (file is not a database)",
    false,
  ],
  [
    "FOREIGN KEY constraint failed",
    "the run or its experiment is no longer in the store; somebody deleted it (FOREIGN KEY constraint failed)",
    false,
  ],
  ["something\n  new", "something new", false],
])("sqliteError() of %j says what helps, on one line", (answer, reason, passing) => {
  const cause = new Error(answer);
  const error = sqliteError("log to a run", "/here/mlflow.db", cause);
  assert.equal(error.message, `Cannot log to a run in "/here/mlflow.db": ${reason}`);
  assert.equal(error.passing, passing);
  assert.equal(error.cause, cause);
});
