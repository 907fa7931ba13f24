import type { Host } from "../../host.ts";
import type { RunStatus } from "../../record/run_record.ts";
import { isFolder } from "../is_folder.ts";
import type { LoggedModel } from "../logged_model.ts";
import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import type { FileContent } from "./file_content.ts";
import { attempt } from "./file_attempt.ts";
import { writeFileDatasets } from "./file_datasets.ts";
import { makeExperiment, makeRun, makeTree, writeWhole } from "./file_make.ts";
import { putFileModel, writeFileModelRows } from "./file_models.ts";
import { writeFileRows } from "./file_rows.ts";
import {
  filesBelow,
  isFileTree,
  readMeta,
  readPoints,
  readTexts,
  STATUS_NUMBERS,
  treeEntries,
} from "./file_tree.ts";
import { writeFlatYaml } from "./flat_yaml.ts";
import { CUT } from "./limits.ts";
import { modelCount } from "./model_folder.ts";
import { countRunFiles, putRunFile } from "./run_folder.ts";
import { embeddedId, keyTag } from "./run_key.ts";
import { storedText } from "./stored_rows.ts";
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
} from "./store.ts";
import { uiCommand } from "./ui_command.ts";
import { fileUri } from "./uri.ts";

/**
 * Opens MLflow's FileStore, a tree of small files. MLflow has closed it (an error since 3.13): it is written only
 * where it is in use already, or where `MLFLOW_ALLOW_FILE_STORE=true` says so.
 *
 * @param path Its root, often `mlruns`.
 * @param host The clock and the environment.
 * @throws {SinkError} When it may not be used, or cannot be made.
 */
export async function openFileStore(path: string, host: Host): Promise<RunStore> {
  const refused = (["read", "write"] as const)
    .find((name) => Deno.permissions.querySync({ name, path }).state !== "granted");
  if (refused) {
    throw new SinkError(
      `Cannot open the FileStore "${path}": permission to ${refused} it is missing, should be run with deno run -A`,
    );
  }
  const isAllowed = /^(true|1)$/i.test(host.env("MLFLOW_ALLOW_FILE_STORE") ?? "");
  if (!isAllowed && !isFileTree(path)) {
    throw new SinkError(
      `Cannot open the FileStore "${path}": there is none, and MLflow makes no new ones since 3.13; name a SQLite ` +
        "file (sqlite:///mlflow.db), or set MLFLOW_ALLOW_FILE_STORE=true",
    );
  }
  return await attempt(`open the FileStore "${path}"`, () => {
    Deno.mkdirSync(path, { recursive: true });
    const root = Deno.realPathSync(path);
    makeTree(root, host);
    return new FileStore(root, host);
  });
}

class FileStore implements RunStore {
  readonly uri: string;
  readonly #root: string;
  readonly #host: Host;
  readonly #folders = new Map<string, string>();

  constructor(root: string, host: Host) {
    this.#root = root;
    this.#host = host;
    this.uri = fileUri(root);
  }

  experiment(name: string): Promise<string> {
    return this.#locked(
      `create experiment ${quoted(name)}`,
      () => makeExperiment(this.#root, name, this.#host),
    );
  }

  findRun(experimentId: string, runKey: string): Promise<string | undefined> {
    const runId = embeddedId(runKey);
    return attempt("find a run", () => isFolder(this.#at(experimentId, runId)) ? runId : undefined);
  }

  createRun({ experimentId, runKey, runName, startMs, tags }: NewRun): Promise<string> {
    const runId = embeddedId(runKey), name = storedText(runName, CUT.name);
    const folder = this.#at(experimentId, runId);
    return this.#locked(`create run ${quoted(name)}`, () => {
      makeRun(folder, { experimentId, runId, name, startMs, user: tags["mlflow.user"] ?? "" });
      writeFileRows(folder, { tags: { [keyTag(runKey)]: runKey, ...tags, "mlflow.runName": name } });
      return runId;
    });
  }

  log(runId: string, rows: RunRows): Promise<void> {
    return this.#locked("log to a run", () => writeFileRows(this.#folder(runId), rows));
  }

