import { formatDuration, formatQuantity } from "../units.ts";
import type { Host } from "../host.ts";
import { type Bundle, cardBundle, chartBundle } from "../display/bundle.ts";
import { powerFigure } from "../display/figures/power.ts";
import type { PlotFigure } from "../display/plot_figure.ts";
import { loadPicture, type Picture } from "../display/picture.ts";
import type { Notebook } from "../notebook/notebook.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { Destination } from "./outbox.ts";
import type { Run } from "./run.ts";

/** What the reader sees: cards and charts in a notebook, text on stderr elsewhere. */
export interface Show {
  /** Shows the card of a run, or updates it; synchronous, so that it lands in the cell that runs now. */
  card(run: Run, record: RunRecord): void;
  /** Shows the chart of a run once, drawn as a picture too; waits for the drawing code at its first use. */
  chart(run: Run, record: RunRecord): Promise<void>;
  /** The same for a cell that failed and cannot wait: the picture follows when it can be drawn. */
  chartNow(run: Run, record: RunRecord): void;
  /** Shows a figure of several runs. */
  figure(figure: PlotFigure, text: string): Promise<void>;
  /** Shows a bundle, or its plain text on stderr outside a notebook. */
  bundle(bundle: Bundle): void;
}

/** Below this a run has no curve worth a chart, and drawing would cost a visible part of it. Seconds. */
const SHORTEST_CHART_S = 1;

/**
 * Opens the display of this process.
 *
 * @param host Loads the drawing code at first use.
 * @param notebook The kernel, if there is one.
 * @param destination Where the run is logged, as far as it is known now.
 */
export function openShow(
  host: Host,
  notebook: Notebook | undefined,
  destination: (run: Run) => Destination,
): Show {
  const cards = new Set<string>();
  const charts = new Map<string, Promise<void>>();
  let loading: Promise<Picture | undefined> | undefined;
  let loaded: Picture | undefined;
  const picture = () =>
    loading ??= loadPicture(host).then((drawer) => loaded = drawer).catch((error) => {
      // Without the drawing code (offline, say) the chart stays what front-ends with Plotly draw themselves.
      console.error(
        `wattbook: charts have no static picture: ${error instanceof Error ? error.message : error}`,
      );
      return undefined;
    });

  const bundle = (content: Bundle) => {
    if (notebook) notebook.display(content);
    else console.error(String(content.data["text/plain"]));
  };
  const card = (run: Run, record: RunRecord) => {
    const { display } = run.info;
    if (display === "none") return;
    const content = display === "line"
      ? { data: { "text/plain": line(record) } }
      : cardBundle(record, { mlflow: destination(run) });
    const id = `wattbook-card-${record.runId}`;
    if (notebook === undefined) bundle(content);
    else if (cards.has(id)) notebook.update(content, id);
    else notebook.display(content, id);
    cards.add(id);
  };
  const figureOf = (run: Run, record: RunRecord) =>
    notebook && run.info.display === "full" && record.durationS >= SHORTEST_CHART_S
      ? powerFigure(record)
      : undefined;
  const powerText = (record: RunRecord) =>
    `Power during ${record.runName}: ${record.curve?.timeS.length ?? 0} points`;

  return {
    card,
    bundle,
    chart(run, record) {
      const shown = charts.get(record.runId) ?? showChart(run, record);
      charts.set(record.runId, shown);
      return shown;
    },
    chartNow(run, record) {
      const figure = figureOf(run, record);
      if (figure === undefined || charts.has(record.runId)) return;
      const id = `wattbook-chart-${record.runId}`;
      notebook?.display(chartBundle(figure, loaded?.draw(figure), powerText(record)), id);
      const later = loaded ? Promise.resolve() : picture().then((drawer) => {
        if (drawer) notebook?.update(chartBundle(figure, drawer.draw(figure), powerText(record)), id);
      });
      charts.set(record.runId, later);
    },
    async figure(figure, text) {
      bundle(chartBundle(figure, notebook ? (await picture())?.draw(figure) : undefined, text));
    },
  };

  async function showChart(run: Run, record: RunRecord): Promise<void> {
    const figure = figureOf(run, record);
    if (figure === undefined) return;
    const svg = (await picture())?.draw(figure);
    notebook?.display(chartBundle(figure, svg, powerText(record)), `wattbook-chart-${record.runId}`);
  }
}

function line(record: RunRecord): string {
  const grams = record.emissionsG[record.headline], energy = record.energyJ[record.headline];
  const figures = grams && energy && !record.belowResolution
    ? `${formatQuantity(grams.value, "g")} CO2e (${formatQuantity(grams.low, "g")} – ${
      formatQuantity(grams.high, "g")
    }), ${formatQuantity(energy.value, "J")}, grade ${energy.grade}`
    : "too short to resolve";
  return `wattbook: ${record.runName.slice(0, 80)}: ${figures}, ${
    formatDuration(record.durationS)
  }, ${record.status}`;
}
