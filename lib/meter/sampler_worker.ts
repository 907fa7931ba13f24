import { pushSample } from "./ring.ts";

/** What the sampler's thread needs. */
export interface SamplerConfig {
  /** Memory of the ring. */
  readonly ring: SharedArrayBuffer;
  /** Samples that fit into it. */
  readonly slots: number;
  /** Counter files (µJ), one per source. */
  readonly paths: readonly string[];
  /** `/proc/stat` of this machine. */
  readonly statPath: string;
  /** `/proc/thread-self/schedstat`. */
  readonly schedstatPath: string;
  /** Milliseconds between two samples. */
  readonly periodMs: number;
}

/**
 * The part that both homes share: opens the files, reads them, writes a sample (time, own CPU seconds, busy CPU
 * seconds of the machine, counters in joules). A file that cannot be read gives NaN: the ledger knows why.
 */
const CORE = `
${pushSample.toString()}
function openSampler({ ring: memory, slots, paths, statPath, schedstatPath }) {
  const ring = new Float64Array(memory);
  const buffer = new Uint8Array(4096), text = new TextDecoder();
  const open = (path) => {
    try { return Deno.openSync(path); } catch { return undefined; }
  };
  const counters = paths.map(open), stat = open(statPath), own = open(schedstatPath);
  const read = (file) => {
    if (file === undefined) return "";
    try {
      file.seekSync(0, 0);
      return text.decode(buffer.subarray(0, file.readSync(buffer) ?? 0));
    } catch { return ""; }
  };
  const number = (content) => content.trim() === "" ? NaN : Number(content);
  let tick = 0;
  return () => {
    const now = (performance.timeOrigin + performance.now()) / 1000;
    const energies = counters.map((file) => number(read(file)) / 1e6);
    const [user, nice, system, , , irq, softirq] = read(stat).split("\\n", 1)[0].split(/\\s+/).slice(1).map(Number);
    const { user: userUs, system: systemUs } = Deno.cpuUsage();
    pushSample(ring, slots, tick++, [now, (userUs + systemUs) / 1e6, (user + nice + system + irq + softirq) / 100, ...energies]);
    ring[3] = number(read(own).split(" ", 1)[0]) / 1e9 || 0;
  };
}`;

/**
 * The sampler's side in a kernel's Web Worker, as self-contained text: a timer, because the worker's event loop
 * also reads the kernel's messages and has to stay free.
 */
export const samplerWorkerSource = `(() => {${CORE}
  let sample, timer;
  self.addEventListener("message", ({ data }) => {
    if (data?.room !== "sampler") return;
    if (data.kind === "open") sample = openSampler(data);
    clearInterval(timer);
    if (data.kind === "stop" || sample === undefined) return;
    sample();
    timer = setInterval(sample, data.periodMs);
  });
})();`;

/** The same for a thread of its own outside a kernel: it waits on shared memory and ends with its first word set. */
export const samplerThreadSource = `${CORE}
const { workerData } = require("node:worker_threads");
const sample = openSampler(workerData);
const control = new Int32Array(workerData.control);
do sample(); while (Atomics.wait(control, 0, 0, workerData.periodMs) === "timed-out");`;
