import { formatNumber, significant } from "../../units.ts";
import type { Figure } from "../../units.ts";
import type { ComparedModel } from "../../record/comparison.ts";
import { axis, baseLayout, colour, GREY } from "../chart_style.ts";
import { textWidth } from "../glyph_widths.ts";
import { grams, intervalText } from "../interval_text.ts";
import { placeLabels, type Rectangle } from "../labels.ts";
import type { PlotFigure } from "../plot_figure.ts";
import { plotlyText } from "../plotly_text.ts";
import { shorten } from "../shorten.ts";
import { logTicks } from "../ticks.ts";
import { bubbleTitle } from "./bubble_title.ts";

const WIDTH = 760, HEIGHT = 440;
const MARGIN = { l: 64, r: 24, t: 84, b: 56 };
const PLOT = { width: WIDTH - MARGIN.l - MARGIN.r, height: HEIGHT - MARGIN.t - MARGIN.b };

/** Diameters in pixels of the model with the most parameters, of the smallest, and of one whose number is unknown. */
const LARGEST = 46, SMALLEST = 9, UNKNOWN = 12;

const LABEL_SIZE = 12, LABEL_LENGTH = 24;

/** Fonts differ from the table of widths by a few per cent. */
const SLACK = 1.06;

/** A model that has a place in the figure. */
export interface PlacedModel extends ComparedModel {
  /** Known and above 0. */
  readonly emissionsG: Figure;
  /** Known, 0 to 1. */
  readonly accuracy: number;
}

/** From one value of an axis to another. */
type Range = readonly [low: number, high: number];

/**
 * Accuracy against emissions: one bubble per model, its area the number of parameters, with the interval of the
 * emissions and the Pareto front as steps.
 *
 * @param models Models; those without accuracy or emissions are named below the title.
 */
export function bubbleFigure(models: readonly ComparedModel[]): PlotFigure {
  const placed = models.filter((model): model is PlacedModel =>
    model.accuracy !== undefined && model.emissionsG !== undefined && model.emissionsG.value > 0
  );
  const x = emissionsRange(placed), y = accuracyRange(placed);
  const ticks = logTicks(...x, grams);
  return {
    data: [...front(placed, x), bubbles(placed, x, y)],
    layout: {
      ...baseLayout(bubbleTitle(placed), subtitle(models, placed), { width: WIDTH, height: HEIGHT }),
      margin: MARGIN,
      xaxis: axis("Emissions of the training, CO<sub>2</sub>e (log scale)", {
        type: "log",
        range: x.map((end) => significant(Math.log10(end), 6)),
        tickmode: "array",
        tickvals: ticks.values,
        ticktext: ticks.text,
        automargin: false,
      }),
      yaxis: axis("Accuracy on test data (%)", {
        range: y.map((end) => significant(end)),
        automargin: false,
      }),
      showlegend: false,
      hovermode: "closest",
    },
  };
}

function bubbles(models: readonly PlacedModel[], x: Range, y: Range): Record<string, unknown> {
  const most = Math.max(...models.map(({ parameters }) => parameters ?? 0));
  const sizes = models.map((model) => diameter(model, most));
  const places = labelPlaces(models, sizes, x, y);
  return {
    type: "scatter",
    mode: "markers+text",
    name: "models",
    x: models.map(({ emissionsG }) => significant(emissionsG.value)),
    y: models.map(({ accuracy }) => significant(accuracy * 100)),
    error_x: {
      type: "data",
      symmetric: false,
      array: models.map(({ emissionsG: { value, high } }) => significant(Math.min(high, x[1]) - value)),
      arrayminus: models.map(({ emissionsG: { value, low } }) => significant(value - Math.max(low, x[0]))),
      color: GREY.axis,
      thickness: 1,
      width: 3,
    },
    marker: {
      size: sizes.map((size) => significant(size, 3)),
      color: models.map(({ onFront }) => onFront ? colour(0, 0.75) : colour(1, 0.7)),
      symbol: models.map(({ status, parameters }) =>
        status !== "FINISHED" ? "x" : parameters === undefined ? "circle-open" : "circle"
      ),
      opacity: 1,
      line: { width: 1, color: models.map(({ onFront }) => colour(onFront ? 0 : 1)) },
    },
    text: models.map(({ name }, index) => places[index] ? plotlyText(name, LABEL_LENGTH) : ""),
    textposition: places.map((place) => place?.anchor ?? "middle right"),
    textfont: { size: LABEL_SIZE, color: GREY.strong },
    cliponaxis: false,
    hoverinfo: "text",
    hovertext: models.map(hover),
  };
}

