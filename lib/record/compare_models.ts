import { type Figure, worseGrade } from "../units.ts";
import type { ComparedModel } from "./comparison.ts";
import { accuracyPerGram } from "./figures.ts";
import { relativeHalfWidth } from "./half_width.ts";
import type { TriedModel } from "./tried_model.ts";

/**
 * Models side by side, with the Pareto front: those that no other model beats in both accuracy and emissions.
 *
 * Of several tries of one name the last one counts; the repeats of a benchmark are averaged.
 *
 * @param tries Trainings, oldest first.
 * @returns One row per name, least emissions first.
 */
export function compareModels(tries: readonly TriedModel[]): ComparedModel[] {
  const rows = [...Map.groupBy(tries, ({ name }) => name).values()].flatMap((same) => {
    const last = same.at(-1);
    if (last === undefined) return [];
    if (last.benchmark === undefined) return [comparedModel(last)];
    const repeats = same.filter(({ benchmark, status }) =>
      benchmark === last.benchmark && status === "FINISHED"
    );
    return [comparedModel(repeats.length > 1 ? meanOf(last, repeats) : last, repeats)];
  });
  return rows
    .map((model) => ({ ...model, onFront: isOnFront(model, rows) }))
    .sort((a, b) => (a.emissionsG?.value ?? Infinity) - (b.emissionsG?.value ?? Infinity));
}

/** A try as a row of its own; whether it is on the front is not known yet. */
export function comparedModel(tried: TriedModel, repeats: readonly TriedModel[] = []): ComparedModel {
  const { name, status, durationS, accuracy, emissionsG } = tried;
  const repeatsJ = repeats.flatMap(({ energyJ, belowResolution }) =>
    energyJ && energyJ.value > 0 && !belowResolution ? [energyJ.value] : []
  );
  const found = {
    energyJ: tried.energyJ,
    activeJ: tried.activeJ,
    emissionsG,
    accuracy,
    precision: tried.precision,
    recall: tried.recall,
    f1: tried.f1,
    parameters: tried.parameters,
    emissionsPer10InferencesG: tried.emissionsPer10InferencesG,
    accuracyPerEmission: accuracy === undefined ? undefined : accuracyPerGram(accuracy, emissionsG),
    electricity: tried.electricity,
    repeats: repeats.length > 0 ? repeats.length : undefined,
    repeatsJ: repeats.length > 0 ? repeatsJ : undefined,
  };
  const known = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return { name, status, durationS, ...known, onFront: false };
}

/** What was found out once counts for all repeats; what was measured each time is averaged. */
function meanOf(last: TriedModel, repeats: readonly TriedModel[]): TriedModel {
  const found = <Key extends keyof TriedModel>(key: Key) =>
    repeats.findLast((one) => one[key] !== undefined)?.[key] ?? last[key];
  const mean = (key: "accuracy" | "precision" | "recall" | "f1") => {
    const values = repeats.flatMap((one) => one[key] ?? []);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    ...last,
    status: "FINISHED",
    durationS: repeats.reduce((sum, { durationS }) => sum + durationS, 0) / repeats.length,
    energyJ: meanFigure(repeats.flatMap(({ energyJ }) => energyJ ?? [])),
    activeJ: meanFigure(repeats.flatMap(({ activeJ }) => activeJ ?? [])),
    emissionsG: meanFigure(repeats.flatMap(({ emissionsG }) => emissionsG ?? [])),
    accuracy: mean("accuracy"),
    precision: mean("precision"),
    recall: mean("recall"),
    f1: mean("f1"),
    parameters: found("parameters"),
    emissionsPer10InferencesG: found("emissionsPer10InferencesG"),
  };
}

/** The interval of the method, which all repeats share, and around it that of the mean between them. */
function meanFigure(figures: readonly Figure[]): Figure | undefined {
  const [first] = figures;
  if (first === undefined) return undefined;
  const mean = (pick: (figure: Figure) => number) =>
    figures.reduce((sum, figure) => sum + pick(figure), 0) / figures.length;
  const part = relativeHalfWidth(figures.map(({ value }) => value)) ?? 0;
  return {
    value: mean(({ value }) => value),
    low: mean(({ low }) => low) / (1 + part),
    high: mean(({ high }) => high) * (1 + part),
    grade: figures.reduce((grade, figure) => worseGrade(grade, figure.grade), first.grade),
    how: `${first.how}; mean of ${figures.length} runs`,
  };
}

function isOnFront(model: ComparedModel, all: readonly ComparedModel[]): boolean {
  const { accuracy, emissionsG } = model;
  if (accuracy === undefined || emissionsG === undefined || model.status !== "FINISHED") return false;
  return !all.some((other) =>
    other !== model && other.status === "FINISHED" && other.accuracy !== undefined &&
    other.emissionsG !== undefined &&
    other.accuracy >= accuracy && other.emissionsG.value <= emissionsG.value &&
    (other.accuracy > accuracy || other.emissionsG.value < emissionsG.value)
  );
}
