import { childUsage } from "../host.ts";
import { liveChildrenS } from "../sources/child_time.ts";
import type { Sampling } from "../sources/source.ts";
import type { Seconds } from "../units.ts";
import { pushSample } from "./ring.ts";

/** What the sampler's thread needs. */
export interface SamplerConfig {
  /** Memory of the ring. */
  readonly ring: SharedArrayBuffer;
  /** Samples that fit into it. */
  readonly slots: number;
  /** How each source is read; one without gives no number. */
  readonly readers: readonly (Sampling | undefined)[];
  /** Which sources tell a power and no energy. */
  readonly powers: readonly boolean[];
  /** `/proc/stat` of this machine. */
  readonly statPath: string;
  /** `/proc/thread-self/schedstat`. */
  readonly schedstatPath: string;
  /** Folder that stands for `/`. */
  readonly root: string;
  /** By how much seconds since 1970 are ahead of the host's clock that never jumps. */
  readonly aheadS: Seconds;
  /** When the sampler was asked for, milliseconds since 1970; 0 for a thread that exists only for it. */
  readonly askedMs: number;
}

/** Milliseconds between two samples where nobody asks for others, and how long a run counts as young. */
export const PACE = { periodMs: 1000, quickMs: 20_000 } as const;

/** Events of the worker's own thread: read everything into `detail.numbers`; sample while a cell runs, `detail.on`. */
export const SAMPLER_EVENTS = { read: "wattbook-read", sample: "wattbook-sample" } as const;

/** Busy seconds of the machine are read this often at most: nine ticks of the system make a figure. Seconds. */
const BUSY_EVERY_S = 0.09;

/** Milliseconds between two samples while a run is young: most cells end within seconds and want a curve too. */
const QUICK_PERIOD_MS = 100;

/**
 * The part that both homes share: opens the files, reads them, writes a sample (time, own CPU seconds, busy CPU
 * seconds of the machine, counters in joules). A file that cannot be read gives NaN: the ledger knows why.
 *
 * The ring's fourth word gets the CPU seconds of this thread: of a thread that was there before it was asked for
 * only what comes after that, of a new one its start too.
 */