function labelPlaces(models: readonly PlacedModel[], sizes: readonly number[], x: Range, y: Range) {
  const right = (value: number) => PLOT.width * position(Math.log(value), Math.log(x[0]), Math.log(x[1]));
  const down = (accuracy: number) => PLOT.height * (1 - position(accuracy * 100, ...y));
  const markers = models.map(({ name, emissionsG, accuracy }, index) => ({
    x: right(emissionsG.value),
    y: down(accuracy),
    radius: (sizes[index] ?? UNKNOWN) / 2,
    width: textWidth(shorten(name, LABEL_LENGTH), LABEL_SIZE) * SLACK,
  }));
  const bars = models.map(({ emissionsG: { low, high }, accuracy }): Rectangle => ({
    left: right(Math.max(low, x[0])),
    right: right(Math.min(high, x[1])),
    top: down(accuracy) - 3,
    bottom: down(accuracy) + 3,
  }));
  return placeLabels(markers, LABEL_SIZE, { left: 0, top: 0, right: PLOT.width, bottom: PLOT.height }, bars);
}

/** The most accuracy that so many grams buy: level until the next better model, then up. */
function front(models: readonly PlacedModel[], x: Range): Record<string, unknown>[] {
  const best = models.filter(({ onFront }) => onFront).sort((a, b) =>
    a.emissionsG.value - b.emissionsG.value
  );
  const last = best.at(-1);
  if (last === undefined) return [];
  return [{
    type: "scatter",
    mode: "lines",
    name: "Pareto front",
    x: [...best.map(({ emissionsG }) => significant(emissionsG.value)), significant(x[1])],
    y: [...best, last].map(({ accuracy }) => significant(accuracy * 100)),
    line: { shape: "hv", color: GREY.axis, width: 1.5, dash: "dot" },
    hoverinfo: "skip",
  }];
}

function diameter({ parameters, status }: ComparedModel, most: number): number {
  if (parameters === undefined || most === 0 || status !== "FINISHED") return UNKNOWN;
  return Math.max(SMALLEST, LARGEST * Math.sqrt(parameters / most));
}

/** All values, and their intervals as far as a factor of 10 from them, with some air. */
function emissionsRange(models: readonly PlacedModel[]): Range {
  if (models.length === 0) return [0.001, 1];
  const lows = models.map(({ emissionsG: { value, low } }) => Math.max(low, value / 10));
  const highs = models.map(({ emissionsG: { value, high } }) => Math.min(high, value * 10));
  return [Math.min(...lows) / 1.6, Math.max(...highs) * 1.6];
}

function accuracyRange(models: readonly PlacedModel[]): Range {
  if (models.length === 0) return [0, 100];
  const values = models.map(({ accuracy }) => accuracy * 100);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max(0.5, (high - low) * 0.25);
  return [Math.max(-2, low - air), Math.min(high + air, 104)];
}

function position(value: number, low: number, high: number): number {
  return (value - low) / (high - low);
}

function subtitle(models: readonly ComparedModel[], placed: readonly PlacedModel[]): string {
  const without = models.filter((model) => !placed.some((one) => one === model));
  const named = without.slice(0, 3).map(({ name }) => plotlyText(name, 16)).join(", ");
  const more = without.length > 3 ? ` and ${without.length - 3} more` : "";
  const missing = without.length > 0 ? `; not shown: ${named}${more}` : "";
  return `area: parameters; bars: interval of the emissions; dotted: the best accuracy for so many grams${missing}`;
}

function hover({ name, accuracy, emissionsG, parameters, status }: PlacedModel): string {
  return [
    `<b>${plotlyText(name, 60)}</b>`,
    `${formatNumber(accuracy * 100)} % accuracy`,
    `${grams(emissionsG.value)} CO<sub>2</sub>e (${intervalText(emissionsG, grams)})`,
    parameters === undefined ? "parameters unknown" : `${parameters.toLocaleString("en-US")} parameters`,
    ...(status === "FINISHED" ? [] : [status]),
  ].join("<br>");
}
