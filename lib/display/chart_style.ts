import { FONT_FAMILY } from "./glyph_widths.ts";

/**
 * Okabe and Ito's colours, told apart by colour-blind readers too, without their black and yellow, which are lost on
 * one of the backgrounds. Source: Okabe and Ito, Color Universal Design, 2008, free to use.
 */
export const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7"] as const;

/** Greys that are read on white and on black. */
export const GREY = {
  text: "#7f7f7f",
  strong: "#808080",
  grid: "rgba(128,128,128,0.22)",
  axis: "rgba(128,128,128,0.55)",
};

/** A colour of `COLOURS` for the given series, with opacity. */
export function colour(index: number, opacity = 1): string {
  const hex = COLOURS[index % COLOURS.length] ?? COLOURS[0];
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return opacity === 1 ? hex : `rgba(${red},${green},${blue},${opacity})`;
}

/** Size of a figure in pixels; labels are placed for it. */
export interface ChartSize {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
}

/** What a chart has besides title and size. */
export interface LayoutOptions {
  /** Pixels around the plot where they differ: `{ b: 90 }` for slanted names. */
  readonly margin?: Readonly<Record<string, number>>;
  /** Where the figures come from, in Plotly's markup; a line below the plot, for which the chart becomes higher. */
  readonly source?: string | undefined;
}

/** Pixels of the line that names the source. */
const SOURCE_HEIGHT = 20;

/**
 * What all figures have in common: transparent, grey text for light and dark pages, title and subtitle at the left.
 *
 * @param title The finding, in Plotly's markup.
 * @param subtitle What lines, areas and gaps mean, in Plotly's markup.
 * @param size Pixels.
 */
export function baseLayout(
  title: string,
  subtitle: string,
  size: ChartSize,
  { margin = {}, source }: LayoutOptions = {},
): Record<string, unknown> {
  const around = { l: 64, r: 20, t: 96, b: 52, ...margin };
  const below = source === undefined ? 0 : SOURCE_HEIGHT;
  return {
    width: size.width,
    height: size.height + below,
    title: {
      text: `<b>${title}</b>`,
      x: 0,
      xref: "container",
      xanchor: "left",
      y: 1,
      yref: "container",
      yanchor: "top",
      pad: { l: 12, t: 14 },
      font: { size: 16, color: GREY.strong },
      subtitle: { text: subtitle, font: { size: 12, color: GREY.text } },
    },
    font: { family: FONT_FAMILY, size: 12, color: GREY.text },
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1.01, yanchor: "bottom", itemsizing: "constant" },
    // Room that is the same everywhere: labels are placed for it, and nothing has to be drawn twice.
    margin: { ...around, b: around.b + below, autoexpand: false },
    ...(source === undefined ? {} : { annotations: [sourceLine(source, around.l, around.b + below)] }),
    modebar: { bgcolor: "rgba(0,0,0,0)", color: GREY.axis, activecolor: GREY.strong },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    hoverlabel: { font: { family: FONT_FAMILY, size: 12 } },
  };
}

/** At the left, as the title is. */
function sourceLine(text: string, left: number, bottom: number): Record<string, unknown> {
  return {
    text,
    showarrow: false,
    xref: "paper",
    yref: "paper",
    x: 0,
    y: 0,
    xanchor: "left",
    yanchor: "bottom",
    xshift: 12 - left,
    yshift: 4 - bottom,
    font: { size: 10, color: GREY.text },
  };
}

/** An axis in the common style. */
export function axis(title: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    title: { text: title, font: { size: 12, color: GREY.text }, standoff: 10 },
    ...(more["showgrid"] === false ? {} : { gridcolor: GREY.grid }),
    linecolor: GREY.axis,
    tickcolor: GREY.axis,
    zeroline: false,
    fixedrange: true,
    ...more,
  };
}
