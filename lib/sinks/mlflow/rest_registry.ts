import { z } from "zod";
import { quoted } from "../quoted.ts";
import { MODEL_ID_TAG, modelName } from "./model_rows.ts";
import { RequestError } from "./request_error.ts";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";
import type { ModelVersion } from "./store.ts";
import { storedText, storedTexts } from "./stored_rows.ts";

const API = "/api/2.0/mlflow";

const number = z.union([z.string(), z.number()]).transform(String);
const version = z.object({
  version: number,
  tags: z.array(z.object({ key: z.string(), value: z.string().nullish() })).default([]),
});
const created = z.object({ model_version: version });
const listed = z.object({ model_versions: z.array(version).default([]) });

/**
 * Registers a version of a model that is stored, once: one that carries our own id of the model is found again.
 *
 * @returns Its number.
 */
export async function sendVersion(
  caller: RestCaller,
  { runId, address }: { runId: string; address: string },
  { name: given, key, alias, description, tags }: ModelVersion,
): Promise<string> {
  const name = modelName(given);
  await createName(caller, name);
  const search = {
    what: "find a model version",
    method: "GET",
    path: `${API}/model-versions/search`,
    query: { filter: `name = '${name}'`, max_results: "1000" },
  } as const;
  const pairs = Object.entries(storedTexts({ ...tags, [MODEL_ID_TAG]: key }, "tag"));
  const call = {
    what: `register model ${quoted(name)}`,
    method: "POST",
    path: `${API}/model-versions/create`,
    creates: true,
    body: {
      name,
      source: address,
      run_id: runId,
      description: storedText(description, 5000),
      ...(address.startsWith("models:/") ? { model_id: address.slice("models:/".length) } : {}),
      tags: pairs.map(([key, value]) => ({ key, value: storedText(value, 5000) })),
    },
  } as const;
  const made = await caller.persist(call, async () => {
    const known = (await caller.once(search, listed)).model_versions
      .find(({ tags }) => tags.some((tag) => tag.key === MODEL_ID_TAG && tag.value === key));
    return known ?? (await caller.once(call, created)).model_version;
  });
  if (alias !== undefined) {
    const body = { name, alias, version: made.version };
    await caller.ask(
      { what: "set an alias", method: "POST", path: `${API}/registered-models/alias`, body },
      ANSWERS.nothing,
    );
  }
  return made.version;
}

async function createName(caller: RestCaller, name: string): Promise<void> {
  try {
    const call = { what: `register model ${quoted(name)}`, method: "POST", creates: true } as const;
    await caller.ask({ ...call, path: `${API}/registered-models/create`, body: { name } }, ANSWERS.nothing);
  } catch (error) {
    const isThere = error instanceof RequestError && error.code === "RESOURCE_ALREADY_EXISTS";
    if (!isThere) throw error;
  }
}
