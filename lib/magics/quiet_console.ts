/** What prints, and what is of no use without it; `createTask` and their like go on. */
const METHODS = [
  "assert",
  "clear",
  "count",
  "countReset",
  "debug",
  "dir",
  "dirxml",
  "error",
  "group",
  "groupCollapsed",
  "groupEnd",
  "info",
  "log",
  "table",
  "time",
  "timeEnd",
  "timeLog",
  "trace",
  "warn",
] as const;

/** Keeps the console silent until it is disposed: what a cell prints is shown once, not with each repetition. */
export function quietConsole(): Disposable {
  const former = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) console[method] = () => {};
  return {
    [Symbol.dispose]() {
      for (const [method, print] of former) Reflect.set(console, method, print);
    },
  };
}
