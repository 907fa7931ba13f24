import { kilowattHours } from "../units.ts";
import { reportedFigures } from "../record/reported_figures.ts";
import { reportedPlace } from "../record/reported_place.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { CodecarbonRow } from "./codecarbon_columns.ts";
import { type ComponentPart, partOf } from "./component_part.ts";

/**
 * A run as a row of CodeCarbon's `emissions.csv`: energy, power and emissions include the PUE, as there. What
 * wattbook does not know (longitude, utilisation, versions of Python) stays empty. A meter of the whole machine
 * counts in `energy_consumed` alone.
 *
 * @param record The run.
 * @throws {RangeError} When its energy is not known.
 */
export function codecarbonRow(record: RunRecord): CodecarbonRow {
  const { durationS, pue } = record;
  const { energyJ, emissionsG } = reportedFigures(record, "a CodeCarbon row");
  const joules = (part: ComponentPart) =>
    sum(record.components.filter(({ device }) => partOf(device) === part));
  const place = reportedPlace(record.intensity);
  const kilograms = emissionsG.value / 1000;
  const kwh = (energy: number | undefined) => energy === undefined ? undefined : kilowattHours(energy * pue);
  const watts = (energy: number | undefined) =>
    energy === undefined || !(durationS > 0) ? undefined : energy * pue / durationS;
  const cpu = joules("cpu"), gpu = joules("gpu"), memory = joules("memory");
  return {
    timestamp: new Date(record.endMs).toLocaleString("sv-SE").replace(" ", "T"),
    project_name: record.experimentName,
    run_id: record.runId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    experiment_id: record.runName,
    duration: durationS,
    emissions: kilograms,
    ...(durationS > 0 ? { emissions_rate: kilograms / durationS } : {}),
    cpu_power: watts(cpu),
    gpu_power: watts(gpu),
    ram_power: watts(memory),
    cpu_energy: kwh(cpu),
    gpu_energy: kwh(gpu),
    ram_energy: kwh(memory),
    energy_consumed: kwh(energyJ.value),
    country_name: place?.country,
    country_iso_code: place?.countryCode,
    region: place?.region?.toLowerCase(),
    tracking_mode: record.headline === "machine" ? "machine" : "process",
    on_cloud: record.intensity.placeFrom === "cloud region" ? "Y" : "N",
    pue,
  };
}

function sum(components: RunRecord["components"]): number | undefined {
  if (components.length === 0) return undefined;
  return components.reduce((total, { energyJ }) => total + energyJ.value, 0);
}
