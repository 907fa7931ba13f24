import { isHeldBack } from "../jupyter/held_back.ts";
import { CELL_EVENTS } from "./cell_events.ts";
import { keepSource } from "./cell_source.ts";
import { readIopubSource } from "./iopub_reader.ts";

/** Places in the shared `Int32Array` between the worker and the calling thread. */
export const SHARED = {
  fence: 0,
  stopped: 1,
  ready: 2,
  cell: 3,
  heard: 4,
  arrived: 5,
  watch: 6,
  watches: 7,
  length: 8,
} as const;

/**
 * Who listens for Stop in the worker: nobody; nobody any more, until the cell is over (a quick run need not wake the
 * worker at its end, and the next one in the cell finds it listening); runs.
 */
export const WATCH = { off: 0, left: 1, on: 2 } as const;

/**
 * The observer's side in the worker, as self-contained text: it reads the kernel's own iopub like any front-end,
 * tells what it sees, and listens for Stop (a listener in a worker fires while the main thread
 * is blocked). Its event loop has to stay free: a subscriber that does not read blocks everybody's output.
 */
export const observerWorkerSource = `(() => {
  const SHARED = ${JSON.stringify(SHARED)}, WATCH = ${JSON.stringify(WATCH)};
  const keepSource = ${keepSource};
  const readIopub = ${readIopubSource(isHeldBack("deno", Deno.version.deno))};
  let shared, source, prefix;
  const tell = (message) => self.postMessage({ room: "observer", ...message });
  const text = new TextDecoder();

  self.addEventListener("message", ({ data }) => {
    if (data?.room !== "observer") return;
    if (data.kind === "start") {
      shared = new Int32Array(data.shared);
      source = data.source;
      prefix = data.prefix;
      if (data.address === undefined) return;
      observe(data.address).catch((error) => tell({ kind: "lost", why: String(error?.message ?? error) }));
    }
    if (data.kind === "watch") {
      watch(data.on);
      Atomics.store(shared, SHARED.watch, data.on ? WATCH.on : WATCH.off);
      Atomics.store(shared, SHARED.heard, data.number);
      Atomics.notify(shared, SHARED.heard);
    }
  });

  let lastStop = -Infinity, lastWatches = 0;
  const onStop = () => {
    if (!forCell && Atomics.compareExchange(shared, SHARED.watch, WATCH.left, WATCH.off) === WATCH.left) {
      // Nobody's run any more: it does what it does without us.
      watch(false);
      Deno.kill(Deno.pid, "SIGINT");
      return;
    }
    const now = performance.now(), watches = Atomics.load(shared, SHARED.watches);
    // A Stop of an earlier run is not the first of this one's two.
    if (watches !== lastWatches) lastStop = -Infinity;
    lastWatches = watches;
    Atomics.store(shared, SHARED.stopped, 1);
    tell({ kind: "stop" });
    // A second Stop soon after the first means it: end the process as the runtime alone would.
    if (now - lastStop < 2000) Deno.kill(Deno.pid, "SIGTERM");
    lastStop = now;
  };
  let watching = false, forRuns = false, forCell = false;
  function watch(on) {
    forRuns = on;
    listen();
  }
  function watchCell(on) {
    forCell = on;
    listen();
  }
  function listen() {
    const on = forRuns || forCell;
    if (on === watching) return;
    watching = on;
    // A Stop of an earlier run is not the first of this one's two.
    lastStop = -Infinity;
    if (on) Deno.addSignalListener("SIGINT", onStop);
    else Deno.removeSignalListener("SIGINT", onStop);
  }

  const observe = (address) => readIopub(address, {
    arrived: () => Atomics.add(shared, SHARED.arrived, 1),
    ready() {
      Atomics.store(shared, SHARED.ready, 1);
      tell({ kind: "ready" });
    },
    see,
  });

  // Cells are counted as they pass; the kernel's own number stands still for silent ones.
  let failed, cell = 0;
  function see([headerPart, parentPart, , contentPart]) {
    if (contentPart === undefined) return;
    const header = JSON.parse(text.decode(headerPart));
    switch (header.msg_type) {
      case "update_display_data": {
        const id = JSON.parse(text.decode(contentPart)).transient?.display_id;
        if (typeof id !== "string" || !id.startsWith(prefix)) return;
        const number = Number(id.slice(prefix.length));
        Atomics.store(shared, SHARED.fence, number);
        Atomics.notify(shared, SHARED.fence);
        return tell({ kind: "fence", number, cell });
      }
      case "execute_input": {
        const { code, execution_count: count } = JSON.parse(text.decode(contentPart));
        failed = undefined;
        const input = { cell: ++cell, code, count, startMs: Date.parse(header.date) };
        Atomics.store(shared, SHARED.cell, cell);
        // A Stop of which nobody is left who heard it was not meant for this cell.
        if (!watching) Atomics.store(shared, SHARED.stopped, 0);
        const detail = { ...input, watch: false };
        self.dispatchEvent(new CustomEvent("${CELL_EVENTS.input}", { detail }));
        watchCell(detail.watch);
        keepSource(source, input);
        return tell({ kind: "input", ...input });
      }
      case "error": {
        const { ename: name, evalue: message } = JSON.parse(text.decode(contentPart));
        failed = { name, message };
        return;
      }
      case "status": {
        if (JSON.parse(text.decode(parentPart)).msg_type !== "execute_request") return;
        if (JSON.parse(text.decode(contentPart)).execution_state !== "idle") return;
        self.dispatchEvent(new CustomEvent("${CELL_EVENTS.idle}", { detail: { cell } }));
        const stopped = watching && Atomics.load(shared, SHARED.stopped) === 1;
        if (Atomics.compareExchange(shared, SHARED.watch, WATCH.left, WATCH.off) === WATCH.left) forRuns = false;
        watchCell(false);
        tell({ kind: "idle", cell, endMs: Date.parse(header.date), failed, stopped });
        failed = undefined;
      }
    }
  }
})();`;
