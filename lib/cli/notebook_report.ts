import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { loadPicture } from "../display/picture.ts";
import { loadPlotlySource } from "../display/plotly_source.ts";
import { sessionReport } from "../display/report.ts";
import type { TrackedRuns } from "./tracked_runs.ts";

/** What a report is about. */
export interface NotebookReport {
  /** Headline. */
  readonly title: string;
  /** The runs. */
  readonly runs: TrackedRuns;
}

/**
 * Writes the stand-alone page about some notebooks.
 *
 * @param path File to write.
 * @param report What it is about.
 * @param host Loads the drawing code.
 * @returns Why its charts are missing; `undefined` when they are there.
 */
export async function writeReport(
  path: string,
  { title, runs }: NotebookReport,
  host: Host,
): Promise<string | undefined> {
  const { charts, problem } = await loadCharts(host);
  const { records, comparisons } = runs;
  Deno.writeTextFileSync(path, sessionReport({ title, records, comparisons, ...charts }));
  return problem;
}

/** The drawing code, or why it cannot be had. */
export async function loadCharts(host: Host) {
  try {
    const [plotly, picture] = await Promise.all([loadPlotlySource(host), loadPicture(host)]);
    return { charts: { plotly, draw: picture.draw }, problem: undefined };
  } catch (error) {
    // Offline and never used before: tables and cards are worth a page of their own.
    return { charts: {}, problem: messageOf(error) };
  }
}
