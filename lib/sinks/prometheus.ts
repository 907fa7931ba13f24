import type { Figure } from "../units.ts";
import type { Charged, RunRecord } from "../record/run_record.ts";
import { familyText } from "./prometheus_lines.ts";

type Labelled = readonly [labels: Readonly<Record<string, string>>, value: number | undefined];

/** One metric family: its name below `wattbook_`, its help, and its samples of a run. */
type Family = readonly [name: string, help: string, samples: (record: RunRecord) => readonly Labelled[]];

const FAMILIES: readonly Family[] = [
  [
    "run_energy_joules",
    "Energy of the run, by the way it is charged.",
    (run) => charged(run, run.energyJ, "value"),
  ],
  ["run_energy_low_joules", "Lower end of the energy's interval.", (run) => charged(run, run.energyJ, "low")],
  [
    "run_energy_high_joules",
    "Upper end of the energy's interval.",
    (run) => charged(run, run.energyJ, "high"),
  ],
  ["run_emissions_grams", "CO2 equivalents of the run.", (run) => charged(run, run.emissionsG, "value")],
  [
    "run_emissions_low_grams",
    "Lower end of the emissions' interval.",
    (run) => charged(run, run.emissionsG, "low"),
  ],
  [
    "run_emissions_high_grams",
    "Upper end of the emissions' interval.",
    (run) => charged(run, run.emissionsG, "high"),
  ],
  [
    "run_component_energy_joules",
    "Energy charged to the run, by component.",
    (run) => run.components.map(({ device, energyJ }) => [{ component: device }, energyJ.value]),
  ],
  ["grid_intensity_grams_per_kwh", "CO2 equivalents of the electricity.", ({ intensity }) => [
    [
      { zone: intensity.zone, source: intensity.source, year: String(intensity.year), kind: intensity.kind },
      intensity.gramsPerKwh,
    ],
  ]],
  ["run_duration_seconds", "Length of the run.", (run) => [[{}, run.durationS]]],
  ["run_cpu_seconds", "CPU time of the run.", ({ cpuTimeS: { own, children } }) => [
    [{ of: "own" }, own],
    [{ of: "children" }, children],
  ]],
  ["run_overhead_seconds", "CPU time of measuring itself.", (run) => [[{}, run.overheadS]]],
  [
    "run_coverage_ratio",
    "Part of the time in which the sources could be read.",
    (run) => [[{}, run.coverage.time]],
  ],
  ["run_end_timestamp_seconds", "When the run ended, since 1970.", (run) => [[{}, run.endMs / 1000]]],
];

/**
 * Runs in Prometheus' text format, all of them gauges: for the textfile collector of its node exporter, or a push
 * gateway. What is not known is left out.
 *
 * @param records The runs.
 */
export function prometheusText(records: readonly RunRecord[]): string {
  return FAMILIES.map(([name, help, samples]) =>
    familyText({
      name,
      type: "gauge",
      help,
      samples: records.flatMap((record) =>
        samples(record).map(([labels, value]) => ({ labels: { ...runLabels(record), ...labels }, value }))
      ),
    })
  ).join("");
}

function charged(
  { belowResolution }: RunRecord,
  figures: Charged,
  end: "value" | "low" | "high",
): readonly Labelled[] {
  // Too short to see: only the upper end says something.
  if (belowResolution && end !== "high") return [];
  return (["share", "active", "machine"] as const).map((kind): Labelled => {
    const figure: Figure | undefined = figures[kind];
    return [{ charged: kind, ...(figure ? { grade: figure.grade } : {}) }, figure?.[end]];
  });
}

function runLabels({ experimentName, runName, runId, status }: RunRecord): Readonly<Record<string, string>> {
  return { experiment: experimentName, run: runName, run_id: runId, status };
}