export const samplerCore = `
${pushSample.toString()}
${childUsage.toString()}
${liveChildrenS.toString()}
function newPace(quickMs, periodMs) {
  const quickUntil = performance.now() + quickMs;
  return () => performance.now() < quickUntil ? Math.min(${QUICK_PERIOD_MS}, periodMs()) : periodMs();
}
function openSampler({ ring: memory, slots, readers, powers = [], statPath, schedstatPath, root, aheadS, askedMs }) {
  const ring = new Float64Array(memory);
  const buffer = new Uint8Array(4096), text = new TextDecoder();
  const open = (path) => {
    try { return Deno.openSync(path); } catch { return undefined; }
  };
  // Opened at the first read, and tried again at the next where that fails.
  const counters = readers.map((reader) => {
    let take;
    return () => {
      try {
        take ??= reader ? (0, eval)("(" + reader.text + ")")(reader.data, Deno.dlopen) : () => NaN;
        return take();
      } catch { return NaN; }
    };
  });
  const stat = open(statPath), own = open(schedstatPath);
  const read = (file) => {
    if (file === undefined) return "";
    try {
      file.seekSync(0, 0);
      return text.decode(buffer.subarray(0, file.readSync(buffer) ?? 0));
    } catch { return ""; }
  };
  const number = (content) => content.trim() === "" ? NaN : Number(content);
  const threadS = () => number(read(own).split(" ", 1)[0]) / 1e9 || 0;
  const clock = () => performance.now() / 1000;
  const shiftS = Date.now() / 1000 - clock() - aheadS;
  let usedS = Date.now() - askedMs < 100 ? threadS() : 0;
  let countedS = -Infinity;
  let tick = 0;
  let usage, childStat;
  const files = {
    readText: (path) => Deno.readTextFileSync(root + path),
    list: (path) => Array.from(Deno.readDirSync(root + path), ({ name }) => name),
  };
  // Children as the calling thread counts them: by the system's account, else in ticks.
  const children = () => {
    if (usage === undefined) usage = childUsage() ?? null;
    if (usage) return [usage.cpuS(), usage.any() ? liveChildrenS(files, "self") : 0, usage.maxResidentBytes()];
    childStat ??= open(root + "/proc/self/stat");
    const line = read(childStat);
    const [ended = 0, more = 0] = line.slice(line.lastIndexOf(")") + 2).split(" ").slice(13, 15).map(Number);
    return [(ended + more) / 100, liveChildrenS(files, "self"), 0];
  };
  let busyReadS = -Infinity;
  const busy = () => {
    const [user, nice, system, , , irq, softirq, steal] =
      read(stat).split("\\n", 1)[0].split(/\\s+/).slice(1).map(Number);
    return { busyS: (user + nice + system + irq + softirq) / 100, stealS: (steal || 0) / 100 };
  };
  const measure = (leastS) => {
    const atS = clock() + shiftS;
    const energies = counters.map((take) => take());
    // The system counts in ticks of 10 ms: asked sooner it would say little, and asking costs most of a sample.
    const isDue = atS - busyReadS >= leastS;
    const { busyS, stealS } = isDue ? busy() : { busyS: NaN, stealS: NaN };
    if (isDue) busyReadS = atS;
    const { user: userUs, system: systemUs } = Deno.cpuUsage();
    return { atS, energies, ownS: (userUs + systemUs) / 1e6, busyS, stealS };
  };
  const countCost = () => {
    const nowS = threadS();
    ring[3] += nowS - usedS;
    usedS = nowS;
  };
  return {
    begin() {
      ring[0]++;
      ring[1] = 0;
      ring[2] = 1;
      ring[0]++;
      tick = 0;
      usedS = threadS();
    },
    sample() {
      const { atS, energies, ownS, busyS } = measure(${BUSY_EVERY_S});
      pushSample(ring, slots, tick++, [atS, ownS, busyS, ...energies], [false, false, ...powers]);
      // Asking what a sample costs is a third of its cost: ten times a second is enough.
      if (atS - countedS < 0.09) return;
      countedS = atS;
      countCost();
    },
    // Everything at this moment, in the order of OUTSIDE_FIELDS.
    read() {
      const { atS, energies, ownS, busyS, stealS } = measure(0);
      const wallMs = Date.now(), [endedS, liveS, mostBytes] = children();
      countCost();
      const { rss } = Deno.memoryUsage();
      return [atS, wallMs, ownS, endedS, liveS, mostBytes, busyS, stealS, rss, ring[3], ...energies];
    },
  };
}`;

/**
 * The sampler's side in a kernel's Web Worker, as self-contained text: a timer, because the worker's event loop
 * also reads the kernel's messages and has to stay free. Messages of its room: `prepare` or `open` with the
 * configuration, `begin` after a `stop`, `period`; events of the same thread: `SAMPLER_EVENTS`.
 */
export const samplerWorkerSource = `(() => {${samplerCore}
  let sampler, timer, pace, forRuns = false, forCell = false;
  const next = () => {
    sampler.sample();
    timer = setTimeout(next, pace());
  };
  const go = (quickMs, periodMs) => {
    clearTimeout(timer);
    pace = newPace(quickMs, () => periodMs);
    // A run that is over by then has no curve, and costs the other processor nothing.
    timer = setTimeout(next, Math.min(20, pace()));
  };
  const stopIfUnused = () => forRuns || forCell || clearTimeout(timer);
  self.addEventListener("message", ({ data }) => {
    if (data?.room !== "sampler") return;
    if (data.kind === "prepare" || data.kind === "open") sampler = openSampler(data);
    if (data.kind === "prepare") return;
    if (data.kind === "begin" && !forCell) sampler.begin();
    forRuns = data.kind !== "stop";
    if (forRuns) go(data.quickMs, data.periodMs);
    else stopIfUnused();
  });
  self.addEventListener("${SAMPLER_EVENTS.read}", ({ detail }) => {
    detail.numbers = sampler?.read();
  });
  self.addEventListener("${SAMPLER_EVENTS.sample}", ({ detail: { on } }) => {
    if (sampler === undefined || on === forCell) return;
    forCell = on;
    if (!on) return void stopIfUnused();
    if (forRuns) return;
    sampler.begin();
    go(${PACE.quickMs}, ${PACE.periodMs});
  });
})();`;
