/**
 * Revision at which new stores are made. Every MLflow from 3.0 on opens it and migrates it by itself; the newest
 * revision would lock all older ones out. Table, column and constraint names are MLflow's own (Apache-2.0); later
 * migrations look for them by name, so all of them have to be there, also those of tables that stay empty.
 */
export const REVISION = "6953534de441";

const ACTIVE = "CHECK (lifecycle_stage IN ('active', 'deleted'))";
const run = "FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid)";
const text = (length: number) => `VARCHAR(${length})`;
const required = (length: number) => `VARCHAR(${length}) NOT NULL`;

/** A foreign key with a name that goes when its target goes. */
const owned = (name: string, column: string, target: string) =>
  `CONSTRAINT ${name} FOREIGN KEY (${column}) REFERENCES ${target} ON DELETE CASCADE`;

/** Columns and constraints per table. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  alembic_version: [
    `version_num ${required(32)}`,
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)",
  ],
  experiments: [
    "experiment_id INTEGER NOT NULL",
    `name ${required(256)}`,
    `artifact_location ${text(256)}`,
    `lifecycle_stage ${text(32)}`,
    "creation_time BIGINT",
    "last_update_time BIGINT",
    "CONSTRAINT experiment_pk PRIMARY KEY (experiment_id)",
    `CONSTRAINT experiments_lifecycle_stage ${ACTIVE}`,
    "UNIQUE (name)",
  ],
  experiment_tags: [
    `"key" ${required(250)}`,
    `value ${text(5000)}`,
    "experiment_id INTEGER NOT NULL",
    'CONSTRAINT experiment_tag_pk PRIMARY KEY ("key", experiment_id)',
    "FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)",
  ],
  runs: [
    `run_uuid ${required(32)}`,
    `name ${text(250)}`,
    `source_type ${text(20)}`,
    `source_name ${text(500)}`,
    `entry_point_name ${text(50)}`,
    `user_id ${text(256)}`,
    `status ${text(9)}`,
    "start_time BIGINT",
    "end_time BIGINT",
    `source_version ${text(50)}`,
    `lifecycle_stage ${text(20)}`,
    `artifact_uri ${text(200)}`,
    "experiment_id INTEGER",
    "deleted_time BIGINT",
    "CONSTRAINT run_pk PRIMARY KEY (run_uuid)",
    `CONSTRAINT runs_lifecycle_stage ${ACTIVE}`,
    "CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT'))",
    "FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)",
    "CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED'))",
  ],
  tags: [
    `"key" ${required(250)}`,
    `value ${text(8000)}`,
    `run_uuid ${required(32)}`,
    'CONSTRAINT tag_pk PRIMARY KEY ("key", run_uuid)',
    run,
  ],
  params: [
    `"key" ${required(250)}`,
    `value ${required(8000)}`,
    `run_uuid ${required(32)}`,
    'CONSTRAINT param_pk PRIMARY KEY ("key", run_uuid)',
    run,
  ],
  metrics: [
    `"key" ${required(250)}`,
    "value FLOAT NOT NULL",
    "timestamp BIGINT NOT NULL",
    `run_uuid ${required(32)}`,
    "step BIGINT DEFAULT '0' NOT NULL",
    "is_nan BOOLEAN DEFAULT '0' NOT NULL",
    'CONSTRAINT metric_pk PRIMARY KEY ("key", timestamp, step, run_uuid, value, is_nan)',
    run,
    "CHECK (is_nan IN (0, 1))",
  ],
  latest_metrics: [
    `"key" ${required(250)}`,
    "value FLOAT NOT NULL",
    "timestamp BIGINT",
    "step BIGINT NOT NULL",
    "is_nan BOOLEAN NOT NULL",
    `run_uuid ${required(32)}`,
    'CONSTRAINT latest_metric_pk PRIMARY KEY ("key", run_uuid)',
    run,
    "CHECK (is_nan IN (0, 1))",
  ],
  datasets: [
    `dataset_uuid ${required(36)}`,
    "experiment_id INTEGER NOT NULL",
    `name ${required(500)}`,
    `digest ${required(36)}`,
    `dataset_source_type ${required(36)}`,
    "dataset_source TEXT NOT NULL",
    "dataset_schema TEXT",
    "dataset_profile TEXT",
    "CONSTRAINT dataset_pk PRIMARY KEY (experiment_id, name, digest)",
    owned("fk_datasets_experiment_id_experiments", "experiment_id", "experiments (experiment_id)"),
  ],
  inputs: [
    `input_uuid ${required(36)}`,
    `source_type ${required(36)}`,
    `source_id ${required(36)}`,
    `destination_type ${required(36)}`,
    `destination_id ${required(36)}`,
    "step BIGINT DEFAULT '0' NOT NULL",
    "CONSTRAINT inputs_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id)",
  ],
  input_tags: [
    `input_uuid ${required(36)}`,
    `name ${required(255)}`,
    `value ${required(500)}`,
    "CONSTRAINT input_tags_pk PRIMARY KEY (input_uuid, name)",
  ],
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
  registered_models: [
    `name ${required(256)}`,
    "creation_time BIGINT",
    "last_updated_time BIGINT",
    `description ${text(5000)}`,
    "CONSTRAINT registered_model_pk PRIMARY KEY (name)",
    "UNIQUE (name)",
  ],
  registered_model_tags: [
    `"key" ${required(250)}`,
    `value ${text(5000)}`,
    `name ${required(256)}`,
    'CONSTRAINT registered_model_tag_pk PRIMARY KEY ("key", name)',
    "FOREIGN KEY (name) REFERENCES registered_models (name) ON UPDATE CASCADE",
  ],
  registered_model_aliases: [
    `alias ${required(256)}`,
    "version INTEGER NOT NULL",
    `name ${required(256)}`,
    "CONSTRAINT registered_model_alias_pk PRIMARY KEY (name, alias)",
    "CONSTRAINT registered_model_alias_name_fkey FOREIGN KEY (name) REFERENCES registered_models (name)" +
    " ON DELETE CASCADE ON UPDATE CASCADE",
  ],
  model_versions: [
    `name ${required(256)}`,
    "version INTEGER NOT NULL",
    "creation_time BIGINT",
    "last_updated_time BIGINT",
    `description ${text(5000)}`,
    `user_id ${text(256)}`,
    `current_stage ${text(20)}`,
    `source ${text(500)}`,
    `run_id ${text(32)}`,
    `status ${text(20)}`,
    `status_message ${text(500)}`,
    `run_link ${text(500)}`,
    `storage_location ${text(500)}`,
    "CONSTRAINT model_version_pk PRIMARY KEY (name, version)",
    "FOREIGN KEY (name) REFERENCES registered_models (name) ON UPDATE CASCADE",
  ],
  model_version_tags: [
    `"key" ${required(250)}`,
    `value ${text(5000)}`,
    `name ${required(256)}`,
    "version INTEGER NOT NULL",
    'CONSTRAINT model_version_tag_pk PRIMARY KEY ("key", name, version)',
    "FOREIGN KEY (name, version) REFERENCES model_versions (name, version) ON UPDATE CASCADE",
  ],
  trace_info: [
    `request_id ${required(50)}`,
    "experiment_id INTEGER NOT NULL",
    "timestamp_ms BIGINT NOT NULL",
    "execution_time_ms BIGINT",
    `status ${required(50)}`,
    "CONSTRAINT trace_info_pk PRIMARY KEY (request_id)",
    "CONSTRAINT fk_trace_info_experiment_id FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)",
  ],
  trace_request_metadata: traceValues("trace_request_metadata"),
  trace_tags: traceValues("trace_tags"),
};

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
    ...Object.entries(TABLES).map(([name, parts]) => `CREATE TABLE ${name} (${parts.join(", ")})`),
    ...Object.entries(INDEXES).map(([name, columns]) => `CREATE INDEX ${name} ON ${columns}`),
    `INSERT INTO alembic_version VALUES ('${REVISION}')`,
  ];
}

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

function traceValues(table: string): readonly string[] {
  return [
    `"key" ${required(250)}`,
    `value ${text(8000)}`,
    `request_id ${required(50)}`,
    `CONSTRAINT ${table === "trace_tags" ? "trace_tag" : table}_pk PRIMARY KEY ("key", request_id)`,
    owned(`fk_${table}_request_id`, "request_id", "trace_info (request_id)"),
  ];
}
