import type { MetricPoint } from "../../record/run_record.ts";
import { BENCHMARK_TAG, type TriedModel } from "../../record/tried_model.ts";
import type { Figure, Grade } from "../../units.ts";
import { SESSION_TAG } from "../session_tag.ts";
import type { SourceRun } from "./source.ts";

/** Tag of a run that only says what a cell cost. */
const UNASKED_TAG = "wattbook.autotrack";

/** How a run ended, as a comparison knows it. */
const ENDED = ["FINISHED", "FAILED", "KILLED"] as const;

/**
 * Runs of any MLflow store as tries of models: ours with their intervals, and those of others as far as their metrics
 * are known by the usual names (`emissions` in grams, `accuracy_on_test_data` or `accuracy_score`, `f1_score`, …).
 *
 * @param runs Runs of one experiment, oldest first; those that go on, and our sessions, are left out.
 */
export async function storedTries(runs: readonly SourceRun[]): Promise<TriedModel[]> {
  const tries: TriedModel[] = [];
  for (const run of runs) {
    const status = ENDED.find((one) => one === run.status);
    if (status === undefined) continue;
    const content = await run.load();
    if (content.tags[SESSION_TAG] !== undefined || content.tags[UNASKED_TAG] !== undefined) continue;
    const latest = new Map<string, MetricPoint>();
    for await (const points of content.points()) {
      for (const point of points) {
        const before = latest.get(point.key);
        if (before === undefined || isLater(point, before)) latest.set(point.key, point);
      }
    }
    tries.push(triedModel(run, status, (key) => latest.get(key)?.value, content.tags));
  }
  return tries;
}

function isLater(point: MetricPoint, before: MetricPoint): boolean {
  return point.step > before.step || point.step === before.step && point.timestamp >= before.timestamp;
}

function triedModel(
  run: SourceRun,
  status: TriedModel["status"],
  metric: (key: string) => number | undefined,
  tags: Readonly<Record<string, string>>,
): TriedModel {
  const grade = gradeOf(tags["wattbook.grade"]);
  const emissionsG = figureOf(metric("emissions"), {
    low: scaled(metric("carbon/emissions_mg_low"), 1 / 1000),
    high: scaled(metric("carbon/emissions_mg_high"), 1 / 1000),
  }, grade);
  const kind = tags["wattbook.figure"] ?? "share";
  // Of an energy no ends are stored: it lies at least as narrowly as its emissions, which the grid's interval widens.
  const energy = (key: string) => {
    const value = metric(key);
    const ends = emissionsG && value !== undefined && emissionsG.value > 0
      ? { low: emissionsG.low * value / emissionsG.value, high: emissionsG.high * value / emissionsG.value }
      : {};
    return figureOf(value, ends, grade);
  };
  const per10 = metric("emissions_per_10_inferences") ?? metric("emissions_per_10_predictions");
  return {
    name: run.runName || run.id.slice(0, 8),
    status,
    startMs: run.startMs,
    durationS: metric("measure/duration_s") ?? ((run.endMs ?? run.startMs) - run.startMs) / 1000,
    energyJ: energy(`energy/${kind}_j`) ?? energy("energy/share_j"),
    activeJ: energy("energy/active_j"),
    belowResolution: tags["wattbook.below_resolution"] === "true",
    emissionsG,
    accuracy: metric("accuracy_on_test_data") ?? metric("accuracy_score"),
    precision: metric("precision_score"),
    recall: metric("recall_score"),
    f1: metric("f1_score"),
    parameters: metric("measure/parameters"),
    emissionsPer10InferencesG: figureOf(per10, {
      low: metric("emissions_per_10_inferences_low"),
      high: metric("emissions_per_10_inferences_high"),
    }, grade),
    benchmark: tags[BENCHMARK_TAG],
  };
}

/** Without stored ends nothing is known about the interval. */
function figureOf(
  value: number | undefined,
  { low = 0, high = Infinity }: { low?: number | undefined; high?: number | undefined },
  grade: Grade,
): Figure | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const how = high === Infinity ? "logged without an interval" : "logged with its interval";
  return { value, low, high, grade, how };
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

function gradeOf(text: string | undefined): Grade {
  return (["A", "B", "C", "D", "E"] as const).find((grade) => grade === text) ?? "E";
}
