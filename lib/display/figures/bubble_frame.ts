import type { Figure } from "../../units.ts";
import type { ComparedModel } from "../../record/comparison.ts";
import { textWidth } from "../glyph_widths.ts";
import { placeLabels, type Placement, type Rectangle } from "../labels.ts";
import { shorten } from "../shorten.ts";
import { whisker } from "../whisker.ts";

/** Measures of the figure in pixels and of its labels; labels are placed for them. */
export const BUBBLE = {
  size: { width: 760, height: 450 },
  margin: { l: 60, r: 24, t: 96, b: 56 },
  labelSize: 12,
  labelLength: 24,
} as const;

/** Diameters of the model with the most parameters, of the smallest, and of one whose number is not known. */
const LARGEST = 46, SMALLEST = 9, UNKNOWN = 12;

/** Fonts differ from the table of widths by a few per cent. */
const SLACK = 1.06;

/** An interval is drawn as far as this factor from its value; beyond, its end is outside the figure. */
const FAR = 10;

/** A model that has a place in the figure. */
export interface PlacedModel extends ComparedModel {
  /** Known and above 0. */
  readonly emissionsG: Figure;
  /** Known, 0 to 1. */
  readonly accuracy: number;
}

/** From one value of an axis to another. */
export type Range = readonly [low: number, high: number];

/** Where everything is. */
export interface Frame {
  /** The models. */
  readonly models: readonly PlacedModel[];
  /** Grams from the left to the right edge. */
  readonly x: Range;
  /** Per cent from the lower to the upper edge. */
  readonly y: Range;
  /** Pixels, one per model. */
  readonly diameters: readonly number[];
  /** One per model; `undefined` where its label has no room. */
  readonly labels: readonly (Placement | undefined)[];
}

/** Whether a model has a place in the figure: a logarithmic axis has none for 0. */
export function isPlaced(model: ComparedModel): model is PlacedModel {
  return model.accuracy !== undefined && model.emissionsG !== undefined && model.emissionsG.value > 0;
}

/** Models on the Pareto front, least emissions first. */
export function frontOf(models: readonly PlacedModel[]): PlacedModel[] {
  return models.filter(({ onFront }) => onFront).sort((a, b) => a.emissionsG.value - b.emissionsG.value);
}

/** Ranges, sizes and labels for some models. */
export function bubbleFrame(models: readonly PlacedModel[]): Frame {
  const most = Math.max(0, ...models.map(({ parameters }) => parameters ?? 0));
  const frame = {
    models,
    x: emissionsRange(models),
    y: accuracyRange(models),
    diameters: models.map((model) => diameter(model, most)),
  };
  return { ...frame, labels: labelPlaces(frame) };
}

function diameter({ parameters, status }: ComparedModel, most: number): number {
  if (parameters === undefined || most === 0 || status !== "FINISHED") return UNKNOWN;
  return Math.max(SMALLEST, LARGEST * Math.sqrt(parameters / most));
}

function emissionsRange(models: readonly PlacedModel[]): Range {
  if (models.length === 0) return [0.001, 1];
  const lows = models.map(({ emissionsG }) =>
    Math.max(whisker(emissionsG)?.low ?? emissionsG.value, emissionsG.value / FAR)
  );
  const highs = models.map(({ emissionsG }) =>
    Math.min(whisker(emissionsG)?.high ?? emissionsG.value, emissionsG.value * FAR)
  );
  return [Math.min(...lows) / 1.6, Math.max(...highs) * 1.6];
}

function accuracyRange(models: readonly PlacedModel[]): Range {
  if (models.length === 0) return [0, 100];
  const values = models.map(({ accuracy }) => accuracy * 100);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max(0.5, (high - low) * 0.25);
  return [Math.max(-2, low - air), Math.min(high + air, 104)];
}

function labelPlaces({ models, x, y, diameters }: Omit<Frame, "labels">): (Placement | undefined)[] {
  const { size: { width, height }, margin, labelSize, labelLength } = BUBBLE;
  const plot = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
  const right = (gramsCo2e: number) => plot.width * Math.log(gramsCo2e / x[0]) / Math.log(x[1] / x[0]);
  const down = (accuracy: number) => plot.height * (y[1] - accuracy * 100) / (y[1] - y[0]);
  const markers = models.map(({ name, emissionsG, accuracy }, index) => ({
    x: right(emissionsG.value),
    y: down(accuracy),
    radius: (diameters[index] ?? UNKNOWN) / 2,
    width: textWidth(shorten(name, labelLength), labelSize) * SLACK,
  }));
  const level = (from: number, to: number, accuracy: number): Rectangle => ({
    left: right(Math.max(from, x[0])),
    right: right(Math.min(to, x[1])),
    top: down(accuracy) - 3,
    bottom: down(accuracy) + 3,
  });
  const intervals = models.flatMap(({ emissionsG, accuracy }) => {
    const line = whisker(emissionsG);
    return line ? [level(line.low, line.high, accuracy)] : [];
  });
  const best = frontOf(models);
  const steps = best.map(({ emissionsG, accuracy }, index) =>
    level(emissionsG.value, best[index + 1]?.emissionsG.value ?? x[1], accuracy)
  );
  const risers = best.slice(1).flatMap(({ emissionsG, accuracy }, index): Rectangle[] => {
    const at = right(emissionsG.value), from = best[index]?.accuracy ?? accuracy;
    return [{ left: at - 2, right: at + 2, top: down(accuracy), bottom: down(from) }];
  });
  const bounds = { left: 0, top: 0, right: plot.width, bottom: plot.height };
  return placeLabels(markers, labelSize, bounds, [...intervals, ...steps, ...risers]);
}
