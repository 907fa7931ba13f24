import type { DatabaseSync } from "node:sqlite";
import type { MetricPoint } from "../../record/run_record.ts";
import { isFolder } from "../is_folder.ts";
import { SinkError } from "../sink_error.ts";
import { pathOfUri } from "./local_path.ts";
import { oldestFirst, PART, type RunSource, type SourceContent, type SourceRun } from "./source.ts";
import { localFiles } from "./source_files.ts";
import { sqliteError } from "./sqlite_error.ts";
import type { RunDataset } from "./store.ts";
import { sqliteUri } from "./uri.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * Opens a SQLite store to read it: ours, or one that any MLflow since 2.0 has made.
 *
 * @param path The file.
 * @throws {SinkError} When it cannot be opened, or is no MLflow store.
 */
export async function openSqliteSource(path: string): Promise<RunSource> {
  const { DatabaseSync } = await import("node:sqlite");
  let database: DatabaseSync | undefined;
  let file = path;
  try {
    file = Deno.realPathSync(path);
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    const tables = ["experiments", "runs", "metrics", "params", "tags"];
    const missing = tables.find((name) => !hasTable(database, name));
    if (missing !== undefined) {
      throw new SinkError(`Cannot read "${file}": it has no table "${missing}", so it is no MLflow store`);
    }
    return new SqliteSource(database, file);
  } catch (error) {
    if (database?.isOpen) database.close();
    throw error instanceof SinkError ? error : sqliteError("read the MLflow store", file, error);
  }
}

class SqliteSource implements RunSource {
  readonly uri: string;
  readonly #database: DatabaseSync;
  readonly #folder: string;
  readonly #hasLatest: boolean;

  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#folder = file.slice(0, file.lastIndexOf("/"));
    this.uri = sqliteUri(file);
    this.#hasLatest = hasTable(database, "latest_metrics");
  }

  // deno-lint-ignore require-await -- other sources have to wait
  async runs(): Promise<readonly SourceRun[]> {
    const rows = this.#all(
      `SELECT runs.*, experiments.name AS experiment FROM runs JOIN experiments USING (experiment_id)
         WHERE runs.lifecycle_stage = 'active' AND experiments.lifecycle_stage = 'active'`,
    );
    return oldestFirst(rows.map((row) => {
      const id = String(row["run_uuid"]);
      const [name, parentId] = ["mlflow.runName", "mlflow.parentRunId"].map((key) => this.#tag(id, key));
      return {
        id,
        experimentName: String(row["experiment"]),
        runName: name ?? String(row["name"] ?? ""),
        startMs: Number(row["start_time"] ?? 0),
        endMs: row["end_time"] === null ? undefined : Number(row["end_time"]),
        status: String(row["status"]),
        parentId,
        // deno-lint-ignore require-await -- other sources have to wait
        load: async () => this.#content(id, row),
      };
    }));
  }

  // deno-lint-ignore require-await -- other sources have to wait
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  #content(id: string, { status, artifact_uri: uri, experiment_id: experiment }: Row): SourceContent {
    const [params, tags] = (["params", "tags"] as const).map((table) =>
      Object.fromEntries(
        this.#all(`SELECT "key", value FROM ${table} WHERE run_uuid = ?`, id)
          .map(({ key, value }) => [String(key), String(value ?? "")]),
      )
    );
    const points = this.#all("SELECT count(*) AS n FROM metrics WHERE run_uuid = ?", id)[0]?.["n"];
    const artifacts = this.#artifacts(String(uri ?? ""), String(experiment), id);
    return {
      params: params ?? {},
      tags: tags ?? {},
      datasets: this.#datasets(id),
      state: [status, Object.keys(params ?? {}).length, Object.keys(tags ?? {}).length, points].join(" "),
      filesProblem: artifacts.problem,
      ...(this.#hasLatest ? { latest: () => this.#latest(id) } : {}),
      points: () => this.#points(id),
      files: () => localFiles(artifacts.folder),
    };
  }

  /** Part by part, by the place in the file of the row before: a run may have millions. */
  async *#points(id: string): AsyncGenerator<MetricPoint[]> {
    const sql =
      `SELECT rowid, "key", value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? AND rowid > ?
      ORDER BY rowid LIMIT ${PART}`;
    for (let after = -1;;) {
      const rows = this.#all(sql, id, after);
      if (rows.length === 0) return;
      after = Number(rows.at(-1)?.["rowid"]);
      yield rows.map(({ key, value, timestamp, step, is_nan }) => ({
        key: String(key),
        value: is_nan ? NaN : Number(value),
        timestamp: Number(timestamp),
        step: Number(step),
      }));
    }
  }

  #latest(id: string): ReadonlyMap<string, number> {
    const rows = this.#all('SELECT "key", value, is_nan FROM latest_metrics WHERE run_uuid = ?', id);
    return new Map(rows.map(({ key, value, is_nan }) => [String(key), is_nan ? NaN : Number(value)]));
  }

  #datasets(id: string): RunDataset[] {
    if (!["datasets", "inputs", "input_tags"].every((table) => hasTable(this.#database, table))) return [];
    const rows = this.#all(
      `SELECT datasets.*, inputs.input_uuid FROM inputs JOIN datasets ON dataset_uuid = source_id
         WHERE source_type = 'DATASET' AND destination_type = 'RUN' AND destination_id = ?`,
      id,
    );
    return rows.map((row) => ({
      name: String(row["name"]),
      digest: String(row["digest"]),
      sourceType: String(row["dataset_source_type"]),
      source: String(row["dataset_source"]),
      schema: row["dataset_schema"] === null ? undefined : String(row["dataset_schema"]),
      profile: row["dataset_profile"] === null ? undefined : String(row["dataset_profile"]),
      tags: Object.fromEntries(
        this.#all("SELECT name, value FROM input_tags WHERE input_uuid = ?", String(row["input_uuid"]))
          .map(({ name, value }) => [String(name), String(value)]),
      ),
    }));
  }

  /** Where the store says; beside it when both were moved; in `mlartifacts` when a server wrote it. */
  #artifacts(uri: string, experiment: string, id: string): { folder?: string; problem?: string } {
    const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/?(.*)$/.exec(uri)?.[1];
    const isElsewhere = proxied === undefined && /^[a-z][a-z0-9+]+:/i.test(uri) && !/^file:/i.test(uri);
    if (isElsewhere) return { problem: `its files are at "${uri}" and were not copied` };
    const folders = proxied === undefined
      ? [pathOfUri(uri), `${this.#folder}/${uri}`, `${this.#folder}/mlruns/${experiment}/${id}/artifacts`]
      : [`${this.#folder}/mlartifacts/${proxied}`, `${this.#folder}/mlruns/${proxied}`];
    const folder = folders.find((candidate) => candidate !== undefined && isFolder(candidate));
    if (
      proxied !== undefined && !["mlartifacts", "mlruns"].some((name) => isFolder(`${this.#folder}/${name}`))
    ) {
      return {
        problem:
          "its files, if it has any, are behind a server: give that one's http:// address as the source",
      };
    }
    return folder === undefined ? {} : { folder };
  }

  #tag(id: string, key: string): string | undefined {
    const value = this.#all('SELECT value FROM tags WHERE run_uuid = ? AND "key" = ?', id, key)[0]?.["value"];
    return value === undefined || value === null ? undefined : String(value);
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#database.prepare(sql).all(...values);
  }
}

function hasTable(database: DatabaseSync | undefined, name: string): boolean {
  return database?.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !==
    undefined;
}
