import type { Host } from "../../host.ts";
import type { RunStatus } from "../../record/run_record.ts";
import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import type { FileContent } from "./file_content.ts";
import { CUT } from "./limits.ts";
import { embeddedId, keyTag } from "./run_key.ts";
import { artifactLocation, countRunFiles, putRunFile } from "./run_folder.ts";
import { checkColumns } from "./sqlite_check.ts";
import { tagRows, writeDatasets } from "./sqlite_datasets.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import { openSqliteFile } from "./sqlite_open.ts";
import { writeRows } from "./sqlite_rows.ts";
import { storedText } from "./stored_rows.ts";
import type { NewRun, RunDataset, RunRows, RunStore, StoredCounts, StoredRun, WholeRun } from "./store.ts";
import { uiCommand } from "./ui_command.ts";
import { sqliteUri } from "./uri.ts";

/**
 * Opens MLflow's own SQLite store, made when the file does not exist; a file that MLflow or a user made is used
 * as it is. Artifacts lie in `mlruns` beside it, as MLflow for Python puts them.
 *
 * @param path The file.
 * @param host The clock.
 * @throws {SinkError} When it is no MLflow store, is damaged, or has tables that cannot be written safely.
 */
export async function openSqliteStore(path: string, host: Host): Promise<RunStore> {
  const store = await openSqliteFile(path, { nowMs: Math.round(host.epochMs()) });
  try {
    await store.read("read the tables", () => checkColumns(store));
  } catch (error) {
    store.close();
    throw error;
  }
  return new SqliteStore(store, host);
}

class SqliteStore implements RunStore {
  readonly uri: string;
  readonly #store: SqliteFile;
  readonly #host: Host;

  constructor(store: SqliteFile, host: Host) {
    this.#store = store;
    this.#host = host;
    this.uri = sqliteUri(store.path);
  }

  experiment(name: string): Promise<string> {
    return this.#store.write(`create experiment ${quoted(name)}`, () => this.#experiment(name));
  }

