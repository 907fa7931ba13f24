import { addFigures, type Figure, significant } from "../../units.ts";
import type { ComparedModel } from "../../record/comparison.ts";
import { axis, baseLayout, colour, GREY } from "../chart_style.ts";
import { grams, intervalText, times } from "../interval_text.ts";
import type { PlotFigure } from "../plot_figure.ts";
import { plotlyText } from "../plotly_text.ts";
import { sourceWords } from "../source_words.ts";
import { linearTicks } from "../ticks.ts";
import { whisker } from "../whisker.ts";

/** Pixels. */
const SIZE = { width: 760, height: 400 };

/** More names than this side by side are slanted. */
const LEVEL_NAMES = 6;

/** More names than this are not written one by one. */
const MOST_NAMES = 20;

/** From so many tries on it is worth a chart what all of them have cost. */
const TRIES_OF_A_SEARCH = 3;

/** Whether tries were a search for a model: several, of which one can be called the best. */
export function isSearch(tries: readonly ComparedModel[]): boolean {
  return tries.length >= TRIES_OF_A_SEARCH && tries.some(({ accuracy }) => accuracy !== undefined);
}

/** A try, and what all before it have emitted. */
interface Step {
  readonly model: ComparedModel;
  readonly grams: Figure | undefined;
  readonly before: number;
  readonly kept: boolean;
}

/**
 * What the kept models cost against all tries: every try stands on those before it, and the last column is their sum
 * with its interval.
 *
 * @param tries At least one model, in the order in which they were tried; what emitted an unknown amount has no bar.
 * @param kept Those of them that were kept; the most accurate one when it is left out.
 */
export function wasteFigure(
  tries: readonly ComparedModel[],
  kept: readonly ComparedModel[] = mostAccurate(tries),
): PlotFigure {
  const steps = stepsOf(tries, kept);
  const sum = addFigures(steps.flatMap(({ grams }) => grams ?? []));
  const end = sum ? Math.min(whisker(sum)?.high ?? sum.value, sum.value * 3) * 1.06 : 1;
  const ticks = linearTicks(end, grams);
  const names = namesOf(steps);
  return {
    data: [
      total(sum, steps.length, end),
      // The kept one once more at the foot of the sum: that part is what was not wasted.
      bars("kept", [...steps.map((step) => step.kept ? step : undefined), ...feetOf(steps)], 0, steps.length),
      bars("not kept", steps.map((step) => step.kept ? undefined : step), 1, steps.length),
    ],
    layout: {
      ...baseLayout(title(steps, sum), subtitle(sum), SIZE, {
        margin: { l: 84, b: steps.length > LEVEL_NAMES ? 84 : 40 },
        source: sourceWords(tries),
      }),
      barmode: "overlay",
      bargap: 0.25,
      xaxis: axis("", {
        tickmode: "array",
        tickvals: names.map(({ at }) => at),
        ticktext: names.map(({ text }) => text),
        tickangle: steps.length > LEVEL_NAMES ? -30 : 0,
        range: [-0.6, Math.max(2, steps.length + 1) - 0.4],
        showgrid: false,
        showline: true,
      }),
      yaxis: axis("Emissions so far, CO<sub>2</sub>e", {
        range: [0, significant(end)],
        tickmode: "array",
        tickvals: ticks.values,
        ticktext: ticks.text,
      }),
    },
  };
}

function mostAccurate(tries: readonly ComparedModel[]): readonly ComparedModel[] {
  const judged = tries.filter(({ accuracy }) => accuracy !== undefined);
  // Of two that are as accurate the later one replaced the other.
  return judged.toSorted((a, b) => (a.accuracy ?? 0) - (b.accuracy ?? 0)).slice(-1);
}

function stepsOf(tries: readonly ComparedModel[], kept: readonly ComparedModel[]): readonly Step[] {
  let before = 0;
  return tries.map((model) => {
    const grams = model.emissionsG && model.emissionsG.value > 0 ? model.emissionsG : undefined;
    const step = { model, grams, before, kept: kept.includes(model) };
    before += grams?.value ?? 0;
    return step;
  });
}

