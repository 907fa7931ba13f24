import { formatDuration, significant } from "../../units.ts";
import type { PowerCurve, RunRecord } from "../../record/run_record.ts";
import { axis, baseLayout, colour, GREY } from "../chart_style.ts";
import { intervalText, watts } from "../interval_text.ts";
import { epochLines } from "./epochs.ts";
import type { PlotFigure } from "../plot_figure.ts";
import { plotlyText } from "../plotly_text.ts";
import { thin } from "../thin.ts";

/** Pixels. */
const SIZE = { width: 760, height: 340 };

/** From here on the time axis counts in the next larger unit. */
const TIME_UNITS = [[3 * 3600, 3600, "h"], [600, 60, "min"], [0, 1, "s"]] as const;

/**
 * Power during a run, by component, with the ends of its epochs, the mean of what was charged to it and that mean's
 * interval.
 *
 * @param record The run.
 * @returns The figure, or `undefined` when no curve was drawn.
 */
export function powerFigure(record: RunRecord): PlotFigure | undefined {
  const curve = record.curve && fromStart(record.curve);
  if (curve === undefined || curve.timeS.length < 2 || !curve.series.some(hasPoints)) return undefined;
  const [, seconds, unit] = TIME_UNITS.find(([from]) => (curve.timeS.at(-1) ?? 0) >= from) ?? TIME_UNITS[2];
  const mean = meanPower(record);
  return {
    data: [
      ...(mean ? [band(mean, curve, seconds)] : []),
      ...curve.series.filter(hasPoints).map((series, index) => line(series, curve.timeS, seconds, index)),
      ...epochLines(record, {
        endS: curve.timeS.at(-1) ?? 0,
        secondsPerUnit: seconds,
        top: Math.max(mean?.value ?? 0, ...curve.series.flatMap(({ watts }) => peak(watts))),
      }),
      ...(mean ? [meanLine(mean, curve, seconds, withUndrawn(record))] : []),
    ],
    layout: {
      ...baseLayout(title(record, mean), subtitle(record, mean), SIZE, { source: source(record) }),
      xaxis: axis(`Time since the start (${unit})`, {
        showgrid: false,
        showline: true,
        ticks: "outside",
        range: [0, significant((curve.timeS.at(-1) ?? 0) / seconds)],
      }),
      yaxis: axis("Power (W)", { rangemode: "tozero", nticks: 6 }),
      hovermode: "x unified",
    },
  };
}

/** Each value is the mean of the time up to it, so the first one holds from the start. */
function fromStart(curve: PowerCurve): PowerCurve {
  if (!((curve.timeS[0] ?? 0) > 0)) return curve;
  const series = curve.series.map(({ label, watts }) => ({ label, watts: [watts[0], ...watts] }));
  return { timeS: [0, ...curve.timeS], series };
}

/** Mean watts of what was charged to the run. */
interface Mean {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** From the run's energy, never from the curve. */
function meanPower({ energyJ: { share }, durationS, belowResolution }: RunRecord): Mean | undefined {
  if (share === undefined || belowResolution || !(share.value > 0) || !(durationS > 0)) return undefined;
  return { value: share.value / durationS, low: share.low / durationS, high: share.high / durationS };
}

function hasPoints({ watts }: PowerCurve["series"][number]): boolean {
  return watts.filter((value) => value !== undefined).length >= 2;
}

function line(
  { label, watts }: PowerCurve["series"][number],
  timeS: readonly number[],
  seconds: number,
  index: number,
): Record<string, unknown> {
  const points = thin(timeS.map((x, at) => ({ x, y: watts[at] })));
  const filled = index === 0 ? { fill: "tozeroy", fillcolor: colour(0, 0.18) } : {};
  return {
    type: "scatter",
    mode: "lines",
    name: plotlyText(label),
    x: points.map(({ x }) => significant(x / seconds)),
    y: points.map(({ y }) => y === undefined ? null : significant(y, 3)),
    line: { color: colour(index), width: index === 0 ? 2 : 1.5 },
    hovertemplate: "%{y:.3~s}W",
    ...filled,
  };
}

/** One closed polygon: two fills on top of each other are drawn differently by different front-ends. */
function band(mean: Mean, { timeS }: PowerCurve, seconds: number): Record<string, unknown> {
  const from = significant((timeS[0] ?? 0) / seconds), to = significant((timeS.at(-1) ?? 0) / seconds);
  const [low, high] = [significant(mean.low, 3), significant(mean.high, 3)];
  return {
    type: "scatter",
    mode: "lines",
    name: "interval of the mean",
    showlegend: false,
    x: [from, to, to, from, from],
    y: [low, low, high, high, low],
    fill: "toself",
    fillcolor: "rgba(128,128,128,0.14)",
    line: { width: 0 },
    hoverinfo: "skip",
  };
}

/** Memory is in the run's energy, but has no curve where it is known by its size only. */
function withUndrawn({ components, curve }: RunRecord): string {
  const isMemory = (name: string) => /memory/i.test(name);
  const counts = components.some(({ device, energyJ }) => isMemory(device) && energyJ.value > 0);
  return counts && !curve?.series.some(({ label }) => isMemory(label)) ? ", with memory" : "";
}

function meanLine(
  mean: Mean,
  { timeS }: PowerCurve,
  seconds: number,
  more: string,
): Record<string, unknown> {
  return {
    type: "scatter",
    mode: "lines",
    name: `${mean.low < mean.high ? "mean and its interval" : "mean"}${more}`,
    x: [timeS[0] ?? 0, timeS.at(-1) ?? 0].map((time) => significant(time / seconds)),
    y: [mean.value, mean.value].map((value) => significant(value, 3)),
    line: { color: GREY.strong, width: 1.5, dash: "dot" },
    hovertemplate: "%{y:.3~s}W",
  };
}

function title({ runName, curve }: RunRecord, mean: Mean | undefined): string {
  const name = plotlyText(runName, 40);
  if (mean === undefined) return `Power while ${name} ran`;
  const most = peak(curve?.series[0]?.watts ?? []);
  return `${name} drew ${watts(mean.value)} on average${most > mean.value ? `, ${watts(most)} at most` : ""}`;
}

function peak(curve: readonly (number | undefined)[]): number {
  return curve.reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
}

function subtitle({ energyJ: { share }, durationS }: RunRecord, mean: Mean | undefined): string {
  const lasted = formatDuration(durationS);
  if (share === undefined || mean === undefined) return `watts over ${lasted}`;
  const interval = intervalText({ ...share, ...mean }, watts);
  return `mean ${interval}; ${lasted}`;
}

function source({ energyJ: { share } }: RunRecord): string | undefined {
  return share && `grade ${share.grade}: ${plotlyText(share.how, 120)}`;
}
