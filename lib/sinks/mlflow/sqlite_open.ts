import type { DatabaseSync } from "node:sqlite";
import { isFolder } from "../is_folder.ts";
import { SinkError } from "../sink_error.ts";
import { uriOfPath } from "./local_path.ts";
import { schemaStatements } from "./schema.ts";
import { sqliteError } from "./sqlite_error.ts";
import { SqliteFile } from "./sqlite_file.ts";
import { whenFree } from "./when_free.ts";

/** Options of `openSqliteFile()`. */
export interface OpenOptions {
  /** Milliseconds since 1970, for the rows of a new store. */
  readonly nowMs: number;
  /** Milliseconds that a store held by others is waited for. Default as `whenFree()`. */
  readonly patienceMs?: number | undefined;
}

/**
 * Opens a SQLite file, or makes it with MLflow's tables. Two processes may do that at once: the tables are made in
 * one transaction that the second one finds done.
 *
 * @throws {SinkError} When the file cannot be opened, made, or is no database.
 */
export async function openSqliteFile(path: string, { nowMs, patienceMs }: OpenOptions): Promise<SqliteFile> {
  const absolute = absoluteFile(path);
  // Loaded here: half of all programs never need it.
  const { DatabaseSync } = await import("node:sqlite");
  let database: DatabaseSync | undefined;
  try {
    // A few milliseconds only: who holds it longer is waited for with the event loop running.
    const opened = database = new DatabaseSync(absolute, { timeout: 5, enableForeignKeyConstraints: true });
    await whenFree(() => {
      if (isEmpty(opened)) createTables(opened, absolute, nowMs);
    }, patienceMs);
    if (await whenFree(() => journalMode(opened), patienceMs) === "wal") {
      // What a power cut could take is the last runs, whole, and the journal has them.
      opened.exec("PRAGMA synchronous = NORMAL");
    }
    // What a statement needs to undo itself is kept here; a run's would be a file, made and removed each time.
    opened.exec("PRAGMA temp_store = MEMORY");
    return new SqliteFile(opened, absolute);
  } catch (error) {
    if (database?.isOpen) database.close();
    throw sqliteError("open the MLflow store", absolute, error);
  }
}

/** The file with its folder as the system knows it, so that artifact paths hold no `..` and stay right. */
function absoluteFile(path: string): string {
  const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  const given = at < 0 ? "." : path.slice(0, at) || "/";
  const refuse = (reason: string, cause?: unknown) =>
    new SinkError(`Cannot open the MLflow store "${path}": ${reason}`, { cause });
  const refused = (["read", "write"] as const)
    .find((name) => Deno.permissions.querySync({ name, path }).state !== "granted");
  if (refused) throw refuse(`permission to ${refused} it is missing, should be run with deno run -A`);
  let folder: string;
  try {
    folder = Deno.realPathSync(given);
  } catch (cause) {
    throw refuse(`there is no folder "${given}"; make it, or name another file (sqlite:///mlflow.db)`, cause);
  }
  const file = `${folder === "/" ? "" : folder}/${path.slice(at + 1)}`;
  if (isFolder(file)) {
    throw refuse("it is a folder, should be a file; name one in it (sqlite:///…/mlflow.db)");
  }
  return file;
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() === undefined;
}

function journalMode(database: DatabaseSync): string {
  return String(database.prepare("PRAGMA journal_mode").get()?.["journal_mode"]);
}

/** Our own new files are in WAL mode: a commit then costs a hundredth, and readers are never in the way. */
function createTables(database: DatabaseSync, path: string, nowMs: number): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE");
  try {
    if (isEmpty(database)) {
      for (const statement of schemaStatements()) database.exec(statement);
      database.prepare(
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)" +
          " VALUES (0, 'Default', ?, 'active', ?, ?)",
      ).run(uriOfPath(`${path.slice(0, path.lastIndexOf("/"))}/mlruns/0`), nowMs, nowMs);
    }
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
