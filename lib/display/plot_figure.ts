/**
 * A Plotly figure as plain JSON, valid in plotly.js 3 and 4: the same value is shown by front-ends that have
 * Plotly, drawn to a picture for those that have not, and put into the report.
 */
export interface PlotFigure {
  /** Traces. */
  readonly data: readonly Readonly<Record<string, unknown>>[];
  /** Axes, titles, sizes. */
  readonly layout: Readonly<Record<string, unknown>>;
}
