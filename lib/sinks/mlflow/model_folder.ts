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
  const added = JSON.parse(entry) as ListedModel;
  const others = modelsIn(history).filter(({ model_uuid }) => model_uuid !== added.model_uuid);
  return JSON.stringify([...others, added]);
}

/** Models of a run as they are counted: linked ones, and those in its list, each once. */
export function modelCount(linked: number, history?: string): { readonly models?: number } {
  const listed = new Set(modelsIn(history).map(({ model_uuid }) => model_uuid)).size;
  return linked + listed > 0 ? { models: linked + listed } : {};
}

interface ListedModel {
  readonly model_uuid: string;
}

function modelsIn(history: string | undefined): readonly ListedModel[] {
  try {
    const known: unknown = JSON.parse(history ?? "[]");
    return Array.isArray(known) ? known : [];
  } catch {
    // Not MLflow's: there are none.
    return [];
  }
}
