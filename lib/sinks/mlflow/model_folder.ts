import type { LoggedModel } from "../logged_model.ts";
import { mlmodelText, type ModelIds } from "./mlmodel.ts";
import type { NamedContent } from "./store.ts";

/** Tag of a run in which MLflow 2 keeps what models it has, as a JSON list. */
export const MODEL_HISTORY_TAG = "mlflow.log-model.history";

/** All files of a model: `MLmodel` comes last, so that a folder that holds one is whole. */
export function modelFolder(
  model: LoggedModel,
  files: readonly NamedContent[],
  ids: ModelIds,
): readonly NamedContent[] {
  const text = new TextEncoder().encode(mlmodelText(model, ids));
  return [...files, { path: "MLmodel", content: () => Promise.resolve(text) }];
}

/** The list of a run's models with one more; one that is in it already stays. */
export function withModel(history: string | undefined, entry: string): string {
  let known: unknown;
  try {
    known = JSON.parse(history ?? "[]");
  } catch {
    // Not MLflow's: it is made anew.
    known = [];
  }
  const added = JSON.parse(entry) as { readonly model_uuid: string };
  const others = (Array.isArray(known) ? known : []).filter(({ model_uuid }) =>
    model_uuid !== added.model_uuid
  );
  return JSON.stringify([...others, added]);
}
