/**
 * Events of the worker's own thread, for other rooms' texts in it: a cell has begun (`detail` is what the kernel said
 * of it; `detail.watch = true` has the worker listen for Stop until the cell is over), a cell is over.
 */
export const CELL_EVENTS = { input: "wattbook-input", idle: "wattbook-idle" } as const;
