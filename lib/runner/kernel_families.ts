import type { MetricFamily, Sample } from "../sinks/prometheus_lines.ts";
import type { Progress } from "./own_measure.ts";

/** A metric of a sweep, for Prometheus and OpenTelemetry alike. */
export interface SeriesFamily extends MetricFamily {
  /** Its name in OpenTelemetry. */
  readonly instrument: string;
  /** Its unit there, in UCUM. */
  readonly unit: string;
}

/** Labels by name. */
type Labels = Readonly<Record<string, string>>;

/** A kernel that runs or has ended. */
export interface Kernel {
  /** Sweep, server, notebook, run, user. */
  readonly labels: Labels;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Milliseconds since 1970; `undefined` while it runs. */
  endMs: number | undefined;
  /** Cells that ran. */
  cellsRun: number;
  /** Cells with code. */
  cells: number;
  /** What is known of its energy. */
  progress: Progress;
  /** The most joules so far: counters never fall, though a record may say a little less than the last progress. */
  mostJ: number | undefined;
  /** The most grams so far. */
  mostG: number | undefined;
}

/** Energy and emissions of the kernels on one server that are no longer shown. */
export interface Past {
  /** Joules. */
  energyJ: number;
  /** Grams CO2eq. */
  emissionsG: number;
}

/** Metrics of each kernel. */
export function kernelFamilies(all: readonly Kernel[]): SeriesFamily[] {
  const of = (pick: (kernel: Kernel) => number | undefined): Sample[] =>
    all.map((kernel) => ({ labels: kernel.labels, value: pick(kernel) }));
  const ends = (part: "energyJ" | "emissionsG", end: "low" | "high") =>
    of(({ progress }) => progress[part]?.[end]);
  const energy = "charged to the kernel since it began to measure", gas = "CO2 equivalents of that energy";
  return [
    family("kernel_energy_joules_total", "counter", `Energy ${energy}.`, "J", of(({ mostJ }) => mostJ)),
    family("kernel_energy_low_joules", "gauge", "Lower end of its interval.", "J", ends("energyJ", "low")),
    family("kernel_energy_high_joules", "gauge", "Upper end of its interval.", "J", ends("energyJ", "high")),
    family("kernel_emissions_grams_total", "counter", `${gas}.`, "g", of(({ mostG }) => mostG)),
    family(
      "kernel_emissions_low_grams",
      "gauge",
      "Lower end of their interval.",
      "g",
      ends("emissionsG", "low"),
    ),
    family(
      "kernel_emissions_high_grams",
      "gauge",
      "Upper end of their interval.",
      "g",
      ends("emissionsG", "high"),
    ),
    family("kernel_cells_run", "gauge", "Cells that ran.", "{cell}", of(({ cellsRun }) => cellsRun)),
    family("kernel_cells", "gauge", "Cells with code.", "{cell}", of(({ cells }) => cells)),
    family(
      "kernel_running",
      "gauge",
      "1 while the notebook runs.",
      "1",
      of(({ endMs }) => endMs === undefined ? 1 : 0),
    ),
    family(
      "kernel_start_timestamp_seconds",
      "gauge",
      "When it began, since 1970.",
      "s",
      of(({ startMs }) => startMs / 1000),
    ),
  ];
}

/** Sums of the kernels on each server. */
export function serverFamilies(
  all: readonly Kernel[],
  past: ReadonlyMap<string, Past>,
  sweep: string,
): SeriesFamily[] {
  const servers = [...new Set([...past.keys(), ...all.map(({ labels }) => labels["server"] ?? "")])];
  const of = (pick: (kernel: Kernel) => number | undefined, before: keyof Past): Sample[] =>
    servers.map((server) => ({
      labels: { sweep, server },
      value: (past.get(server)?.[before] ?? 0) +
        sumOf(all.filter(({ labels }) => labels["server"] === server).map((kernel) => pick(kernel) ?? 0)),
    }));
  const energy = of(({ mostJ }) => mostJ, "energyJ"), emissions = of(({ mostG }) => mostG, "emissionsG");
  return [
    family(
      "server_energy_joules_total",
      "counter",
      "Energy of all kernels of the sweep on a server.",
      "J",
      energy,
    ),
    family("server_emissions_grams_total", "counter", "CO2 equivalents of that energy.", "g", emissions),
  ];
}

/** How many notebooks wait, run and have ended. */
export function sweepFamily(sweep: string, notebooks: Readonly<Record<string, number>>): SeriesFamily {
  const samples = Object.entries(notebooks).map(([status, value]) => ({ labels: { sweep, status }, value }));
  return family(
    "sweep_notebooks",
    "gauge",
    "Notebooks of the sweep, by what became of them.",
    "{notebook}",
    samples,
  );
}

function family(
  name: string,
  type: MetricFamily["type"],
  help: string,
  unit: string,
  samples: readonly Sample[],
): SeriesFamily {
  // OpenTelemetry has the unit and the kind beside the name.
  const plain = name.replace(/_(total|joules_total|grams_total|joules|grams|timestamp_seconds)$/, "");
  return { name, type, help, unit, samples, instrument: `wattbook.${plain.replaceAll("_", ".")}` };
}

/** Sum of numbers. */
export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
