import { VERSION } from "../record/build.ts";
import type { Fleet } from "../record/fleet.ts";
import { escapeHtml } from "./escape_html.ts";
import { fleetFigure } from "./figures/fleet.ts";
import { fleetDimensions, fleetNotes, fleetTable } from "./fleet_table.ts";
import { grams, intervalText, joules } from "./interval_text.ts";
import { page } from "./page.ts";
import { withSubscript } from "./pieces.ts";
import type { PlotFigure } from "./plot_figure.ts";
import { chartsOfPage } from "./report_charts.ts";
import { shorten } from "./shorten.ts";

/** What a page about a fleet is made of. */
export interface FleetReportInput {
  /** Headline. */
  readonly title: string;
  /** The fleet. */
  readonly fleet: Fleet;
  /** Runs that have not ended. */
  readonly going: number;
  /** Draws a figure as SVG; without it the charts need a browser with scripts. */
  readonly draw?: (figure: PlotFigure) => string;
  /** Source text of plotly-basic. */
  readonly plotly?: string;
}

/** A stand-alone page about a fleet. Asks nothing of the network. */
export function fleetReport({ title, fleet, going, draw, plotly }: FleetReportInput): string {
  const charts = chartsOfPage(draw, plotly), name = shorten(title, 80);
  const content = [
    `<h1>${escapeHtml(name)}</h1>`,
    `<p>${withSubscript(escapeHtml(fleetSentence(fleet)))}</p>`,
    ...fleetDimensions(fleet).flatMap((dimension) => {
      const figure = fleetFigure(fleet, dimension);
      return [
        `<h2>By ${dimension}</h2>`,
        fleetTable(fleet, dimension).html,
        figure ? charts.chart(figure, `Emissions by ${dimension}, ${name}`) : "",
      ];
    }),
    `<h2>To know</h2><ul>${
      fleetNotes(fleet, going).map((note) => `<li>${withSubscript(escapeHtml(note))}</li>`).join("")
    }</ul>`,
    charts.script(),
  ];
  return page(title, content.join("\n"), VERSION);
}

/** What all of it came to. */
export function fleetSentence({ sum }: Fleet): string {
  const { runs, energyJ, emissionsG } = sum;
  const count = runs === 1 ? "1 run" : `${runs.toLocaleString("en-US")} runs`;
  if (emissionsG === undefined) return `${count}: their emissions are not known.`;
  const energy = energyJ ? ` from ${joules(energyJ.value)} (${intervalText(energyJ, joules)})` : "";
  return `${count}: ${grams(emissionsG.value)} CO2e (${intervalText(emissionsG, grams)})${energy}.`;
}
