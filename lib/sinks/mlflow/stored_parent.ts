import type { RunStore } from "./store.ts";

/** MLflow's tag that puts a run below another one. */
const PARENT_TAG = "mlflow.parentRunId";

/**
 * Tags of a run that names its parent as the store knows it: a server gives its runs ids of its own. A parent that the
 * store has not got is left as it was written.
 *
 * @param tags The run's tags.
 * @param store Where it goes.
 * @param experimentId Experiment of both, in that store.
 */
export async function withStoredParent(
  tags: Readonly<Record<string, string>>,
  store: RunStore,
  experimentId: string,
): Promise<Readonly<Record<string, string>>> {
  const parent = tags[PARENT_TAG];
  // Our own ids have this form; anything else is the user's.
  if (parent === undefined || !/^[0-9a-f]{32}$/.test(parent)) return tags;
  const stored = await store.findRun(experimentId, parent);
  return stored === undefined ? tags : { ...tags, [PARENT_TAG]: stored };
}
