import type { LoggedModel } from "../logged_model.ts";
import { MODEL_HISTORY_TAG, modelCount, modelFolder, withModel } from "./model_folder.ts";
import { mlmodelJson } from "./mlmodel.ts";
import { modelName } from "./model_rows.ts";
import { putRunFile } from "./run_folder.ts";
import { tagRows } from "./sqlite_datasets.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import { endModel, knowsModels, writeModel, writeModelRows } from "./sqlite_models.ts";
import { writeVersion } from "./sqlite_registry.ts";
import { writeRows } from "./sqlite_rows.ts";
import type { ModelRows, ModelVersion, NamedContent } from "./store.ts";

/** Tag of a model that lists its versions, for MLflow's pages. */
const VERSIONS_TAG = "mlflow.modelVersions";

/** Begins the address of a logged model. */
const MODEL = "models:/";

/** A model on its way into a SQLite store. */
export interface SqliteModel {
  /** Its run. */
  readonly runId: string;
  /** Where the run's files are. */
  readonly uri: string;
  /** The model. */
  readonly model: LoggedModel;
  /** Its files. */
  readonly files: readonly NamedContent[];
}

/** Stores a model: as a logged model of MLflow 3, or among the run's files where the store is older. */
export async function putSqliteModel(
  store: SqliteFile,
  { runId, uri, model, files }: SqliteModel,
): Promise<string> {
  const { id } = model, name = modelName(model.name);
  if (!knowsModels(store)) {
    const ids = { runId, artifactPath: name };
    for (const { path, content } of modelFolder(model, files, ids)) {
      await putRunFile(uri, `${name}/${path}`, await content());
    }
    await store.write("log a model", () => {
      const history = withModel(tagRows(store, runId)[MODEL_HISTORY_TAG], mlmodelJson(model, ids));
      writeRows(store, runId, { tags: { [MODEL_HISTORY_TAG]: history } });
    });
    return `${uri}/${name}`;
  }
  const folder = await store.write("log a model", () => writeModel(store, runId, model));
  for (const { path, content } of modelFolder(model, files, { runId, modelId: id })) {
    await putRunFile(folder, path, await content());
  }
  await store.write("log a model", () => endModel(store, model));
  return `${MODEL}${id}`;
}

/** Models of a run. */
export function countModels(store: SqliteFile, runId: string): { readonly models?: number } {
  const linked = knowsModels(store)
    ? store.prepare("SELECT count(*) AS n FROM inputs WHERE source_type = 'RUN_OUTPUT' AND source_id = ?")
      .get(runId)
    : undefined;
  return modelCount(Number(linked?.["n"] ?? 0), tagRows(store, runId)[MODEL_HISTORY_TAG]);
}

/** Adds to a logged model, inside a transaction of the caller. */
export function logToSqliteModel(store: SqliteFile, runId: string, address: string, rows: ModelRows): void {
  if (address.startsWith(MODEL)) writeModelRows(store, runId, address.slice(MODEL.length), rows);
}

/** Registers a version, inside a transaction of the caller. */
export function registerSqliteModel(
  store: SqliteFile,
  version: ModelVersion,
  { runId, address, nowMs }: { runId: string; address: string; nowMs: number },
): string {
  const id = address.startsWith(MODEL) ? address.slice(MODEL.length) : undefined;
  const location = id === undefined
    ? undefined
    : store.prepare("SELECT artifact_location FROM logged_models WHERE model_id = ?").get(id)
      ?.["artifact_location"];
  const number = writeVersion(store, version, {
    runId,
    nowMs,
    source: address,
    storage: String(location ?? address),
  });
  if (id !== undefined) {
    const versions = JSON.stringify([{ name: modelName(version.name), version: Number(number) }]);
    writeModelRows(store, runId, id, { metrics: [], tags: { [VERSIONS_TAG]: versions } });
  }
  return number;
}
