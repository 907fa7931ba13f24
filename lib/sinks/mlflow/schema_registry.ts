import { owned, required, text } from "./schema_columns.ts";

/**
 * Columns and constraints of the tables of the model registry and of traces. They stay empty here, but MLflow's
 * migrations look for them by name.
 */
export const REGISTRY_TABLES: Readonly<Record<string, readonly string[]>> = {
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

function traceValues(table: string): readonly string[] {
  return [
    `"key" ${required(250)}`,
    `value ${text(8000)}`,
    `request_id ${required(50)}`,
    `CONSTRAINT ${table === "trace_tags" ? "trace_tag" : table}_pk PRIMARY KEY ("key", request_id)`,
    owned(`fk_${table}_request_id`, "request_id", "trace_info (request_id)"),
  ];
}
