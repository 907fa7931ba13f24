import type { DatabaseSync } from "node:sqlite";
import type { Host } from "../../host.ts";
import type { RunStatus } from "../../record/run_record.ts";
import { SinkError } from "../sink_error.ts";
import { safeArtifactPath } from "./limits.ts";
import { checkColumns } from "./sqlite_check.ts";
import { openDatabase } from "./sqlite_open.ts";
import { writeRows } from "./sqlite_rows.ts";
import type { NewRun, RunRows, RunStore, StoredCounts } from "./store.ts";

/**
 * Opens MLflow's own SQLite store, made when the file does not exist; a file that MLflow or a user made is used
 * as it is. Artifacts lie in `mlruns` beside it, as MLflow for Python puts them.
 *
 * @param path The file.
 * @throws {SinkError} When it is no MLflow store, is damaged, or has tables that cannot be written safely.
 */
export async function openSqliteStore(path: string, host: Host): Promise<RunStore> {
  const { database, absolute } = await openDatabase(path);
  try {
    checkColumns(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqliteStore(database, absolute, host);
}

class SqliteStore implements RunStore {
  readonly uri: string;
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #host: Host;

  constructor(database: DatabaseSync, path: string, host: Host) {
    this.#database = database;
    this.#path = path;
    this.#host = host;
    this.uri = `sqlite:///${path}`;
  }

  experiment(name: string): Promise<string> {
    return this.#write(`create experiment "${name.slice(0, 60)}"`, () => {
      const row = this.#database.prepare(
        "SELECT experiment_id, lifecycle_stage FROM experiments WHERE name = ?",
      ).get(name);
      if (row?.["lifecycle_stage"] === "deleted") {
        throw new SinkError(
          `Cannot log to experiment "${name}": it was deleted, restore it (mlflow experiments restore --experiment-id ` +
            `${row["experiment_id"]}) or choose another name`,
        );
      }
      if (row) return String(row["experiment_id"]);
      const now = Math.round(this.#host.epochMs());
      const { lastInsertRowid: id } = this.#database.prepare(
        "INSERT INTO experiments (name, lifecycle_stage, creation_time, last_update_time) VALUES (?, 'active', ?, ?)",
      ).run(name, now, now);
      this.#database.prepare("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?")
        .run(this.#artifactRoot(String(id)), id);
      return String(id);
    });
  }

  findRun(experimentId: string, runKey: string): Promise<string | undefined> {
    return this.#write("find a run", () => {
      const sql = "SELECT run_uuid FROM runs WHERE run_uuid = ? AND experiment_id = ?";
      const row = this.#database.prepare(sql).get(runKey, Number(experimentId));
      return row && String(row["run_uuid"]);
    });
  }

  createRun(run: NewRun): Promise<string> {
    return this.#write(`create run "${run.runName.slice(0, 60)}"`, () => {
      const { experimentId, runKey } = run;
      const location = this.#database.prepare(
        "SELECT artifact_location FROM experiments WHERE experiment_id = ?",
      )
        .get(Number(experimentId));
      this.#database.prepare(
        `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
           source_version, lifecycle_stage, artifact_uri, experiment_id)
         VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)`,
      ).run(
        runKey,
        run.runName.slice(0, 250),
        run.tags["mlflow.user"] ?? "",
        Math.round(run.startMs),
        `${location?.["artifact_location"] ?? this.#artifactRoot(experimentId)}/${runKey}/artifacts`,
        Number(experimentId),
      );
      writeRows(this.#database, runKey, { tags: run.tags });
      return runKey;
    });
  }

  log(runId: string, rows: RunRows): Promise<void> {
    return this.#write("log to a run", () => writeRows(this.#database, runId, rows));
  }

  async putArtifact(runId: string, path: string, content: Uint8Array): Promise<void> {
    const row = this.#database.prepare("SELECT artifact_uri FROM runs WHERE run_uuid = ?").get(runId);
    const uri = String(row?.["artifact_uri"] ?? "");
    const root = uri.startsWith("file://") ? decodeURIComponent(new URL(uri).pathname) : uri;
    if (!root.startsWith("/")) {
      throw new SinkError(
        `Cannot store artifact "${path}": the run's artifacts are at "${uri}", should be a folder`,
      );
    }
    const file = `${root}/${safeArtifactPath(path)}`;
    try {
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      await Deno.writeFile(file, content);
    } catch (cause) {
      throw new SinkError(`Cannot store artifact "${path}": ${messageOf(cause)}`, { cause, passing: true });
    }
  }

  endRun(runId: string, status: RunStatus, endMs: number): Promise<void> {
    return this.#write("end a run", () => {
      this.#database.prepare("UPDATE runs SET status = ?, end_time = ? WHERE run_uuid = ?")
        .run(status, Math.round(endMs), runId);
    });
  }

  // deno-lint-ignore require-await -- the REST store of the same interface has to wait
  async counts(runId: string): Promise<StoredCounts> {
    const count = (table: string) =>
      Number(
        this.#database.prepare(`SELECT count(*) AS n FROM ${table} WHERE run_uuid = ?`).get(runId)?.["n"] ??
          0,
      );
    const row = this.#database.prepare("SELECT status, artifact_uri FROM runs WHERE run_uuid = ?").get(runId);
    return {
      metrics: count("metrics"),
      params: count("params"),
      artifacts: countFiles(String(row?.["artifact_uri"] ?? "")),
      status: String(row?.["status"] ?? ""),
    };
  }

  link(): string {
    return `mlflow ui --backend-store-uri ${this.uri}`;
  }

  // deno-lint-ignore require-await -- the REST store of the same interface has to wait
  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
  }

  #artifactRoot(experimentId: string): string {
    return `${this.#path.slice(0, this.#path.lastIndexOf("/"))}/mlruns/${experimentId}`;
  }

  /** One short transaction; a store that another process holds is waited for without blocking this one. */
  async #write<Result>(what: string, action: () => Result): Promise<Result> {
    for (let wait = 20;; wait *= 2) {
      try {
        return this.#transaction(action);
      } catch (error) {
        if (error instanceof SinkError) throw error;
        const message = messageOf(error);
        if (!/locked|busy/i.test(message) || wait > 5000) {
          throw new SinkError(`Cannot ${what} in "${this.#path}": ${message}`, {
            cause: error,
            passing: true,
          });
        }
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  #transaction<Result>(action: () => Result): Result {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = action();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk ends the transaction by itself; rolling back again would hide the reason.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

function countFiles(folder: string): number {
  let count = 0;
  try {
    for (const entry of Deno.readDirSync(folder)) {
      count += entry.isDirectory ? countFiles(`${folder}/${entry.name}`) : 1;
    }
  } catch {
    // No artifact was stored yet.
  }
  return count;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
