import type { Destination } from "../record/destination.ts";
import type { RunRecord } from "../record/run_record.ts";
import { cardHtml, cardText } from "./card.ts";
import { escapeHtml } from "./escape_html.ts";
import type { PlotFigure } from "./plot_figure.ts";

/** What a notebook shows: the same thing in several formats, of which the front-end takes the best it knows. */
export interface Bundle {
  /** Content by MIME type. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Hints by MIME type. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What a card needs besides the run. */
export interface CardBundleOptions {
  /** Where the run is logged. */
  readonly destination?: Destination;
}

/** Stands where a front-end knows neither Plotly figures nor the picture. */
const NO_PICTURE = "This chart needs a front-end that shows Plotly figures";

/** The card of a run. */
export function cardBundle(record: RunRecord, options: CardBundleOptions = {}): Bundle {
  const { destination } = options;
  return {
    data: { "text/html": cardHtml(record, destination), "text/plain": cardText(record, destination) },
  };
}

/**
 * A chart: live where Plotly figures are known, else its picture, else `text`. No PNG, because front-ends with
 * Plotly would show that first.
 *
 * @param figure The figure.
 * @param svg Its picture, `undefined` when it could not be drawn.
 * @param text What the chart says, in a line.
 */
export function chartBundle(figure: PlotFigure, svg: string | undefined, text: string): Bundle {
  const plotly = { "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout } };
  if (svg === undefined) return { data: { ...plotly, "text/plain": `${text}\n${NO_PICTURE}` } };
  return { data: { ...plotly, "text/html": pictureHtml(svg, text), "text/plain": text } };
}

/** An SVG as an image: sanitisers drop inline ones. */
export function pictureHtml(svg: string, text: string): string {
  return `<img alt="${escapeHtml(text)}" style="max-width:100%;height:auto" src="data:image/svg+xml;base64,${
    new TextEncoder().encode(svg).toBase64()
  }">`;
}
