/**
 * What only a kernel needs, in one file: a program does not load it, and the kernel loads it with one import.
 *
 * @module
 */
export { openNotebook } from "../notebook/notebook.ts";
export { openOrigin } from "./origin.ts";
export { openPanels } from "./panels.ts";
export { accountForCells } from "./session_cells.ts";
export { startWorker } from "./worker.ts";
