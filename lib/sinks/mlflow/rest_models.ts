import { z } from "zod";
import type { MetricPoint } from "../../record/run_record.ts";
import type { LoggedModel } from "../logged_model.ts";
import { quoted } from "../quoted.ts";
import { batches } from "./batches.ts";
import type { ServerLimits } from "./limits.ts";
import { MODEL_ID_TAG, modelName } from "./model_rows.ts";
import { modelFolder } from "./model_folder.ts";
import { mlmodelJson } from "./mlmodel.ts";
import { RequestError } from "./request_error.ts";
import { ANSWERS } from "./rest_answers.ts";
import { proxiedRoot, sendArtifact } from "./rest_artifacts.ts";
import type { RestCaller } from "./rest_call.ts";
import type { Server } from "./server.ts";
import { storedPoint, storedTexts } from "./stored_rows.ts";
import type { ModelRows, NamedContent } from "./store.ts";

const API = "/api/2.0/mlflow", MODEL = "models:/";

/** Most parameters that MLflow takes with a new model. */
const MOST_PARAMS = 100;

const info = z.object({
  model_id: z.string().min(1),
  artifact_uri: z.string(),
  status: z.string().optional(),
});
const created = z.object({ model: z.object({ info }) });
const found = z.object({ models: z.array(z.object({ info })).default([]) });

/** A model on its way to a server. */
export interface RestModel {
  /** Its run. */
  readonly runId: string;
  /** Experiment of the run. */
  readonly experimentId: string;
  /** Where the run's artifacts are, as the server says it. */
  readonly root: string;
  /** How the server takes files. */
  readonly files: Server["files"];
  /** The model. */
  readonly model: LoggedModel;
}

/**
 * Stores a model: as a logged model on MLflow 3 with an artifact proxy, else among the files of its run, as MLflow 2
 * keeps it.
 *
 * @returns Its address.
 */
export async function sendModel(
  caller: RestCaller,
  rest: RestModel,
  files: readonly NamedContent[],
): Promise<string> {
  const { runId, model, root } = rest;
  const known = rest.files === "server" && proxiedRoot(root) !== undefined
    ? await createModel(caller, rest)
    : undefined;
  if (known === undefined) return await sendIntoRun(caller, rest, files);
  const { model_id: modelId, artifact_uri: place, status } = known;
  for (const { path, content } of modelFolder(model, files, { runId, modelId })) {
    await sendArtifact(caller, { runId, root: place, path, content: await content(), files: "server" });
  }
  const done = model.status === "READY" ? "LOGGED_MODEL_READY" : "LOGGED_MODEL_UPLOAD_FAILED";
  if (model.status !== "PENDING" && status !== done) {
    await caller.ask({
      what: "set the state of a model",
      method: "PATCH",
      path: `${API}/logged-models/${modelId}`,
      body: { model_id: modelId, status: done },
    }, ANSWERS.nothing);
  }
  await linkModel(caller, runId, modelId);
  return `${MODEL}${modelId}`;
}

/** The model under our own id, created when it is not there; `undefined` where the server knows no models. */
async function createModel(
  caller: RestCaller,
  { runId, experimentId, model }: RestModel,
): Promise<z.infer<typeof info> | undefined> {
  const { id } = model, name = modelName(model.name);
  const search = {
    what: "find a model",
    method: "POST",
    path: `${API}/logged-models/search`,
    body: { experiment_ids: [experimentId], filter: `tags.\`${MODEL_ID_TAG}\` = '${id}'`, max_results: 1 },
  } as const;
  const pairs = (texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).map(([key, value]) => ({ key, value }));
  const params = pairs(storedTexts(model.params, "param"));
  const call = {
    what: `create model ${quoted(name)}`,
    method: "POST",
    path: `${API}/logged-models`,
    creates: true,
    body: {
      experiment_id: experimentId,
      name,
      source_run_id: runId,
      params: params.slice(0, MOST_PARAMS),
      tags: pairs(storedTexts({ ...model.tags, [MODEL_ID_TAG]: id }, "tag")),
    },
  } as const;
  try {
    // One whose creation was not answered is searched for before it is tried again.
    return await caller.persist(call, async () => {
      const [before] = (await caller.once(search, found)).models;
      return (before ?? (await caller.once(call, created)).model).info;
    });
  } catch (error) {
    const isOld = error instanceof RequestError && error.status === 404 && error.code === undefined;
    if (isOld) return undefined;
    throw error;
  }
}

/** Hangs the model to its run, once. */
async function linkModel(caller: RestCaller, runId: string, modelId: string): Promise<void> {
  const link = {
    what: "link a model with its run",
    method: "POST",
    path: `${API}/runs/outputs`,
    creates: true,
  } as const;
  const look = { what: "read a run back", method: "GET", path: `${API}/runs/get` } as const;
  await caller.persist(link, async () => {
    const { run } = await caller.once({ ...look, query: { run_id: runId } }, ANSWERS.run);
    if (run.outputs?.model_outputs.some(({ model_id }) => model_id === modelId)) return;
    await caller.once(
      { ...link, body: { run_id: runId, models: [{ model_id: modelId, step: 0 }] } },
      ANSWERS.nothing,
    );
  });
}

/** As MLflow 2 keeps a model: a folder among the files of its run, and an entry in the run's list of models. */
async function sendIntoRun(
  caller: RestCaller,
  { runId, root, model, files: way }: RestModel,
  files: readonly NamedContent[],
): Promise<string> {
  const name = modelName(model.name);
  for (const { path, content } of modelFolder(model, files, { runId, artifactPath: name })) {
    await sendArtifact(caller, {
      runId,
      root,
      path: `${name}/${path}`,
      content: await content(),
      files: way,
    });
  }
  const body = { run_id: runId, model_json: mlmodelJson(model, { runId, artifactPath: name }) };
  await caller.ask(
    { what: "log a model", method: "POST", path: `${API}/runs/log-model`, body },
    ANSWERS.nothing,
  );
  return `${root}/${name}`;
}

/** Adds metrics and tags to a logged model; the same again change nothing. */
export async function sendModelRows(
  caller: RestCaller,
  { runId, address, limits }: { runId: string; address: string; limits: ServerLimits },
  { metrics, tags }: ModelRows,
): Promise<void> {
  if (!address.startsWith(MODEL)) return;
  const modelId = address.slice(MODEL.length);
  const rows = metrics.map(storedPoint).map((point) => ({ ...numbers(point), model_id: modelId }));
  for (const batch of batches(rows, limits.metrics, limits.bytes)) {
    const body = { run_id: runId, metrics: batch };
    await caller.ask(
      { what: "log metrics of a model", method: "POST", path: `${API}/runs/log-batch`, body },
      ANSWERS.nothing,
    );
  }
  const pairs = Object.entries(storedTexts(tags, "tag")).map(([key, value]) => ({ key, value }));
  if (pairs.length === 0) return;
  await caller.ask({
    what: "set tags of a model",
    method: "PATCH",
    path: `${API}/logged-models/${modelId}/tags`,
    body: { model_id: modelId, tags: pairs },
  }, ANSWERS.nothing);
}

/** NaN and the infinities have no JSON; MLflow reads them as texts. */
function numbers({ value, ...point }: MetricPoint) {
  return { ...point, value: Number.isFinite(value) ? value : String(value) };
}
