import { pictureHtml } from "./bundle.ts";
import { escapeHtml } from "./escape_html.ts";
import type { PlotFigure } from "./plot_figure.ts";

/** The charts of a page. */
export interface Charts {
  /** HTML of one chart: its picture, which the script replaces by a live one. */
  chart(figure: PlotFigure, text: string): string;
  /** HTML that makes the charts live, after the last of them; empty without Plotly. */
  script(): string;
}

/**
 * Collects the charts of a page.
 *
 * @param draw Draws a figure as SVG.
 * @param plotly Source text of plotly-basic.
 */
export function chartsOfPage(draw?: (figure: PlotFigure) => string, plotly?: string): Charts {
  const figures: PlotFigure[] = [];
  return {
    chart(figure, text) {
      const index = figures.push(figure) - 1;
      const still = draw ? pictureHtml(draw(figure), text) : `<p class="pale">${escapeHtml(text)}</p>`;
      return `<figure id="chart-${index}">${still}</figure>`;
    },
    script() {
      if (plotly === undefined || figures.length === 0) return "";
      return `<script>${inScript(plotly)}</script>\n<script>${live(figures)}</script>`;
    },
  };
}

/** A failing chart keeps its picture. */
function live(figures: readonly PlotFigure[]): string {
  const json = JSON.stringify(figures).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  return `for(const[index,{data,layout}]of ${json}.entries()){const place=document.getElementById("chart-"+index),` +
    `still=[...place.childNodes];Plotly.newPlot(place,data,layout,{displayModeBar:false})` +
    `.then(()=>still.forEach((node)=>node.remove()),()=>{})}`;
}

/** Source text inside a script element, which ends at the first closing tag. */
function inScript(source: string): string {
  return source.replaceAll(/<\/(?=script)/gi, "<\\/").replaceAll("<!--", "<\\!--");
}
