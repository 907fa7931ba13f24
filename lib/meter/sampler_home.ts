import { samplerThreadSource, THREAD_STATE } from "./sampler_thread.ts";
import type { SamplerConfig } from "./sampler_worker.ts";

/** A Web Worker as far as it is used here. */
export interface SamplerPort {
  /** Sends a message. */
  postMessage(message: unknown): void;
  /** Leaves a message under a key until the worker looks. */
  leave(key: string, message: unknown): void;
  /** Takes a message back that the worker does not have yet; otherwise false. */
  takeBack(key: string): boolean;
}

/** Where the sampler's thread lives. */
export interface SamplerHome {
  /** A worker that is there anyway opens its files; a thread of its own waits until it pays. */
  open(): void;
  /** Samples every `periodMs` from now on, more often during the first `quickMs`; a rest empties the ring. */
  start(periodMs: number, quickMs: number): void;
  /** Stops sampling, keeps the thread. */
  rest(): void;
  /** Ends the sampler. */
  end(): void;
}

/** Under which the kernel's worker is told to begin. */
const KEY = "sampler";

/** A thread costs more than anything else here, so outside a kernel it starts only after this long. */
const PAYS_AFTER_MS = 1000;

/**
 * Finds the sampler its place: in a kernel the worker that is there anyway, outside a thread of its own, which
 * starts once it pays and does not keep the process alive.
 */
export function openHome(port: SamplerPort | undefined, config: () => SamplerConfig): SamplerHome {
  return port ? sharedHome(port, config) : ownHome(config);
}

function sharedHome(port: SamplerPort, config: () => SamplerConfig): SamplerHome {
  let opened = false, running = false;
  const rest = () => {
    if (running && !port.takeBack(KEY)) port.postMessage({ room: "sampler", kind: "stop" });
    running = false;
  };
  return {
    open() {
      if (!opened) port.postMessage({ room: "sampler", kind: "prepare", ...config() });
      opened = true;
    },
    start(periodMs, quickMs) {
      const pace = { room: "sampler", periodMs, quickMs };
      if (!opened) port.postMessage({ ...pace, kind: "open", ...config() });
      else if (running && !port.takeBack(KEY)) port.postMessage({ ...pace, kind: "period" });
      else port.leave(KEY, { ...pace, kind: "begin" });
      opened = running = true;
    },
    rest,
    end: rest,
  };
}

function ownHome(config: () => SamplerConfig): SamplerHome {
  const control = new Int32Array(new SharedArrayBuffer(12));
  let timer: ReturnType<typeof setTimeout> | undefined, began = false;
  const tell = (state: number) => {
    clearTimeout(timer);
    Atomics.store(control, 0, state);
    Atomics.notify(control, 0);
  };
  const begin = async () => {
    began = true;
    try {
      const { Worker } = await import("node:worker_threads");
      const workerData = { ...config(), control: control.buffer };
      const worker = new Worker(samplerThreadSource, { eval: true, workerData });
      // A sampler that fails costs the curve, never the training: the counters are read at the edges anyway.
      worker.on("error", () => {});
      worker.unref();
    } catch {
      // No thread to be had (limits of the system): the same holds.
    }
  };
  return {
    open() {},
    start(periodMs, quickMs) {
      Atomics.store(control, 1, periodMs);
      Atomics.store(control, 2, quickMs);
      tell(THREAD_STATE.run);
      if (began) return;
      timer = setTimeout(() => void begin(), PAYS_AFTER_MS);
      Deno.unrefTimer(timer);
    },
    rest: () => tell(THREAD_STATE.rest),
    end: () => tell(THREAD_STATE.end),
  };
}
