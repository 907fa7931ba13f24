import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { type Bundle, cardBundle, chartBundle } from "../display/bundle.ts";
import { powerFigure } from "../display/figures/power.ts";
import { recordLine } from "../display/line.ts";
import type { PlotFigure } from "../display/plot_figure.ts";
import type { Picture } from "../display/picture.ts";
import type { Notebook } from "../notebook/notebook.ts";
import type { Destination } from "../record/destination.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { Run } from "./run.ts";

/** What the reader sees: cards and charts in a notebook, text on stderr elsewhere. */
export interface Show {
  /** Shows the panel of a run that is being measured, or updates it; the card takes its place. Synchronous. */
  panel(run: Run, content: Bundle): void;
  /** Shows the card of a run, or updates it; synchronous, so that it lands in the cell that runs now. */
  card(run: Run, record: RunRecord): void;
  /** Shows the chart of a run once; waits for the drawing code at its first use. Returns the chart's SVG. */
  chart(run: Run, record: RunRecord): Promise<string | undefined>;
  /** The same for a cell that failed and cannot wait: the picture follows when it can be drawn. */
  chartNow(run: Run, record: RunRecord): void;
  /** Shows a figure of several runs. */
  figure(figure: PlotFigure, text: string): Promise<void>;
  /** Draws a figure as SVG; `undefined` where the drawing code cannot be had. */
  picture(figure: PlotFigure): Promise<string | undefined>;
  /** Shows a bundle, or its plain text on stderr outside a notebook. */
  bundle(bundle: Bundle): void;
}

/** Below this a run has no curve worth a chart, and drawing would cost a visible part of it. Seconds. */
const SHORTEST_CHART_S = 1;

/** A download that takes longer than this must not hold a cell; the picture is then left out. */
const LOAD_LIMIT_MS = 20_000;

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
  const charts = new Map<string, Promise<string | undefined>>();
  let loading: Promise<Picture | undefined> | undefined;
  let loaded: Picture | undefined;
  const picture = () => loading ??= loadInTime(host).then((drawer) => loaded = drawer);
  const draw = async (figure: PlotFigure) => (await picture())?.draw(figure);

  const bundle = (content: Bundle) => {
    if (notebook) notebook.display(content);
    else console.error(String(content.data["text/plain"]));
  };
  const place = (content: Bundle, id: string) => {
    if (notebook === undefined) bundle(content);
    else if (cards.has(id)) notebook.update(content, id);
    else notebook.display(content, id);
    cards.add(id);
  };
  const figureOf = (run: Run, record: RunRecord) =>
    notebook && run.info.display === "full" && record.durationS >= SHORTEST_CHART_S
      ? powerFigure(record)
      : undefined;
  const chartId = ({ runId }: RunRecord) => `wattbook-chart-${runId}`;
  const showChart = async (run: Run, record: RunRecord) => {
    const figure = figureOf(run, record);
    if (figure === undefined) return undefined;
    const svg = await draw(figure);
    notebook?.display(chartBundle(figure, svg, chartText(record)), chartId(record));
    return svg;
  };

  return {
    bundle,
    picture: draw,
    panel(run, content) {
      if (run.record === undefined) place(content, cardId(run));
    },
    card(run, record) {
      const { display } = run.info;
      if (display === "none") return;
      const content = display === "line"
        ? { data: { "text/plain": recordLine(record) } }
        : cardBundle(record, { destination: destination(run) });
      place(content, cardId(run));
    },
    chart(run, record) {
      const shown = charts.get(record.runId) ?? showChart(run, record);
      charts.set(record.runId, shown);
      return shown;
    },
    chartNow(run, record) {
      const figure = figureOf(run, record);
      if (figure === undefined || charts.has(record.runId)) return;
      const now = loaded?.draw(figure);
      notebook?.display(chartBundle(figure, now, chartText(record)), chartId(record));
      const later = now === undefined
        ? picture().then((drawer) => {
          const svg = drawer?.draw(figure);
          if (svg !== undefined) {
            notebook?.update(chartBundle(figure, svg, chartText(record)), chartId(record));
          }
          return svg;
        })
        : Promise.resolve(now);
      charts.set(record.runId, later);
    },
    async figure(figure, text) {
      bundle(chartBundle(figure, notebook ? await draw(figure) : undefined, text));
    },
  };
}

/** Panel and card are one display. */
function cardId({ id }: Run): string {
  return `wattbook-card-${id}`;
}

function chartText({ runName, curve }: RunRecord): string {
  return `Power during ${runName.slice(0, 80)}: ${curve?.timeS.length ?? 0} points`;
}

/** Without the drawing code (offline, say) a chart stays what front-ends with Plotly draw themselves. */
async function loadInTime(host: Host): Promise<Picture | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), LOAD_LIMIT_MS);
  try {
    return await Promise.race([load(host), late.promise]);
  } catch (error) {
    const why = messageOf(error);
    console.error(`wattbook: charts have no static picture: ${why}`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

async function load(host: Host): Promise<Picture> {
  const { loadPicture } = await import("../display/picture.ts");
  return await loadPicture(host);
}