  run(runId: string): Promise<StoredRun | undefined> {
    return attempt("find a run", () => {
      const folder = this.#find(runId);
      if (folder === undefined) return undefined;
      return { experimentId: folder.split("/").at(-2) ?? "", tags: readTexts(`${folder}/tags`) };
    });
  }

  logDatasets(runId: string, datasets: readonly RunDataset[]): Promise<void> {
    return this.#locked("log the datasets of a run", () => writeFileDatasets(this.#folder(runId), datasets));
  }

  async putArtifact(runId: string, path: string, content: FileContent): Promise<void> {
    await putRunFile(readMeta(this.#folder(runId))?.get("artifact_uri") ?? "", path, content);
  }

  async putModel(runId: string, model: LoggedModel, files: readonly NamedContent[]): Promise<string> {
    const folder = this.#folder(runId);
    return await this.#locked(`log model ${quoted(model.name)}`, () => putFileModel(folder, model, files));
  }

  logToModel(runId: string, address: string, rows: ModelRows): Promise<void> {
    return this.#locked("log to a model", () => writeFileModelRows(this.#folder(runId), address, rows));
  }

  registerModel(_runId: string, address: string, { name }: ModelVersion): Promise<string> {
    const reason = "MLflow has closed the FileStore, and its registry is not written; register it by hand " +
      `(mlflow.register_model("${address}", …))`;
    return Promise.reject(new SinkError(`Cannot register model ${quoted(name)}: ${reason}`, { status: 501 }));
  }

  endRun(runId: string, status: RunStatus, endMs: number): Promise<void> {
    return this.#locked("end a run", () => {
      const file = `${this.#folder(runId)}/meta.yaml`;
      // What else stands there, MLflow's or anybody's, stays as it is.
      const text = Deno.readTextFileSync(file).replace(/^(end_time|status):.*\n?/gm, "");
      const end = { end_time: Math.max(0, Math.round(endMs)), status: STATUS_NUMBERS.indexOf(status) };
      writeWhole(file, `${text}${text.endsWith("\n") ? "" : "\n"}${writeFlatYaml(end)}`);
    });
  }

  counts(runId: string): Promise<StoredCounts> {
    return attempt("count what is stored", () => {
      const folder = this.#folder(runId), meta = readMeta(folder);
      let metrics = 0;
      for (const { key, path } of filesBelow(`${folder}/metrics`)) metrics += readPoints(key, path).length;
      return {
        metrics,
        params: [...filesBelow(`${folder}/params`)].length,
        artifacts: countRunFiles(meta?.get("artifact_uri") ?? ""),
        ...modelCount(treeEntries(`${folder}/outputs`).length),
        status: STATUS_NUMBERS[Number(meta?.get("status"))] ?? "",
      };
    });
  }

  link(): string {
    return `MLFLOW_ALLOW_FILE_STORE=true ${uiCommand(this.uri)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #at(experimentId: string, runId: string): string {
    return `${this.#root}/${experimentId.replaceAll(/[^\w-]/g, "_")}/${runId}`;
  }

  #folder(runId: string): string {
    const folder = this.#find(runId);
    if (folder !== undefined) return folder;
    throw new SinkError(`Cannot log to run "${runId}" in "${this.#root}": it is no longer there`);
  }

  #find(runId: string): string | undefined {
    const known = this.#folders.get(runId);
    if (known !== undefined && isFolder(known)) return known;
    if (!/^[\w-]+$/.test(runId)) return undefined;
    const found = treeEntries(this.#root).map(({ folder }) => `${folder}/${runId}`).find(isFolder);
    if (found !== undefined) this.#folders.set(runId, found);
    return found;
  }

  /** One writer at a time: rows are read before new ones are added. */
  async #locked<Result>(what: string, action: () => Result | Promise<Result>): Promise<Result> {
    return await attempt(`${what} in "${this.#root}"`, async () => {
      using file = await Deno.open(`${this.#root}/.wattbook.lock`, { create: true, write: true });
      await file.lock(true);
      return await action();
    });
  }
}
