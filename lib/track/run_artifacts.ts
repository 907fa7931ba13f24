import { runReport } from "../display/run_report.ts";
import type { RunRecord } from "../record/run_record.ts";
import { curveCsv } from "../sinks/csv.ts";
import { FIGURES_PATH, figuresTable } from "../sinks/figures_table.ts";

/** A file of a run. */
export interface RunArtifact {
  /** Its name in MLflow. */
  readonly path: string;
  /** What is in it. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Name of the report among a run's artifacts. */
export const REPORT_PATH = "wattbook/report.html";

/**
 * The files that every run gets: its figures as a table, its record as JSON, its power curve as CSV and its report as HTML.
 *
 * @param record The run.
 * @param picture Its chart as SVG, where it was drawn.
 */
export function artifactsOf(record: RunRecord, picture?: string): readonly RunArtifact[] {
  const files = [
    [FIGURES_PATH, figuresTable(record)],
    ["wattbook/record.json", `${JSON.stringify(record, null, 1)}\n`],
    ...(record.curve ? [["wattbook/power.csv", curveCsv(record.curve)]] : []),
    [REPORT_PATH, runReport(record, picture)],
  ] as const;
  return files.map(([path = "", text = ""]) => ({ path, content: new TextEncoder().encode(text) }));
}
