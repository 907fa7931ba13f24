import { messageOf } from "../errors.ts";
import { dirname } from "node:path";
import { familyText } from "../sinks/prometheus_lines.ts";
import { isFolder } from "../sinks/is_folder.ts";
import { NotebookError } from "./notebook_error.ts";
import type { KernelSeries } from "./kernel_series.ts";
import { writeWhole } from "./run_file.ts";

/** Series that are kept in a file. */
export interface MetricsFile extends Disposable {
  /** Writes it now, for the last time when it is disposed. */
  write(): void;
}

/** The node exporter reads its folder at each scrape: every 15 s, as a rule. */
const EVERY_MS = 5000;

/** All series in Prometheus' text format. */
export function kernelText(series: KernelSeries): string {
  return series.families().map(familyText).join("");
}

/**
 * Keeps the series of a sweep in a file for the textfile collector of Prometheus' node exporter, anew every five
 * seconds; its reader sees the old one or the new one, never half of it.
 *
 * @param path The file; its name ends in `.prom`, because the collector reads no other.
 * @param series The series.
 * @param onProblem Takes why it could not be written, once.
 * @throws {NotebookError} When it cannot be written at all.
 */
export function keepMetricsFile(
  path: string,
  series: KernelSeries,
  onProblem: (problem: string) => void,
): MetricsFile {
  if (!path.endsWith(".prom")) {
    throw new NotebookError(
      `Cannot write metrics to "${path}": its name should end in ".prom", as node_exporter asks`,
    );
  }
  if (!isFolder(dirname(path))) {
    throw new NotebookError(`Cannot write metrics to "${path}": there is no folder "${dirname(path)}"`);
  }
  writeWhole(path, kernelText(series));
  let isTold = false;
  const write = () => {
    try {
      writeWhole(path, kernelText(series));
    } catch (error) {
      // A full disk costs the metrics, never the notebooks.
      if (!isTold) onProblem(messageOf(error));
      isTold = true;
    }
  };
  const timer = setInterval(write, EVERY_MS);
  Deno.unrefTimer(timer);
  return {
    write,
    [Symbol.dispose]() {
      clearInterval(timer);
      write();
    },
  };
}
