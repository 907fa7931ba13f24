import { storedText } from "./stored_rows.ts";

/** MLflow's numbers of a model's state. */
export const STATUS = { PENDING: 1, READY: 2, FAILED: 3 } as const;

/** Tag under which a server keeps our own id of a model, so that one whose creation was not answered is found again. */
export const MODEL_ID_TAG = "wattbook.model_id";

/** A name that MLflow takes for a model: without `/ : . % " '`, which become `_`. */
export function modelName(name: string): string {
  const clean = storedText(name, 250).replaceAll(/[/:.%"'\p{Cc}]/gu, "_").trim();
  return clean === "" ? "model" : clean;
}
