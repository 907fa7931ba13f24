import type { Host } from "../host.ts";
import { fleetReport, fleetSentence } from "../display/fleet_report.ts";
import { fleetDimensions, fleetNotes, fleetTable } from "../display/fleet_table.ts";
import { chosenExperiment } from "../record/chosen_experiment.ts";
import { DIMENSIONS, type Fleet, type FleetGroup, fleetOf } from "../record/fleet.ts";
import { openSource } from "../sinks/mlflow/open_source.ts";
import { storedFleet } from "../sinks/mlflow/stored_fleet.ts";
import { loadCharts } from "./notebook_report.ts";

/** What a fleet view is asked. */
export interface FleetCall {
  /** The store. */
  readonly from: string;
  /** One experiment; all of them when left out. */
  readonly experiment: string | undefined;
  /** One JSON value on stdout. */
  readonly json: boolean;
  /** A page. */
  readonly out: string | undefined;
}

/**
 * `wattbook compare --fleet`: energy and emissions by server, notebook, model and user.
 *
 * @returns The exit status.
 */
export async function compareFleet(
  { from, experiment, json, out }: FleetCall,
  host: Host,
  signal: AbortSignal,
): Promise<number> {
  await using source = await openSource(from, host, signal);
  const all = await source.runs();
  const name = experiment === undefined
    ? undefined
    : chosenExperiment([...new Set(all.map((run) => run.experimentName))], experiment, source.uri);
  const chosen = name === undefined ? all : all.filter(({ experimentName }) => experimentName === name);
  const { runs, going } = await storedFleet(chosen);
  if (runs.length === 0) {
    throw new RangeError(
      `Cannot compare: ${going > 0 ? "no run has ended" : "there is no run"} in ${source.uri}`,
    );
  }
  const fleet = fleetOf(runs), title = name ?? source.uri;
  if (json) console.log(fleetJson(name, fleet, going));
  else {
    const tables = fleetDimensions(fleet).map((dimension) => fleetTable(fleet, dimension).text);
    console.log([fleetSentence(fleet), ...tables, fleetNotes(fleet, going).join("\n")].join("\n\n"));
  }
  if (out === undefined) return 0;
  const { charts, problem } = await loadCharts(host);
  Deno.writeTextFileSync(out, fleetReport({ title, fleet, going, ...charts }));
  console.error(`wattbook compare: wrote ${out}`);
  if (problem === undefined) return 0;
  console.error(`wattbook compare: the page has no charts: ${problem}`);
  return 1;
}

function fleetJson(experiment: string | undefined, fleet: Fleet, going: number): string {
  const by = DIMENSIONS.map((dimension) => [`by_${dimension}`, fleet.by[dimension].map(groupJson)] as const);
  return JSON.stringify(
    {
      experiment: experiment ?? null,
      ...groupJson(fleet.sum),
      name: undefined,
      still_running: going,
      ...Object.fromEntries(by),
      notes: fleetNotes(fleet, going),
    },
    null,
    2,
  );
}

/** An end that nobody logged is `null`. */
function groupJson({ name, runs, withEnergy, withEmissions, energyJ, emissionsG }: FleetGroup): object {
  return {
    name: name ?? null,
    runs,
    runs_with_energy: withEnergy,
    runs_with_emissions: withEmissions,
    energy_j: energyJ ?? null,
    emissions_g: emissionsG ?? null,
  };
}
