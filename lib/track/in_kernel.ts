/**
 * What only a kernel needs, in one file: a program does not load it, and the kernel loads it with one import.
 *
 * @module
 */
// The first run's end would wait for it.
import "../sinks/mlflow/deliver.ts";

export { openNotebook } from "../notebook/notebook.ts";
export { openOrigin } from "./origin.ts";
export { openPanels } from "./panels.ts";
export { accountForCells } from "./session_cells.ts";
export { startWorker } from "./worker.ts";