  findRun(experimentId: string, runKey: string): Promise<string | undefined> {
    return this.#store.read("find a run", () => {
      const sql = "SELECT run_uuid FROM runs WHERE run_uuid = ? AND experiment_id = ?";
      const row = this.#store.prepare(sql).get(embeddedId(runKey), Number(experimentId));
      return row && String(row["run_uuid"]);
    });
  }

  createRun(run: NewRun): Promise<string> {
    return this.#store.write(`create run ${quoted(run.runName)}`, () => this.#create(run));
  }

  log(runId: string, rows: RunRows): Promise<void> {
    return this.#store.write("log to a run", () => writeRows(this.#store, runId, rows));
  }

  run(runId: string): Promise<StoredRun | undefined> {
    return this.#store.read("find a run", () => {
      const row = this.#store.prepare("SELECT experiment_id FROM runs WHERE run_uuid = ?").get(runId);
      return row && { experimentId: String(row["experiment_id"]), tags: tagRows(this.#store, runId) };
    });
  }

  logDatasets(runId: string, datasets: readonly RunDataset[]): Promise<void> {
    return this.#store.write("log the datasets of a run", () => writeDatasets(this.#store, runId, datasets));
  }

  async putArtifact(runId: string, path: string, content: FileContent): Promise<void> {
    const { artifact_uri: uri } = await this.#run(runId);
    await putRunFile(String(uri ?? ""), path, content);
  }

  endRun(runId: string, status: RunStatus, endMs: number): Promise<void> {
    return this.#store.write("end a run", () => this.#end(runId, status, endMs));
  }

  /** One transaction instead of four: each waits for the disk. */
  deliver(run: WholeRun): Promise<{ experimentId: string; runId: string }> {
    const { experimentName, rows, end, ...created } = run;
    return this.#store.write(`log run ${quoted(run.runName)}`, () => {
      const experimentId = this.#experiment(experimentName);
      const runId = this.#create({ ...created, experimentId, tags: rows.tags ?? {} });
      writeRows(this.#store, runId, { metrics: rows.metrics ?? [], params: rows.params ?? {} });
      if (end) this.#end(runId, end.status, end.endMs);
      return { experimentId, runId };
    });
  }

  async counts(runId: string): Promise<StoredCounts> {
    const { artifact_uri: uri, status } = await this.#run(runId);
    return await this.#store.read("count what is stored", () => {
      const count = (table: string) =>
        Number(
          this.#store.prepare(`SELECT count(*) AS n FROM ${table} WHERE run_uuid = ?`).get(runId)?.["n"] ?? 0,
        );
      return {
        metrics: count("metrics"),
        params: count("params"),
        artifacts: countRunFiles(String(uri ?? "")),
        status: String(status),
      };
    });
  }

  consolidate(): void {
    this.#store.consolidate();
  }

  link(): string {
    return uiCommand(this.uri);
  }

  // deno-lint-ignore require-await -- the REST store of the same interface has to wait
  async [Symbol.asyncDispose](): Promise<void> {
    this.#store.close();
  }

  #experiment(name: string): string {
    // A server with workspaces may hold the name several times; "default" is the one that needs no asking.
    const row = this.#store.prepare("SELECT * FROM experiments WHERE name = ?").all(name)
      .find(({ workspace }) => workspace === undefined || workspace === "default");
    if (row?.["lifecycle_stage"] === "deleted") {
      throw new SinkError(
        `Cannot log to experiment ${quoted(name)}: it was deleted, restore it (mlflow experiments restore ` +
          `--experiment-id ${row["experiment_id"]}) or choose another name`,
      );
    }
    if (row) return String(row["experiment_id"]);
    const now = Math.round(this.#host.epochMs());
    const { lastInsertRowid } = this.#store.prepare(
      "INSERT INTO experiments (name, lifecycle_stage, creation_time, last_update_time) VALUES (?, 'active', ?, ?)",
    ).run(name, now, now);
    const id = String(lastInsertRowid);
    this.#store.prepare("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?")
      .run(artifactLocation(undefined, this.#store.path, id), Number(id));
    return id;
  }

  #create({ experimentId, runKey, runName, startMs, tags }: NewRun): string {
    const runId = embeddedId(runKey);
    const location = this.#store.prepare(
      "SELECT artifact_location FROM experiments WHERE experiment_id = ?",
    )
      .get(Number(experimentId))?.["artifact_location"];
    const root = artifactLocation(location ? String(location) : undefined, this.#store.path, experimentId);
    const name = storedText(runName, CUT.name);
    // Two deliveries of one run at once make one run.
    this.#store.prepare(
      `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
           source_version, lifecycle_stage, artifact_uri, experiment_id)
         VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?) ON CONFLICT (run_uuid) DO NOTHING`,
    ).run(
      runId,
      name,
      tags["mlflow.user"] ?? "",
      Math.max(0, Math.round(startMs)),
      `${root}/${runId}/artifacts`,
      Number(experimentId),
    );
    writeRows(this.#store, runId, { tags: { [keyTag(runKey)]: runKey, ...tags, "mlflow.runName": name } });
    return runId;
  }

  #end(runId: string, status: RunStatus, endMs: number): void {
    const sql = "UPDATE runs SET status = ?, end_time = ? WHERE run_uuid = ?";
    const { changes } = this.#store.prepare(sql).run(status, Math.round(endMs), runId);
    if (Number(changes) === 0) throw this.#noRun(runId);
  }

  async #run(runId: string): Promise<Record<string, unknown>> {
    const sql = "SELECT status, artifact_uri FROM runs WHERE run_uuid = ?";
    const row = await this.#store.read("read a run", () => this.#store.prepare(sql).get(runId));
    if (row === undefined) throw this.#noRun(runId);
    return row;
  }

  #noRun(runId: string): SinkError {
    return new SinkError(`Cannot log to run "${runId}" in "${this.#store.path}": it is no longer there`);
  }
}
