import { VERSION } from "../record/build.ts";
import type { ComparedExperiment } from "../record/compared_experiment.ts";
import type { RunRecord } from "../record/run_record.ts";
import { cardHtml } from "./card.ts";
import { escapeHtml } from "./escape_html.ts";
import { barsFigure } from "./figures/bars.ts";
import { bubbleFigure } from "./figures/bubble.ts";
import { powerFigure } from "./figures/power.ts";
import { isSearch, wasteFigure } from "./figures/waste.ts";
import { page } from "./page.ts";
import type { PlotFigure } from "./plot_figure.ts";
import { type Charts, chartsOfPage } from "./report_charts.ts";
import { moment } from "./run_report.ts";
import { sessionSummary } from "./session_summary.ts";
import { shorten } from "./shorten.ts";
import { runsTable } from "./runs_table.ts";
import { comparisonTable } from "./table.ts";

/** What a report of a whole notebook is made of. */
export interface SessionReportInput {
  /** Headline: the notebook's name, any text. */
  readonly title: string;
  /** All runs, in their order. */
  readonly records: readonly RunRecord[];
  /** Models side by side, by experiment. */
  readonly comparisons: readonly ComparedExperiment[];
  /** Draws a figure as SVG; without it the charts need a browser with scripts. */
  readonly draw?: (figure: PlotFigure) => string;
  /** Source text of plotly-basic, which makes the charts interactive; about 1.2 MB. */
  readonly plotly?: string;
}

/**
 * A stand-alone page about a whole notebook, to send to a colleague: what it cost in sum, the models side by side,
 * and every run with its card and its power chart. Asks nothing of the network.
 */
export function sessionReport(input: SessionReportInput): string {
  const { title, records, comparisons } = input;
  const charts = chartsOfPage(input.draw, input.plotly);
  const content = [
    `<h1>${escapeHtml(shorten(title, 120))}</h1>`,
    summary(records),
    ...comparisons.map((comparison) => comparisonSection(comparison, charts)),
    ...(records.length > 0
      ? [`<h2>Every run</h2>`, ...records.map((record) => runSection(record, charts))]
      : []),
    charts.script(),
  ];
  return page(title, content.filter(Boolean).join("\n"), records[0]?.wattbook ?? "");
}

/** What a page about one experiment is made of. */
export interface ComparisonReportInput extends ComparedExperiment {
  /** Sentences below the table. */
  readonly words: readonly string[];
  /** Draws a figure as SVG; without it the charts need a browser with scripts. */
  readonly draw?: (figure: PlotFigure) => string;
  /** Source text of plotly-basic. */
  readonly plotly?: string;
}

/** A stand-alone page about the models of one experiment. Asks nothing of the network. */
export function comparisonReport(input: ComparisonReportInput): string {
  const charts = chartsOfPage(input.draw, input.plotly);
  const section = comparisonSection(input, charts, input.words);
  return page(input.experiment, [section, charts.script()].join("\n"), VERSION);
}

function summary(records: readonly RunRecord[]): string {
  const [first] = records;
  if (first === undefined) return `<p>No run was recorded.</p>`;
  return `<p class="pale">${moment(first.startMs)}</p>${sessionSummary(records)}${runsTable(records).html}`;
}

function comparisonSection(
  { experiment, models, tries }: ComparedExperiment,
  charts: Charts,
  words: readonly string[] = [],
): string {
  if (models.length === 0) return "";
  const name = shorten(experiment, 80);
  return [
    `<h2>${escapeHtml(name)}: ${
      models.length === 1 ? "one model" : `${models.length} models side by side`
    }</h2>`,
    comparisonTable(models, words).html,
    ...(models.some(({ accuracy }) => accuracy !== undefined)
      ? [charts.chart(bubbleFigure(models), `Accuracy against emissions, ${name}`)]
      : []),
    ...(models.some(({ emissionsPer10InferencesG }) => emissionsPer10InferencesG)
      ? [charts.chart(barsFigure(models), `Emissions of training and of 10,000 inferences, ${name}`)]
      : []),
    ...(isSearch(tries)
      ? [charts.chart(wasteFigure(tries), `What the kept model cost against all tries, ${name}`)]
      : []),
  ].join("\n");
}

function runSection(record: RunRecord, charts: Charts): string {
  const figure = powerFigure(record), name = shorten(record.runName, 80);
  return `<section>${cardHtml(record)}${
    figure ? charts.chart(figure, `Power during ${name}`) : ""
  }</section>`;
}