/** The kept ones, one on the other from 0 on. */
function feetOf(steps: readonly Step[]): readonly Step[] {
  let before = 0;
  return steps.filter(({ kept }) => kept).map((step) => {
    const foot = { ...step, before };
    before += step.grams?.value ?? 0;
    return foot;
  });
}

function bars(name: string, steps: readonly (Step | undefined)[], index: number, sumAt: number) {
  return {
    type: "bar",
    name,
    x: steps.map((_, at) => Math.min(at, sumAt)),
    base: steps.map((step) => significant(step?.before ?? 0)),
    y: steps.map((step) => step?.grams === undefined ? null : significant(step.grams.value)),
    marker: { color: colour(index, 0.8) },
    hoverinfo: "text",
    hovertext: steps.map((step) =>
      step?.grams === undefined
        ? ""
        : `${plotlyText(step.model.name, 40)}: ${grams(step.grams.value)} CO<sub>2</sub>e (${
          intervalText(step.grams, grams)
        })${step.model.status === "FINISHED" ? "" : `, ${step.model.status}`}`
    ),
  };
}

function total(sum: Figure | undefined, at: number, end: number) {
  const line = sum && whisker(sum);
  return {
    type: "bar",
    name: "all tries",
    x: [at],
    y: [sum === undefined ? null : significant(sum.value)],
    ...(line
      ? {
        error_y: {
          type: "data",
          symmetric: false,
          array: [sum && line ? significant(Math.max(0, Math.min(line.high, end) - sum.value)) : null],
          arrayminus: [sum && line ? significant(sum.value - Math.max(0, line.low)) : null],
          color: GREY.text,
          thickness: 1.2,
          width: 4,
        },
      }
      : {}),
    marker: { color: GREY.axis },
    hoverinfo: "text",
    hovertext: [sum ? `all tries: ${grams(sum.value)} CO<sub>2</sub>e (${intervalText(sum, grams)})` : ""],
  };
}

/** Of many tries every so many is named, by its number. */
function namesOf(steps: readonly Step[]): readonly { readonly at: number; readonly text: string }[] {
  const all = { at: steps.length, text: "all tries" };
  if (steps.length <= MOST_NAMES) {
    return [...steps.map(({ model }, at) => ({ at, text: plotlyText(model.name, 18) })), all];
  }
  const every = Math.ceil(steps.length / MOST_NAMES);
  const numbered = steps.flatMap((_, at) => at % every === 0 ? [{ at, text: `${at + 1}` }] : []);
  return [...numbered.filter(({ at }) => steps.length - at >= every), all];
}

function title(steps: readonly Step[], sum: Figure | undefined): string {
  const kept = steps.filter((step) => step.kept);
  const cost = addFigures(kept.flatMap(({ grams }) => grams ?? []));
  const others = steps.length - kept.length;
  if (sum === undefined) return "What the tries emitted is not known";
  if (cost === undefined) {
    return `${steps.length} ${steps.length === 1 ? "try" : "tries"} emitted ${
      grams(sum.value)
    } CO<sub>2</sub>e`;
  }
  const [first] = kept;
  const name = kept.length === 1 && first
    ? plotlyText(first.model.name, 24)
    : `The ${kept.length.toLocaleString("en-US")} models that were kept`;
  if (others === 0 && kept.length === 1) return `${name} was the only try: nothing was spent on others`;
  if (others === 0) return `All ${kept.length} tries were kept: nothing was spent on others`;
  const part = 100 * cost.value / sum.value;
  const tries = others === 1 ? "one other try" : `${others.toLocaleString("en-US")} other tries`;
  return `${name} cost ${times(part)} % of the search; the rest went into ${tries}`;
}

function subtitle(sum: Figure | undefined): string {
  if (sum === undefined) return "no bar: not known";
  return `all together ${grams(sum.value)} CO<sub>2</sub>e (${
    intervalText(sum, grams)
  }); line: interval of the sum; no bar: not known`;
}
