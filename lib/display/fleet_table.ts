import { type Dimension, DIMENSIONS, type Fleet, type FleetGroup } from "../record/fleet.ts";
import { addFigures, formatNumber } from "../units.ts";
import { grams, joules } from "./interval_text.ts";
import { type Column, type RowsTable, rowsTable } from "./rows_table.ts";
import { shorten } from "./shorten.ts";
import { rangeText, valueText } from "./table.ts";

/** Characters of a name; of a path its end says most. */
const NAME = 48;

/** Rows of a table; what is smaller stands in the last one together. */
const MOST_ROWS = 30;

const HEADS: Readonly<Record<Dimension, string>> = {
  server: "Server",
  notebook: "Notebook or program",
  model: "Model",
  user: "User",
  experiment: "Experiment",
};

/** What a fleet has used, divided one way, as a table; the last column is the part of all emissions. */
export function fleetTable({ sum, by }: Fleet, dimension: Dimension): RowsTable {
  const total = sum.emissionsG?.value ?? 0;
  const columns: readonly Column<FleetGroup>[] = [
    { head: HEADS[dimension], align: "left", cell: ({ name }) => fleetName(name) },
    { head: "Runs", align: "right", cell: ({ runs }) => runs.toLocaleString("en-US") },
    { head: "Energy", align: "right", cell: ({ energyJ }) => valueText(energyJ, joules) },
    { head: "Interval", align: "right", cell: ({ energyJ }) => rangeText(energyJ, joules) },
    { head: "CO2e", align: "right", cell: ({ emissionsG }) => valueText(emissionsG, grams) },
    { head: "Interval", align: "right", cell: ({ emissionsG }) => rangeText(emissionsG, grams) },
    {
      head: "Part",
      align: "right",
      cell: ({ emissionsG }) =>
        emissionsG && total > 0 ? `${formatNumber(100 * emissionsG.value / total, 2)} %` : "–",
    },
  ];
  return rowsTable(columns, rowsOf(by[dimension]));
}

function rowsOf(groups: readonly FleetGroup[]): readonly FleetGroup[] {
  if (groups.length <= MOST_ROWS) return groups;
  const shown = groups.slice(0, MOST_ROWS - 1), others = groups.slice(MOST_ROWS - 1);
  const count = (pick: (group: FleetGroup) => number) => others.reduce((sum, group) => sum + pick(group), 0);
  return [...shown, {
    name: `${others.length.toLocaleString("en-US")} others`,
    runs: count(({ runs }) => runs),
    withEmissions: count(({ withEmissions }) => withEmissions),
    withoutEnd: count(({ withoutEnd }) => withoutEnd),
    withEnergy: count(({ withEnergy }) => withEnergy),
    energyJ: addFigures(others.flatMap(({ energyJ }) => energyJ ?? [])),
    emissionsG: addFigures(others.flatMap(({ emissionsG }) => emissionsG ?? [])),
  }];
}

/** The tables that say something: one experiment alone is no division. */
export function fleetDimensions({ by }: Fleet): readonly Dimension[] {
  return DIMENSIONS.filter((dimension) => dimension !== "experiment" || by.experiment.length > 1);
}

/** What a group is called in tables and charts: of a path the end, of everything else the begin. */
export function fleetName(name: string | undefined, most = NAME): string {
  if (name === undefined) return "unknown";
  const address = name.match(/^https?:\/\/(.+)$/s)?.[1];
  if (address !== undefined) return shorten(address, most);
  const isLong = Array.from(name).length > most && /[/\\]/.test(name);
  return isLong ? `…${shorten(Array.from(name).slice(1 - most).join(""), most)}` : shorten(name, most);
}

/** What the reader of the tables should know. */
export function fleetNotes({ sum, by }: Fleet, going: number): string[] {
  const runs = (count: number) => count === 1 ? "1 run" : `${count.toLocaleString("en-US")} runs`;
  const unknown = (dimension: Dimension) => by[dimension].find(({ name }) => name === undefined)?.runs ?? 0;
  const silent = sum.runs - sum.withEmissions;
  const noEnergy = sum.withEmissions - sum.withEnergy;
  return [
    ...(unknown("server") > 0
      ? [`${runs(unknown("server"))} without a server ("unknown"): only "wattbook notebook" says it.`]
      : []),
    ...(unknown("notebook") > 0 || unknown("user") > 0
      ? [`"unknown" notebooks and users: runs without MLflow's own tags for them.`]
      : []),
    ...(silent > 0 ? [`Not in the sums, as they say nothing of emissions: ${runs(silent)}.`] : []),
    ...(noEnergy > 0 ? [`With emissions, without energy: ${runs(noEnergy)}.`] : []),
    ...(sum.withoutEnd > 0
      ? [`Logged without an interval, so that sums with them have no upper end: ${runs(sum.withoutEnd)}.`]
      : []),
    ...(going > 0 ? [`Still going on, or never ended, and not counted: ${runs(going)}.`] : []),
    "A run that stands over others counts with what its parts do not hold.",
  ];
}
