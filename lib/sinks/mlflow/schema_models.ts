import { ACTIVE, owned, required, text } from "./schema_columns.ts";

/** Columns and constraints of the tables of logged models. */
export const MODEL_TABLES: Readonly<Record<string, readonly string[]>> = {
  logged_models: [
    `model_id ${required(36)}`,
    "experiment_id INTEGER NOT NULL",
    `name ${required(500)}`,
    `artifact_location ${required(1000)}`,
    "creation_timestamp_ms BIGINT NOT NULL",
    "last_updated_timestamp_ms BIGINT NOT NULL",
    "status INTEGER NOT NULL",
    `lifecycle_stage ${text(32)}`,
    `model_type ${text(500)}`,
    `source_run_id ${text(32)}`,
    `status_message ${text(1000)}`,
    "CONSTRAINT logged_models_pk PRIMARY KEY (model_id)",
    `CONSTRAINT logged_models_lifecycle_stage_check ${ACTIVE}`,
    owned("fk_logged_models_experiment_id", "experiment_id", "experiments (experiment_id)"),
  ],
  logged_model_metrics: [
    `model_id ${required(36)}`,
    `metric_name ${required(500)}`,
    "metric_timestamp_ms BIGINT NOT NULL",
    "metric_step BIGINT NOT NULL",
    "metric_value FLOAT",
    "experiment_id INTEGER NOT NULL",
    `run_id ${required(32)}`,
    `dataset_uuid ${text(36)}`,
    `dataset_name ${text(500)}`,
    `dataset_digest ${text(36)}`,
    "CONSTRAINT logged_model_metrics_pk PRIMARY KEY (model_id, metric_name, metric_timestamp_ms, metric_step, run_id)",
    "CONSTRAINT fk_logged_model_metrics_experiment_id FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)",
    owned("fk_logged_model_metrics_model_id", "model_id", "logged_models (model_id)"),
    owned("fk_logged_model_metrics_run_id", "run_id", "runs (run_uuid)"),
  ],
  ...modelPairs("param"),
  ...modelPairs("tag"),
};

function modelPairs(kind: "param" | "tag"): Record<string, readonly string[]> {
  const table = `logged_model_${kind}s`;
  const columns = [
    `model_id ${required(36)}`,
    "experiment_id INTEGER NOT NULL",
    `${kind}_key ${required(255)}`,
    `${kind}_value TEXT NOT NULL`,
    `CONSTRAINT ${table}_pk PRIMARY KEY (model_id, ${kind}_key)`,
    `CONSTRAINT fk_${table}_experiment_id FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)`,
    owned(`fk_${table}_model_id`, "model_id", "logged_models (model_id)"),
  ];
  return { [table]: columns };
}
