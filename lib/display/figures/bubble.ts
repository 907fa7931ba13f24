import { type Figure, formatNumber, significant } from "../../units.ts";
import type { ComparedModel } from "../../record/comparison.ts";
import { axis, baseLayout, colour, GREY } from "../chart_style.ts";
import { grams, intervalText } from "../interval_text.ts";
import type { Placement } from "../labels.ts";
import type { PlotFigure } from "../plot_figure.ts";
import { plotlyText } from "../plotly_text.ts";
import { sourceWords } from "../source_words.ts";
import { logTicks } from "../ticks.ts";
import { type Whisker, whisker } from "../whisker.ts";
import { BUBBLE, bubbleFrame, type Frame, frontOf, isPlaced, type PlacedModel } from "./bubble_frame.ts";
import { bubbleTitle } from "./bubble_title.ts";

/**
 * Accuracy against emissions: one bubble per model, its area the number of parameters, with the interval of the
 * emissions and the Pareto front as steps.
 *
 * @param models Models; those without accuracy or emissions are named below the title.
 */
export function bubbleFigure(models: readonly ComparedModel[]): PlotFigure {
  const placed = models.filter(isPlaced);
  const frame = bubbleFrame(placed);
  const ticks = logTicks(...frame.x, grams);
  return {
    data: [
      ...front(frame),
      ...bubbles("on the Pareto front", 0, frame, ({ onFront }) => onFront),
      ...bubbles("not on the front", 1, frame, ({ onFront }) => !onFront),
    ],
    layout: {
      ...baseLayout(bubbleTitle(placed), subtitle(models, placed), BUBBLE.size, {
        margin: BUBBLE.margin,
        source: sourceWords(placed),
      }),
      xaxis: axis("Emissions of the training, CO<sub>2</sub>e (log scale)", {
        type: "log",
        range: frame.x.map((end) => significant(Math.log10(end), 6)),
        tickmode: "array",
        tickvals: ticks.values,
        ticktext: ticks.text,
      }),
      yaxis: axis("Accuracy on test data (%)", { range: frame.y.map((end) => significant(end)) }),
      showlegend: true,
      hovermode: "closest",
    },
  };
}

/** One of the two groups of bubbles; none when it is empty. */
function bubbles(
  name: string,
  index: number,
  { models: all, diameters, labels, x }: Frame,
  belongs: (model: PlacedModel) => boolean,
): Record<string, unknown>[] {
  const models = all.filter(belongs);
  const ofThese = <T>(values: readonly T[]) => values.filter((_, at) => all.slice(at, at + 1).some(belongs));
  const places: (Placement | undefined)[] = ofThese(labels);
  if (models.length === 0) return [];
  const ends = (pick: (line: Whisker, value: number) => number) =>
    models.map(({ emissionsG }) => {
      const line = whisker(emissionsG);
      return line ? significant(pick(line, emissionsG.value)) : null;
    });
  return [{
    type: "scatter",
    mode: "markers+text",
    name,
    x: models.map(({ emissionsG }) => significant(emissionsG.value)),
    y: models.map(({ accuracy }) => significant(accuracy * 100)),
    ...(models.some(({ emissionsG }) => whisker(emissionsG))
      ? {
        error_x: {
          type: "data",
          symmetric: false,
          array: ends((line, value) => Math.min(line.high, x[1]) - value),
          arrayminus: ends((line, value) => value - Math.max(line.low, x[0])),
          color: GREY.axis,
          thickness: 1,
          width: 3,
        },
      }
      : {}),
    marker: {
      size: ofThese(diameters).map((size) => significant(size, 3)),
      color: colour(index, 0.75),
      symbol: models.map(({ status, parameters }) =>
        status !== "FINISHED" ? "x" : parameters === undefined ? "circle-open" : "circle"
      ),
      opacity: 1,
      line: { width: 1.5, color: colour(index) },
    },
    text: models.map(({ name }, at) => places[at] ? plotlyText(name, BUBBLE.labelLength) : ""),
    textposition: places.map((place) => place?.anchor ?? "middle right"),
    textfont: { size: BUBBLE.labelSize, color: GREY.strong },
    cliponaxis: false,
    hoverinfo: "text",
    hovertext: models.map(hover),
  }];
}

/** The most accuracy that so many grams buy: level until the next better model, then up. */
function front({ models, x }: Frame): Record<string, unknown>[] {
  const best = frontOf(models);
  const last = best.at(-1);
  if (last === undefined) return [];
  return [{
    type: "scatter",
    mode: "lines",
    name: "best accuracy for so many grams",
    x: [...best.map(({ emissionsG }) => significant(emissionsG.value)), significant(x[1])],
    y: [...best, last].map(({ accuracy }) => significant(accuracy * 100)),
    line: { shape: "hv", color: GREY.axis, width: 1.5, dash: "dot" },
    hoverinfo: "skip",
  }];
}

function subtitle(models: readonly ComparedModel[], placed: readonly PlacedModel[]): string {
  const without = models.filter((model) => !placed.some((one) => one === model));
  const named = without.slice(0, 2).map(({ name }) => plotlyText(name, 16)).join(", ");
  const more = without.length > 2 ? ` and ${without.length - 2} more` : "";
  return [
    "area: parameters",
    ...(placed.some(({ parameters }) => parameters === undefined) ? ["hollow: parameters not known"] : []),
    ...(placed.some(({ status }) => status !== "FINISHED") ? ["cross: did not finish"] : []),
    lineWords(placed.map(({ emissionsG }) => emissionsG)),
    ...(without.length > 0 ? [`not shown: ${named}${more}`] : []),
  ].join("; ");
}

/** What the lines are, and what it means that there is none. */
function lineWords(figures: readonly Figure[]): string {
  const known = figures.filter((figure) => whisker(figure)).length;
  if (known === 0 && figures.length > 0) return "intervals are not known";
  return `lines: interval of the emissions${known < figures.length ? "; no line: not known" : ""}`;
}

function hover({ name, accuracy, emissionsG, parameters, status }: PlacedModel): string {
  return [
    `<b>${plotlyText(name, 60)}</b>`,
    `${formatNumber(accuracy * 100)} % accuracy`,
    `${grams(emissionsG.value)} CO<sub>2</sub>e (${intervalText(emissionsG, grams)})`,
    parameters === undefined ? "parameters not known" : `${parameters.toLocaleString("en-US")} parameters`,
    ...(status === "FINISHED" ? [] : [status]),
  ].join("<br>");
}
