import { COMMS } from "./comm_prelude.ts";

/** Name of the global through which cells and proxy speak with the prelude; hidden from completion. */
export const GLOBAL = "$wattbook";

/** Milliseconds that a tracked cell gets to end by itself after Stop. */
const GRACE_MS = 2000;

/**
 * What the child kernel runs before the first cell, as self-contained text. It knows which cell a line was printed
 * by, lets Stop end a waiting cell, answers the proxy's questions, and keeps comms.
 *
 * It speaks through updates of displays that do not exist: they keep their place among the cell's outputs.
 *
 * @param prefix Display ids that begin so are for the proxy.
 * @param iopub Where front-ends hear the kernel.
 */
export function prelude(prefix: string, iopub: { readonly hostname: string; readonly port: number }): string {
  return `{
  const PREFIX = ${JSON.stringify(prefix)}, GRACE_MS = ${GRACE_MS};
  // A cell may have names of its own for these.
  const { Deno, Promise, Error, Map, Set, Object, String, Uint8Array, console, crypto, atob, setTimeout } = globalThis;
  const { broadcast, format, display } = Deno.jupyter;
  const { AsyncLocalStorage } = await import("node:async_hooks");
  const { apply } = Reflect, { then } = Promise.prototype;
  const send = (id, json) => broadcast("update_display_data", {
    data: json === undefined ? {} : { "application/json": json }, metadata: {}, transient: { display_id: PREFIX + id },
  });
  const answer = (id, json) => void send("answer-" + id, json);

  // Which cell something belongs to: what a timer of cell 1 prints while cell 2 runs is cell 1's.
  const cells = new AsyncLocalStorage();
  let current = 0, running = false, magics, said = false;
  const begin = () => {
    send("cell-" + ++current);
    return current;
  };
  const foreign = () => {
    const own = cells.getStore();
    return own === undefined || own === current ? undefined : own;
  };
  const labelled = (f) => {
    const wrapped = function (...args) {
      const own = foreign();
      if (own === undefined) return apply(f, this, args);
      send("cell-" + own);
      try {
        return apply(f, this, args);
      } finally {
        send("cell-" + current);
      }
    };
    return Object.defineProperty(wrapped, "name", { value: f.name });
  };
  // Whom to tell that something was printed: this package joins, as on a console that it leads itself.
  const listeners = new Set();
  Object.defineProperty(console, Symbol.for("wattbook.pacedConsole"), { value: listeners });
  let telling = false;
  const told = (f) => Object.defineProperty(function (...args) {
    const value = apply(f, this, args);
    if (telling) return value;
    telling = true;
    try {
      for (const listener of listeners) listener();
    } finally {
      telling = false;
    }
    return value;
  }, "name", { value: f.name });
  for (const key of Object.keys(console)) {
    if (typeof console[key] === "function" && key !== "Console") console[key] = told(labelled(console[key]));
  }
  for (const stream of [Deno.stdout, Deno.stderr]) {
    for (const key of ["write", "writeSync"]) stream[key] = labelled(stream[key]);
  }
  const publish = labelled(broadcast);
  Deno.jupyter.broadcast = function broadcast(type, content, options) {
    if (type === "stream" && content?.text === "stopping…\\n") said = true;
    return options === undefined ? publish(type, content) : publish(type, content, options);
  };
  Deno.jupyter.display = async (object, options = {}) => {
    if (foreign() === undefined) return await display(object, options);
    const data = options.raw ? object : await format(object);
    const transient = options.display_id === undefined ? {} : { display_id: options.display_id };
    await publish(options.update ? "update_display_data" : "display_data", { data, metadata: {}, transient });
  };

  // Stop: a cell that waits is released, unless something in it wants to end by itself.
  const waiting = new Set();
  const stopped = () => {
    const error = new Error("the cell was stopped");
    error.name = "Interrupted";
    error.stack = "Interrupted: the cell was stopped";
    return error;
  };
  const release = () => {
    for (const reject of [...waiting]) reject(stopped());
  };
  // A cell that was terminated is never continued: only when nobody holds it any more does the kernel hear of it.
  const collect = async (cell) => {
    const v8 = await import("node:v8"), vm = await import("node:vm");
    v8.setFlagsFromString("--expose-gc");
    const gc = vm.runInNewContext("gc");
    for (let round = 0; round < 3 && running && current === cell; round++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const afterStop = (cell) => {
    if (!running || current !== cell) return;
    release();
    setTimeout(() => running && current === cell && collect(cell), 50);
  };
  Deno.addSignalListener("SIGINT", () => {
    send("alive");
    said = false;
    const cell = current;
    setTimeout(() => said ? setTimeout(afterStop, GRACE_MS, cell) : afterStop(cell), 20);
  });
  const guard = (value) => {
    if (!(value instanceof Promise) && typeof value?.then !== "function") return value;
    const gate = Promise.withResolvers();
    waiting.add(gate.reject);
    // In one chain of promises, so that the stack of an error still leads to the cell.
    const passed = apply(then, Promise.resolve(value), [(result) => {
      gate.resolve();
      return result;
    }]);
    return Promise.all([passed, gate.promise]).then(([result]) => {
      waiting.delete(gate.reject);
      return result;
    }, (error) => {
      waiting.delete(gate.reject);
      throw error;
    });
  };
  guard.each = (iterable) => {
    const all = iterable[Symbol.asyncIterator] ? iterable : (async function* () { yield* iterable; })();
    const iterator = all[Symbol.asyncIterator]();
    return {
      [Symbol.asyncIterator]() { return this; },
      next: () => guard(iterator.next()),
      return: async (value) => await iterator.return?.(value) ?? { done: true, value },
    };
  };

  ${COMMS}
  const summary = (value) => {
    const text = typeof value === "function"
      ? Function.prototype.toString.call(value).split("\\n").slice(0, 12).join("\\n")
      : Deno.inspect(value, { depth: 2, iterableLimit: 20, strAbbreviateSize: 500, colors: false });
    const kind = value === null ? "null" : typeof value === "object" || typeof value === "function"
      ? (typeof value === "function" ? "function" : value.constructor?.name ?? "object")
      : typeof value;
    return kind + "\\n" + text.slice(0, 4000);
  };
  // Without the proxy nobody could reach this process any more. A worker notices also when a cell blocks.
  const parent = Deno.ppid;
  Deno.unrefTimer(setInterval(() => Deno.ppid === parent || Deno.exit(1), 1000));
  const watchdog = "setInterval(() => Deno.ppid === " + parent + " || Deno.kill(Deno.pid, 'SIGKILL'), 1000)";

  // Who reads what the kernel publishes reads it as front-ends do.
  Object.defineProperty(globalThis, Symbol.for("wattbook.iopub"), { value: ${JSON.stringify(iopub)} });
  Object.defineProperty(globalThis, ${JSON.stringify(GLOBAL)}, { value: Object.freeze({
    guard,
    // Called by each cell as its first act: what it starts belongs to it.
    enter() {
      running = true;
      cells.enterWith(begin());
    },
    fence(id) {
      running = false;
      send(id, true);
    },
    load(url) {
      new Worker("data:application/javascript," + encodeURIComponent(watchdog), { type: "module" });
      magics = import(url);
      magics.catch(() => {});
    },
    loaded: () => magics,
    answer,
    describe(id, get) {
      let said;
      try { said = { text: summary(get()) }; } catch (error) { said = { missing: String(error) }; }
      answer(id, said);
    },
    async express(id, get) {
      try {
        answer(id, { status: "ok", data: await format(await get()), metadata: {} });
      } catch (error) {
        const { name = "Error", message = String(error), stack = "" } = error instanceof Error ? error : {};
        answer(id, { status: "error", ename: name, evalue: message, traceback: stack.split("\\n") });
      }
    },
    async hear(...message) {
      await cells.run(begin(), () => hear(...message));
    },
  }) });
}`;
}
