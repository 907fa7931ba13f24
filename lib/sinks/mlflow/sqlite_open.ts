import type { DatabaseSync } from "node:sqlite";
import { SinkError } from "../sink_error.ts";
import { schemaStatements } from "./schema.ts";

/**
 * Opens a SQLite file, or makes it with MLflow's tables. Two processes may do that at once: the tables are made in
 * one transaction that the second one finds done.
 *
 * @throws {SinkError} When the file cannot be opened, made, or is no database.
 */
export async function openDatabase(path: string): Promise<{ database: DatabaseSync; absolute: string }> {
  // Loaded here: half of all programs never need it.
  const { DatabaseSync } = await import("node:sqlite");
  const absolute = path.startsWith("/") ? path : `${Deno.cwd()}/${path.replace(/^\.\//, "")}`;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(absolute);
    // Short: a store held by others is waited for by the caller, who lets the event loop run.
    database.exec("PRAGMA busy_timeout = 200; PRAGMA foreign_keys = ON");
    if (isEmpty(database)) createTables(database);
    return { database, absolute };
  } catch (error) {
    database?.close();
    throw new SinkError(`Cannot open "${path}": ${reason(error)}`, { cause: error, passing: true });
  }
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() === undefined;
}

/** Our own new files are in WAL mode: a commit then costs a hundredth, and readers are never in the way. */
function createTables(database: DatabaseSync): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  database.exec("PRAGMA busy_timeout = 20000; BEGIN IMMEDIATE");
  try {
    if (isEmpty(database)) {
      for (const statement of schemaStatements()) database.exec(statement);
      const now = Date.now();
      database.prepare(
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)" +
          " VALUES (0, 'Default', ?, 'active', ?, ?)",
      ).run(`${folderOf(database)}/mlruns/0`, now, now);
    }
    database.exec("COMMIT; PRAGMA busy_timeout = 200");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function folderOf(database: DatabaseSync): string {
  const file = String(database.prepare("PRAGMA database_list").get()?.["file"] ?? "");
  return file.slice(0, file.lastIndexOf("/"));
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/not a database|malformed/i.test(message)) {
    return `it is damaged or no SQLite file (${message}); move it away, a new one is made, and deliver the journal with wattbook sync`;
  }
  return message;
}
