/**
 * Runs notebooks without a front-end: on this machine, or through Jupyter Server, JupyterHub and Kernel Gateway. Each
 * kernel measures itself, with the counters and the place of its own machine, and the results add up.
 *
 * ```ts
 * import { combinations, injectParameters, parseGrid, parseNotebook } from "jsr:@wattbook/track@^1/runner";
 * import assert from "node:assert/strict";
 *
 * const [name, values] = parseGrid("rate=0.1,0.3");
 * const sets = combinations({ [name]: values });
 * const cell = { cell_type: "code", metadata: { tags: ["parameters"] }, source: "let rate = 1;" };
 * const notebook = parseNotebook(JSON.stringify({ nbformat: 4, cells: [cell] }), "train.ipynb");
 * const [first, second] = sets.map((set) => injectParameters(notebook, set).notebook.cells[1]?.source);
 *
 * assert.equal(first, "// Parameters\nlet rate = 0.1;");
 * assert.equal(second, "// Parameters\nlet rate = 0.3;");
 * ```
 *
 * @module
 */
export type { CellError, ExecuteOptions, Execution, ShutdownOptions } from "../jupyter/client.ts";
export type { Header, Message } from "../jupyter/message.ts";
export type { MimeBundle, Output } from "../jupyter/outputs.ts";
export type { CellPlace, CellRun, CellStatus } from "./cell_run.ts";
export type { ForecastMean, SweepStart } from "./greenest_start.ts";
export {
  jupyterServer,
  type JupyterServerOptions,
  type KernelServer,
  type ServerPatience,
} from "./jupyter_server.ts";
export type { MetricFamily, Sample } from "../sinks/prometheus_lines.ts";
export type { SeriesFamily } from "./kernel_families.ts";
export { type KernelSeries, kernelSeries, type KernelSeriesOptions } from "./kernel_series.ts";
export { keepMetricsFile, kernelText, type MetricsFile } from "./metrics_file.ts";
export { type ListenAddress, type MetricsPort, type PortOptions, serveMetrics } from "./metrics_port.ts";
export type { Clock } from "./wait_until.ts";
export {
  type Cell,
  type CodeCell,
  type Notebook,
  parseNotebook,
  serialiseNotebook,
  type TextCell,
} from "./nbformat.ts";
export { NotebookError } from "./notebook_error.ts";
export { type NotebookKernel, ServerLost, type StartKernel, type StartOptions } from "./notebook_kernel.ts";
export type { Progress } from "./own_measure.ts";
export {
  combinations,
  type Injected,
  injectParameters,
  type Parameters,
  parseGrid,
  parseParameter,
} from "./parameters.ts";
export { type NotebookRun, type RunEvent, runNotebook, type RunNotebookOptions } from "./run_notebook.ts";
export { type AddressOptions, type ServerAddress, serverAddress } from "./server_address.ts";
export { runSweep, type SweepEvent, type SweepOptions, type SweepResult } from "./sweep.ts";
export { parseBudget, type SweepBudget } from "./sweep_budget.ts";
export type { JobOutcome } from "./sweep_log.ts";
export { planSweep, type SweepJob, type SweepPlan } from "./sweep_plan.ts";
export { type SumOf, sumRecords } from "./sweep_record.ts";
export type { GreenestWhen, ReadyEvent, ReadyOptions } from "./sweep_ready.ts";
export { type SavedByWaiting, savedByWaiting, startSentence } from "./start_words.ts";
export { type SweepReport, sweepReport, sweepSentence } from "./sweep_report.ts";
export { type SweepRow } from "./sweep_table.ts";
export { thisMachine } from "./this_machine.ts";
