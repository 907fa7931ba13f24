import { newSourceMemory } from "./cell_source.ts";
import { findIopub } from "./iopub_address.ts";
import { SHARED, WATCH } from "./observer_worker.ts";

/** A Web Worker as far as it is used here. */
export interface WorkerPort {
  /** Sends a message. */
  postMessage(message: unknown): void;
  /** Listens for messages. */
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** A cell as the kernel announced it. */
export interface CellInput {
  /** The observer's number of the cell; grows with each. */
  readonly cell: number;
  /** Its source. */
  readonly code: string;
  /** The kernel's number. */
  readonly count: number;
  /** When it began, milliseconds since 1970. */
  readonly startMs: number;
}

/** The end of a cell as the kernel announced it. */
export interface CellIdle {
  /** The observer's number of the cell; grows with each. */
  readonly cell: number;
  /** When it was over, milliseconds since 1970. */
  readonly endMs: number;
  /** The error that it showed, if any. */
  readonly failed: { readonly name: string; readonly message: string } | undefined;
  /** Stop was pressed while it ran. */
  readonly stopped: boolean;
}

/** What the observer tells. */
export interface ObserverEvents {
  /** A cell has begun. */
  input?(cell: CellInput): void;
  /** A cell was over. */
  idle?(end: CellIdle): void;
  /** Stop was pressed. */
  stop?(): void;
}

/** The calling thread's side of the worker that reads the kernel's own messages. */
export interface Observer {
  /** True once it sees what the kernel publishes. */
  readonly ready: boolean;
  /** Settles when it is ready, or when `limitMs` has passed. */
  whenReady(limitMs: number): Promise<boolean>;
  /** Words shared with the worker, see `SHARED`. */
  readonly shared: Int32Array;
  /** Memory that holds the newest cell's source, for `readSource()`. */
  readonly source: SharedArrayBuffer;
  /** Display ids that begin so are fences. */
  readonly fencePrefix: string;
  /**
   * Calls `arrived` when the fence of that number was seen, with the observer's number of the cell in which it was
   * published; without it when only a later fence was seen.
   */
  onFence(number: number, arrived: (cell: number | undefined) => void): Disposable;
  /** The newest cell it saw begin. */
  cell(): CellInput | undefined;
  /** Has the worker listen for SIGINT or stop doing so. */
  watchStop(on: boolean): void;
  /** Waits on the calling thread until the worker has done the last `watchStop()`, at most so many milliseconds. */
  waitHeard(limitMs: number): void;
  /** Why it does not work, if it does not. */
  problem(): string | undefined;
}

/** As it was when we began: a cell may replace it. */
const { wait: sleep } = Atomics;

/**
 * Starts the observer in a worker; never waits for it.
 *
 * @param worker The worker, started with `observerWorkerSource`.
 * @param events Whom to tell.
 */
export function startObserver(worker: WorkerPort, events: ObserverEvents): Observer {
  const shared = new Int32Array(new SharedArrayBuffer(SHARED.length * 4));
  const source = newSourceMemory();
  const fencePrefix = `wattbook-fence-${crypto.randomUUID().slice(0, 8)}-`;
  const fences = new Set<{ readonly number: number; readonly arrived: (cell: number | undefined) => void }>();
  const seeFence = (seen: number, cell: number) => {
    for (const fence of [...fences]) {
      if (fence.number > seen) continue;
      fences.delete(fence);
      fence.arrived(fence.number === seen ? cell : undefined);
    }
  };
  const readiness = Promise.withResolvers<true>();
  const kernel = findIopub();
  let asked = 0;
  let cell: CellInput | undefined;
  let problem = typeof kernel === "string" ? kernel : undefined;
  worker.addEventListener("message", ({ data }) => {
    if (data?.room !== "observer") return;
    if (data.kind === "ready") readiness.resolve(true);
    if (data.kind === "lost") problem = `the observer ended: ${data.why}`;
    if (data.kind === "input") {
      cell = { cell: data.cell, code: data.code, count: data.count, startMs: data.startMs };
      events.input?.(cell);
    }
    if (data.kind === "fence") seeFence(data.number, data.cell);
    if (data.kind === "idle") {
      const { cell, endMs, failed, stopped } = data;
      events.idle?.({ cell, endMs, failed, stopped });
    }
    if (data.kind === "stop") events.stop?.();
  });
  // Without an address the worker still listens for Stop.
  const address = typeof kernel === "string" ? undefined : kernel;
  worker.postMessage({
    room: "observer",
    kind: "start",
    shared: shared.buffer,
    source,
    prefix: fencePrefix,
    address,
  });
  const isReady = () => Atomics.load(shared, SHARED.ready) === 1;
  return {
    shared,
    source,
    fencePrefix,
    get ready() {
      return isReady() && problem === undefined;
    },
    async whenReady(limitMs) {
      if (isReady()) return problem === undefined;
      if (problem !== undefined) return false;
      const late = Promise.withResolvers<false>();
      const timer = setTimeout(() => late.resolve(false), limitMs);
      const ready = await Promise.race([readiness.promise, late.promise]);
      clearTimeout(timer);
      return ready;
    },
    onFence(number, arrived) {
      const fence = { number, arrived };
      fences.add(fence);
      return { [Symbol.dispose]: () => void fences.delete(fence) };
    },
    cell: () => cell,
    watchStop(on) {
      if (on) Atomics.add(shared, SHARED.watches, 1);
      const [from, to] = on ? [WATCH.left, WATCH.on] : [WATCH.on, WATCH.left];
      if (Atomics.compareExchange(shared, SHARED.watch, from, to) === from) return;
      worker.postMessage({ room: "observer", kind: "watch", on, number: ++asked });
    },
    waitHeard(limitMs) {
      const deadline = performance.now() + limitMs;
      for (let left = limitMs; left > 0; left = deadline - performance.now()) {
        const heard = Atomics.load(shared, SHARED.heard);
        if (heard >= asked) return;
        sleep(shared, SHARED.heard, heard, left);
      }
    },
    problem: () => problem,
  };
}
