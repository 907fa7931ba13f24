/** Columns of CodeCarbon's `emissions.csv` since 3.3, in its order, and what stands in each. */
export const CODECARBON_COLUMNS = {
  timestamp: "text",
  project_name: "text",
  run_id: "text",
  experiment_id: "text",
  duration: "number",
  emissions: "number",
  emissions_rate: "number",
  cpu_power: "number",
  gpu_power: "number",
  ram_power: "number",
  cpu_energy: "number",
  gpu_energy: "number",
  ram_energy: "number",
  energy_consumed: "number",
  water_consumed: "number",
  country_name: "text",
  country_iso_code: "text",
  region: "text",
  cloud_provider: "text",
  cloud_region: "text",
  os: "text",
  python_version: "text",
  codecarbon_version: "text",
  cpu_count: "number",
  cpu_model: "text",
  gpu_count: "number",
  gpu_model: "text",
  longitude: "number",
  latitude: "number",
  ram_total_size: "number",
  tracking_mode: "text",
  cpu_utilization_percent: "number",
  gpu_utilization_percent: "number",
  ram_utilization_percent: "number",
  ram_used_gb: "number",
  on_cloud: "text",
  pue: "number",
  wue: "number",
} as const;

/** Name of a column. */
export type CodecarbonColumn = keyof typeof CODECARBON_COLUMNS;

/**
 * One row of `emissions.csv`: energy in kWh, power in W, emissions in kg, time in s, memory in GiB; the timestamp is
 * local time without a zone. An empty cell is `undefined`.
 */
export type CodecarbonRow = {
  readonly [Column in CodecarbonColumn]?:
    | (typeof CODECARBON_COLUMNS[Column] extends "number" ? number : string)
    | undefined;
};
