import type { Dimension, Fleet, FleetGroup } from "../../record/fleet.ts";
import { type Figure, significant } from "../../units.ts";
import { axis, baseLayout, colour, GREY } from "../chart_style.ts";
import { fleetName } from "../fleet_table.ts";
import { grams, intervalText, times } from "../interval_text.ts";
import type { PlotFigure } from "../plot_figure.ts";
import { plotlyText } from "../plotly_text.ts";
import { linearTicks } from "../ticks.ts";
import { whisker } from "../whisker.ts";

/** Bars in one chart; the others are one bar together. */
const MOST_BARS = 12;

/** Pixels. */
const WIDTH = 760, FRAME = 150, PER_BAR = 28;

/**
 * Emissions of a fleet, divided one way: the largest part on top, with its interval.
 *
 * @returns `undefined` where there are no two parts to compare.
 */
export function fleetFigure(fleet: Fleet, dimension: Dimension): PlotFigure | undefined {
  const groups = fleet.by[dimension].filter(({ emissionsG }) => emissionsG && emissionsG.value > 0);
  if (groups.length < 2) return undefined;
  const shown = groups.slice(0, MOST_BARS).toReversed();
  const figures = shown.flatMap(({ emissionsG }) => emissionsG ?? []);
  const most = Math.max(...figures.map(({ value }) => value));
  const high = Math.max(
    ...figures.map((figure) => Math.min(whisker(figure)?.high ?? figure.value, most * 3)),
    most,
  );
  const end = high * 1.08, ticks = linearTicks(end, grams);
  const ends = (pick: (figure: Figure) => number) =>
    figures.map((figure) => significant(Math.max(0, pick(figure))));
  const left = groups.length - shown.length;
  // One kind of bars needs no legend; Plotly's own check stumbles over one that is not shown.
  const { legend: _, ...base } = baseLayout(
    title(fleet, dimension, groups),
    `CO<sub>2</sub>e; lines: interval of each sum${left > 0 ? `; ${left} smaller ones are not drawn` : ""}`,
    { width: WIDTH, height: FRAME + PER_BAR * shown.length },
    { margin: { l: 220 } },
  );
  return {
    data: [{
      type: "bar",
      orientation: "h",
      y: shown.map((_, at) => at),
      x: figures.map(({ value }) => significant(value)),
      error_x: {
        type: "data",
        symmetric: false,
        array: ends((figure) => Math.min(whisker(figure)?.high ?? figure.value, end) - figure.value),
        arrayminus: ends((figure) => figure.value - (whisker(figure)?.low ?? figure.value)),
        color: GREY.text,
        thickness: 1.2,
        width: 4,
      },
      marker: { color: colour(0, 0.8) },
      hoverinfo: "text",
      hovertext: shown.map((group) => hover(group)),
    }],
    layout: {
      ...base,
      showlegend: false,
      bargap: 0.3,
      yaxis: axis("", {
        tickmode: "array",
        tickvals: shown.map((_, at) => at),
        ticktext: shown.map(({ name }) => plotlyText(fleetName(name, 28), 28)),
        range: [-0.6, shown.length - 0.4],
        showgrid: false,
        showline: true,
      }),
      xaxis: axis("Emissions, CO<sub>2</sub>e", {
        range: [0, significant(end)],
        tickmode: "array",
        tickvals: ticks.values,
        ticktext: ticks.text,
      }),
    },
  };
}

function hover({ name, emissionsG, runs }: FleetGroup): string {
  if (emissionsG === undefined) return "";
  const count = runs === 1 ? "1 run" : `${runs} runs`;
  return `${plotlyText(fleetName(name), 48)}: ${grams(emissionsG.value)} CO<sub>2</sub>e (${
    intervalText(emissionsG, grams)
  }), ${count}`;
}

function title({ sum }: Fleet, dimension: Dimension, groups: readonly FleetGroup[]): string {
  const first = groups.toSorted((a, b) => (b.emissionsG?.value ?? 0) - (a.emissionsG?.value ?? 0))[0];
  const part = times(100 * (first?.emissionsG?.value ?? 0) / (sum.emissionsG?.value ?? NaN));
  return `${
    plotlyText(fleetName(first?.name, 28), 28)
  } has emitted ${part} % of all, of ${groups.length} ${dimension}s`;
}
