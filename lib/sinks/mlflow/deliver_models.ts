import type { MetricPoint, RunRecord } from "../../record/run_record.ts";
import { significant } from "../../units.ts";
import type { KeptModel } from "../logged_model.ts";
import { fileContent } from "./file_content.ts";
import { runNote } from "./run_note.ts";
import type { RunStore } from "./store.ts";
import { storedPoint } from "./stored_rows.ts";
import { tolerate } from "./tolerate.ts";

/** How far the models of a run have been delivered. */
export interface DeliveredModels {
  /** Address of each in the store, in their order. */
  readonly addresses: readonly string[];
  /** Points of all of them that are done. */
  readonly points: number;
  /** Whether the store knows what their training has cost, and their versions. */
  readonly ended: boolean;
}

/** A run as far as its models need it. */
export interface RunWithModels {
  /** Its models. */
  readonly models: readonly KeptModel[];
  /** Its result; `undefined` while it is open. */
  readonly record: RunRecord | undefined;
}

/** What is needed beside the run. */
export interface DeliverModelsOptions {
  /** Id of the run in the store. */
  readonly runId: string;
  /** Points that the run's record makes. */
  readonly summary: readonly MetricPoint[];
  /** Names of metrics that the run itself has. */
  readonly names: ReadonlySet<string>;
  /** What an earlier delivery has done. */
  readonly soFar: DeliveredModels | undefined;
  /** Takes what the store refuses. */
  readonly problems: string[];
}

/** Metrics of a run's record that every model of it gets: what its training has cost. */
const COSTS = ["emissions", "energy/share_j", "energy/active_j", "energy/machine_j"];

/**
 * Brings the models of a run into a store: files and metrics as soon as they are logged; once the run has ended what
 * the training has cost, as metrics and tags, and versions in the registry. Doing it again changes nothing.
 */
export async function deliverModels(
  { models, record }: RunWithModels,
  store: RunStore,
  { runId, summary, names, soFar, problems }: DeliverModelsOptions,
): Promise<DeliveredModels> {
  const addresses = [...soFar?.addresses ?? []];
  for (const model of models.slice(addresses.length)) {
    const files = model.files.map(({ path, file }) => ({ path, content: () => fileContent(file, path) }));
    // A model that is refused keeps its place in the list.
    let address = "";
    await tolerate(problems, async () => {
      address = await store.putModel(runId, model, files);
    });
    addresses.push(address);
  }
  const points = models.reduce((sum, { metrics }) => sum + metrics.length, 0);
  const isNewEnd = record !== undefined && !(soFar?.ended && models.length === soFar.addresses.length);
  if (points === soFar?.points && !isNewEnd) return { addresses, points, ended: soFar.ended };
  const costs = record ? summary.filter(({ key }) => COSTS.includes(key)) : [];
  const tags = record ? footprint(record) : {}, description = record ? costNote(record) : "";
  for (const [at, model] of models.entries()) {
    const address = addresses[at] ?? "";
    if (address === "") continue;
    const points = model.metrics.map(storedPoint).filter(({ key }) => names.has(key));
    const metrics = [...points, ...costs];
    const noted = record ? { ...tags, "mlflow.note.content": description } : tags;
    await tolerate(problems, () => store.logToModel(runId, address, { metrics, tags: noted }));
    if (!isNewEnd || model.register === undefined || model.status === "FAILED") continue;
    const own = Object.entries(model.tags).filter(([key]) => !key.startsWith("mlflow."));
    const version = {
      ...model.register,
      key: model.id,
      description,
      tags: { ...Object.fromEntries(own), ...tags },
    };
    await tolerate(problems, async () => {
      await store.registerModel(runId, address, version);
    });
  }
  return { addresses, points, ended: record !== undefined };
}

/** What a training has cost, as a model's description: the headline of its run. */
function costNote(record: RunRecord): string {
  return `Training: ${runNote(record).split("\n")[0]}`;
}

/** What a training has cost, as tags of its model. */
function footprint(record: RunRecord): Readonly<Record<string, string>> {
  const { headline, intensity, durationS } = record;
  const grams = record.emissionsG[headline] ?? record.emissionsG.share;
  const energy = record.energyJ[headline] ?? record.energyJ.share;
  const text = (value: number) => String(significant(value));
  return {
    "wattbook.training.duration_s": text(durationS),
    "wattbook.training.place": `${intensity.zoneName} (${intensity.zone})`,
    "wattbook.training.grams_per_kwh": text(intensity.gramsPerKwh),
    ...(grams
      ? {
        "wattbook.training.emissions_g": text(grams.value),
        "wattbook.training.emissions_g_low": text(grams.low),
        "wattbook.training.emissions_g_high": text(grams.high),
      }
      : {}),
    ...(energy
      ? { "wattbook.training.energy_j": text(energy.value), "wattbook.training.grade": energy.grade }
      : {}),
  };
}
