import { type Figure, scaleFigure, significant } from "../../units.ts";
import type { ComparedModel } from "../../record/comparison.ts";
import { axis, baseLayout, colour, GREY } from "../chart_style.ts";
import { grams, intervalText, times } from "../interval_text.ts";
import type { PlotFigure } from "../plot_figure.ts";
import { plotlyText } from "../plotly_text.ts";
import { sourceWords } from "../source_words.ts";
import { linearTicks, logTicks } from "../ticks.ts";
import { type Whisker, whisker } from "../whisker.ts";

/** Pixels. */
const SIZE = { width: 760, height: 400 };

/** Values further apart than this factor are drawn on a logarithmic axis: the small ones would be invisible. */
const WIDE_SPREAD = 20;

/** From ten inferences to ten thousand. */
const TEN_TO_10000 = 1000;

/** More names than this side by side are slanted. */
const LEVEL_NAMES = 6;

/** A model with its two figures. */
interface Pair {
  readonly name: string;
  readonly training: Figure | undefined;
  readonly inferences: Figure | undefined;
}

/**
 * Emissions of the training and of 10,000 inferences, side by side for every model, with their intervals.
 *
 * @param models At least one model; an unknown figure has no bar.
 */
export function barsFigure(models: readonly ComparedModel[]): PlotFigure {
  const pairs = models.map(({ name, emissionsG, emissionsPer10InferencesG: ten }): Pair => ({
    name,
    training: known(emissionsG),
    inferences: known(ten && scaleFigure(ten, TEN_TO_10000)),
  }));
  const figures = pairs.flatMap(({ training, inferences }) => [training, inferences]).filter((one) =>
    one !== undefined
  );
  const values = figures.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isLog = figures.length > 1 && most / least > WIDE_SPREAD;
  const low = isLog ? least / 3 : 0;
  const high = figures.length > 0
    ? Math.max(
      ...figures.map((figure) => Math.min(whisker(figure)?.high ?? figure.value, figure.value * 10)),
    )
    : 1;
  const end = isLog ? high * 1.5 : high * 1.08;
  const slanted = pairs.length > LEVEL_NAMES;
  const ticks = isLog ? logTicks(low, end, grams) : linearTicks(end, grams);
  return {
    data: [
      bars("training", pairs.map(({ training }) => training), 0, low, end),
      bars("10,000 inferences", pairs.map(({ inferences }) => inferences), 1, low, end),
    ],
    layout: {
      ...baseLayout(title(pairs), subtitle(isLog), SIZE, {
        margin: { l: 84, b: slanted ? 84 : 40 },
        source: sourceWords(models),
      }),
      barmode: "group",
      bargap: 0.35,
      bargroupgap: 0.08,
      // Positions, not names: two names that are cut to the same text stay two models.
      xaxis: axis("", {
        tickmode: "array",
        tickvals: pairs.map((_, index) => index),
        ticktext: pairs.map(({ name }) => plotlyText(name, 18)),
        tickangle: slanted ? -30 : 0,
        range: [-0.6, Math.max(1, pairs.length) - 0.4],
        showgrid: false,
        showline: true,
      }),
      yaxis: axis("Emissions, CO<sub>2</sub>e", {
        type: isLog ? "log" : "linear",
        range: isLog ? [low, end].map((value) => significant(Math.log10(value), 6)) : [0, significant(end)],
        tickmode: "array",
        tickvals: ticks.values,
        ticktext: ticks.text,
      }),
    },
  };
}

/** A figure that has a bar: of 0 or less nothing is known but its upper end. */
function known(figure: Figure | undefined): Figure | undefined {
  return figure && figure.value > 0 ? figure : undefined;
}

function bars(
  name: string,
  figures: readonly (Figure | undefined)[],
  index: number,
  low: number,
  high: number,
) {
  const end = (pick: (figure: Figure) => number) =>
    figures.map((figure) => figure === undefined ? null : significant(pick(figure)));
  const line = (pick: (line: Whisker, value: number) => number) =>
    figures.map((figure) => {
      const found = figure && whisker(figure);
      return figure && found ? significant(Math.max(0, pick(found, figure.value))) : null;
    });
  return {
    type: "bar",
    name,
    x: figures.map((_, at) => at),
    y: end(({ value }) => value),
    ...(figures.some((figure) => figure && whisker(figure))
      ? {
        error_y: {
          type: "data",
          symmetric: false,
          array: line((line, value) => Math.min(line.high, high) - value),
          arrayminus: line((line, value) => value - Math.max(line.low, low)),
          color: GREY.text,
          thickness: 1.2,
          width: 4,
        },
      }
      : {}),
    marker: { color: colour(index, 0.8) },
    hoverinfo: "text",
    hovertext: figures.map((figure) =>
      figure === undefined
        ? ""
        : `${name}: ${grams(figure.value)} CO<sub>2</sub>e (${intervalText(figure, grams)})`
    ),
  };
}

function title(pairs: readonly Pair[]): string {
  const ratios = pairs.flatMap(({ name, training, inferences }) =>
    training && inferences ? [{ name: plotlyText(name, 24), ratio: inferences.value / training.value }] : []
  );
  const [largest] = ratios.sort((a, b) => b.ratio - a.ratio);
  if (largest === undefined) return "Emissions of training and of 10,000 inferences";
  const { name, ratio } = largest;
  if (ratio >= 1.2) return `10,000 inferences of ${name} emit ${times(ratio)} times as much as its training`;
  if (ratio > 0.8) return `10,000 inferences of ${name} emit as much as its training`;
  return `Training emits most: 10,000 inferences of ${name} add ${times(ratio * 100)} %`;
}

function subtitle(isLog: boolean): string {
  return `CO<sub>2</sub>e${
    isLog ? " on a log scale" : ""
  }; lines: interval of each figure; no bar: not known`;
}
