import { MODEL_TABLES } from "./schema_models.ts";
import { REGISTRY_TABLES } from "./schema_registry.ts";
import { RUN_TABLES } from "./schema_runs.ts";

/**
 * Revision at which new stores are made. Every MLflow from 3.0 on opens it and migrates it by itself; the newest
 * revision would lock all older ones out. Table, column and constraint names are MLflow's own (Apache-2.0); later
 * migrations look for them by name, so all of them have to be there, also those of tables that stay empty.
 */
export const REVISION = "6953534de441";

/** Index name → table and columns. */
const INDEXES: Readonly<Record<string, string>> = {
  index_datasets_dataset_uuid: "datasets (dataset_uuid)",
  index_datasets_experiment_id_dataset_source_type: "datasets (experiment_id, dataset_source_type)",
  index_inputs_destination_type_destination_id_source_type:
    "inputs (destination_type, destination_id, source_type)",
  index_inputs_input_uuid: "inputs (input_uuid)",
  index_latest_metrics_run_uuid: "latest_metrics (run_uuid)",
  index_logged_model_metrics_model_id: "logged_model_metrics (model_id)",
  index_metrics_run_uuid: "metrics (run_uuid)",
  index_params_run_uuid: "params (run_uuid)",
  index_tags_run_uuid: "tags (run_uuid)",
  index_trace_info_experiment_id_timestamp_ms: "trace_info (experiment_id, timestamp_ms)",
  index_trace_request_metadata_request_id: "trace_request_metadata (request_id)",
  index_trace_tags_request_id: "trace_tags (request_id)",
};

/** Statements that make an empty store, in order. */
export function schemaStatements(): string[] {
  return [
    ...Object.entries({ ...RUN_TABLES, ...MODEL_TABLES, ...REGISTRY_TABLES }).map(([name, parts]) =>
      `CREATE TABLE ${name} (${parts.join(", ")})`
    ),
    ...Object.entries(INDEXES).map(([name, columns]) => `CREATE INDEX ${name} ON ${columns}`),
    `INSERT INTO alembic_version VALUES ('${REVISION}')`,
  ];
}
