import type { Host } from "../../host.ts";
import type { RunStatus } from "../../record/run_record.ts";
import type { LoggedModel } from "../logged_model.ts";
import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import type { FileContent } from "./file_content.ts";
import { embeddedId } from "./run_key.ts";
import { countRunFiles, putRunFile } from "./run_folder.ts";
import { checkColumns } from "./sqlite_check.ts";
import { tagRows, writeDatasets } from "./sqlite_datasets.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import { openSqliteFile } from "./sqlite_open.ts";
import { writeRows } from "./sqlite_rows.ts";
import { endRun, findExperiment, insertRun } from "./sqlite_runs.ts";
import { countModels, logToSqliteModel, putSqliteModel, registerSqliteModel } from "./sqlite_put_model.ts";
import type {
  ModelRows,
  ModelVersion,
  NamedContent,
  NewRun,
  RunDataset,
  RunRows,
  RunStore,
  StoredCounts,
  StoredRun,
  WholeRun,
} from "./store.ts";
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
    return this.#store.write(
      `create experiment ${quoted(name)}`,
      () => findExperiment(this.#store, name, this.#nowMs()),
    );
  }

  findRun(experimentId: string, runKey: string): Promise<string | undefined> {
    return this.#store.read("find a run", () => {
      const sql = "SELECT run_uuid FROM runs WHERE run_uuid = ? AND experiment_id = ?";
      const row = this.#store.prepare(sql).get(embeddedId(runKey), Number(experimentId));
      return row && String(row["run_uuid"]);
    });
  }

  createRun(run: NewRun): Promise<string> {
    return this.#store.write(`create run ${quoted(run.runName)}`, () => insertRun(this.#store, run));
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
    return this.#store.write("end a run", () => {
      if (!endRun(this.#store, runId, { status, endMs })) throw this.#noRun(runId);
    });
  }

  /** One transaction instead of four: each waits for the disk. */
  deliver(run: WholeRun): Promise<{ experimentId: string; runId: string }> {
    const { experimentName, rows, end, ...created } = run;
    return this.#store.write(`log run ${quoted(run.runName)}`, () => {
      const experimentId = findExperiment(this.#store, experimentName, this.#nowMs());
      const runId = insertRun(this.#store, { ...created, experimentId, tags: rows.tags ?? {} }, end);
      writeRows(this.#store, runId, { metrics: rows.metrics ?? [], params: rows.params ?? {} });
      return { experimentId, runId };
    });
  }

  async putModel(runId: string, model: LoggedModel, files: readonly NamedContent[]): Promise<string> {
    const { artifact_uri: uri } = await this.#run(runId);
    return await putSqliteModel(this.#store, { runId, uri: String(uri ?? ""), model, files });
  }

  logToModel(runId: string, address: string, rows: ModelRows): Promise<void> {
    return this.#store.write("log to a model", () => logToSqliteModel(this.#store, runId, address, rows));
  }

  registerModel(runId: string, address: string, version: ModelVersion): Promise<string> {
    return this.#store.write(`register model ${quoted(version.name)}`, () => {
      return registerSqliteModel(this.#store, version, { runId, address, nowMs: this.#nowMs() });
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
        ...countModels(this.#store, runId),
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

  #nowMs(): number {
    return Math.round(this.#host.epochMs());
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
