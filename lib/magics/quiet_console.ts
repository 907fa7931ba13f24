const METHODS = ["log", "info", "debug", "warn", "error", "dir", "table", "trace"] as const;

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
