import { kilowattHours } from "../units.ts";
import type { Figure } from "../units.ts";
import { reportedFigures } from "../record/reported_figures.ts";
import { reportedPlace } from "../record/reported_place.ts";
import type { RunRecord } from "../record/run_record.ts";
import { type ComponentPart, partOf } from "./component_part.ts";

/** Tags of a run that fill in what BoAmps asks for and measuring cannot know, with what stands there otherwise. */
const TAGS = {
  task_stage: "training",
  task_family: "machine learning",
  algorithm_type: undefined,
  data_type: "other",
  infra_type: undefined,
  cloud_provider: undefined,
  cloud_instance: undefined,
} as const;

/** Words that the schema allows where it lists them; another word becomes `"other"`. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  data_type: ["tabular", "audio", "boolean", "image", "video", "object", "text", "token", "word", "other"],
  infra_type: ["publicCloud", "privateCloud", "onPremise", "other"],
};

const SPECIFICATION = "https://raw.githubusercontent.com/Boavizta/BoAmps/main/model/report_schema.json";

/** What BoAmps calls a part of a machine. */
const COMPONENTS: Readonly<Record<ComponentPart, string>> = {
  cpu: "cpu",
  gpu: "gpu",
  memory: "ram",
  machine: "server",
};

/**
 * A run as a BoAmps report (Boavizta and partners, format 0.1), a value for JSON. The tags `task_stage`,
 * `task_family`, `algorithm_type`, `data_type`, `infra_type`, `cloud_provider` and `cloud_instance` of the run, with or
 * without `boamps.` before them, say what measuring cannot know; `quality` comes from the interval.
 *
 * @param record The run.
 * @throws {RangeError} When its energy is not known.
 */
export function boampsReport(record: RunRecord): Readonly<Record<string, unknown>> {
  const { energyJ } = reportedFigures(record, "a BoAmps report");
  const place = reportedPlace(record.intensity);
  const tag = (name: keyof typeof TAGS) => {
    const said = record.tags[`boamps.${name}`] ?? record.tags[name];
    if (said === undefined) return TAGS[name];
    return ALLOWED[name]?.includes(said) === false ? "other" : said;
  };
  const onCloud = record.intensity.placeFrom === "cloud region";
  return defined({
    header: {
      formatVersion: "0.1",
      formatVersionSpecificationUri: SPECIFICATION,
      reportId: record.runId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
      reportDatetime: timeText(record.endMs),
      reportStatus: "draft",
    },
    task: defined({
      taskStage: tag("task_stage"),
      taskFamily: tag("task_family"),
      algorithms: [algorithm(record, tag("algorithm_type"))],
      dataset: [{ dataUsage: "input", dataType: tag("data_type") }],
      measuredAccuracy: fraction(metric(record, "accuracy_on_test_data")),
      taskDescription: `${record.experimentName}: ${record.runName}`,
    }),
    measures: [defined({
      measurementMethod: "wattbook",
      version: record.wattbook,
      cpuTrackingMode: how(record, "cpu"),
      gpuTrackingMode: how(record, "gpu"),
      powerConsumption: kilowattHours(energyJ.value),
      measurementDuration: record.durationS,
      measurementDateTime: timeText(record.startMs),
    })],
    software: { language: "javascript" },
    infrastructure: defined({
      infraType: tag("infra_type") ?? (onCloud ? "publicCloud" : "other"),
      cloudProvider: tag("cloud_provider"),
      cloudInstance: tag("cloud_instance"),
      components: components(record),
    }),
    environment: place && defined({
      country: place.country,
      location: place.region,
      powerSourceCarbonIntensity: record.intensity.gramsPerKwh,
    }),
    quality: quality(energyJ),
  });
}

function algorithm(record: RunRecord, type: string | undefined): Readonly<Record<string, unknown>> {
  const parameters = metric(record, "measure/parameters");
  return defined({
    algorithmType: type,
    algorithmName: record.runName,
    framework: record.flavor,
    parametersNumber: parameters === undefined ? undefined : parameters / 1e9,
  });
}

function components(record: RunRecord): readonly Readonly<Record<string, unknown>>[] {
  const measured = record.components.map(({ device }) => ({
    componentName: device,
    componentType: COMPONENTS[partOf(device)],
    nbComponent: 1,
  }));
  return measured.length > 0 ? measured : [{ componentType: "cpu", nbComponent: 1 }];
}

function how(record: RunRecord, part: ComponentPart): string | undefined {
  return record.components.find(({ device }) => partOf(device) === part)?.energyJ.how;
}

/** The last value that was logged under a name. */
function metric(record: RunRecord, key: string): number | undefined {
  const value = record.metrics.findLast((point) => point.key === key)?.value;
  return Number.isFinite(value) ? value : undefined;
}

function fraction(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 && value <= 1 ? value : undefined;
}

/** BoAmps' words: within 10 % high, within 25 % medium. */
function quality({ value, low, high }: Figure): "high" | "medium" | "low" {
  const width = Math.max(high - value, value - low) / value;
  return width <= 0.1 ? "high" : width <= 0.25 ? "medium" : "low";
}

/** `"2026-11-25 03:28:18"`, in UTC. */
function timeText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace("T", " ");
}

/** JSON has no `undefined`, and the schema no null. */
function defined(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}
