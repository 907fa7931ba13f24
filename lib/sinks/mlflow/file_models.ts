import type { LoggedModel } from "../logged_model.ts";
import { writeWhole } from "./file_make.ts";
import { writeFlatYaml } from "./flat_yaml.ts";
import { modelFolder } from "./model_folder.ts";
import { modelName, STATUS } from "./model_rows.ts";
import { putRunFile } from "./run_folder.ts";
import { storedPoint, storedTexts } from "./stored_rows.ts";
import type { ModelRows, NamedContent } from "./store.ts";
import { fileUri } from "./uri.ts";

const MODEL = "models:/";

/** Stores a model beside the runs of its experiment, as MLflow 3 does; the same again changes nothing. */
export async function putFileModel(
  runFolder: string,
  model: LoggedModel,
  files: readonly NamedContent[],
): Promise<string> {
  const { id, createdMs } = model;
  const { runId, experimentId, folder } = placesOf(runFolder, id);
  const location = fileUri(`${folder}/artifacts`), now = Math.max(0, Math.round(createdMs));
  const write = (status: keyof typeof STATUS) =>
    writeMeta(folder, {
      artifact_location: location,
      creation_timestamp: now,
      experiment_id: experimentId,
      last_updated_timestamp: now,
      model_id: id,
      model_type: "",
      name: modelName(model.name),
      source_run_id: runId,
      status: STATUS[status],
      status_message: status === "PENDING" ? null : model.statusMessage,
    });
  write("PENDING");
  writeTexts(`${folder}/params`, storedTexts(model.params, "param"));
  writeTexts(`${folder}/tags`, storedTexts(model.tags, "tag"));
  writeMeta(`${runFolder}/outputs/${id}`, {
    destination_id: id,
    destination_type: "MODEL_OUTPUT",
    source_id: id,
    source_type: "RUN_OUTPUT",
    step: 0,
    tags: {},
  });
  for (const { path, content } of modelFolder(model, files, { runId, modelId: id })) {
    await putRunFile(location, path, await content());
  }
  write(model.status);
  return `${MODEL}${id}`;
}

/** Adds metrics and tags to a model; lines that are there are not written again. */
export function writeFileModelRows(runFolder: string, address: string, { metrics, tags }: ModelRows): void {
  const { runId, folder } = placesOf(runFolder, address.slice(MODEL.length));
  writeTexts(`${folder}/tags`, storedTexts(tags, "tag"));
  for (const { key, value, timestamp, step } of metrics.map(storedPoint)) {
    const file = `${folder}/metrics/${key}`;
    const line = `${timestamp} ${Number.isNaN(value) ? "nan" : value} ${step} ${runId}`;
    const known = readIfThere(file);
    if (!known.split("\n").includes(line)) writeIn(file, `${known}${line}\n`);
  }
}

function placesOf(runFolder: string, modelId: string) {
  const [experimentId = "", runId = ""] = runFolder.split("/").slice(-2);
  const experiment = runFolder.slice(0, runFolder.lastIndexOf("/"));
  return { runId, experimentId, folder: `${experiment}/models/${modelId}` };
}

function writeMeta(folder: string, values: Parameters<typeof writeFlatYaml>[0]): void {
  Deno.mkdirSync(folder, { recursive: true });
  writeWhole(`${folder}/meta.yaml`, writeFlatYaml(values));
}

/** As MLflow's FileStore keeps tags: one file each. */
function writeTexts(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(texts)) writeIn(`${folder}/${key}`, value);
}

function writeIn(file: string, text: string): void {
  Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(file, text);
}

function readIfThere(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
