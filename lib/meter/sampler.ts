import type { Seconds } from "../units.ts";
import type { Ledger, LedgerMark } from "./ledger.ts";
import { newRing, readRing, RING_SLOTS, type Sample } from "./ring.ts";
import { type SamplerConfig, samplerThreadSource } from "./sampler_worker.ts";

/** A Web Worker as far as it is used here. */
export interface SamplerPort {
  /** Sends a message. */
  postMessage(message: unknown): void;
}

/** Points of a curve between two marks; for plots only. */
export interface RawCurve {
  /** Seconds since the first mark, one per interval, at its end. */
  readonly timeS: readonly Seconds[];
  /** Processors that this process kept busy in each interval. */
  readonly ownCores: readonly number[];
  /** Processors that were busy in each interval; NaN where the machine does not tell. */
  readonly busyCores: readonly number[];
  /** Watts per source in each interval; NaN where it could not be read. */
  readonly watts: readonly { readonly label: string; readonly watts: readonly number[] }[];
}

/** The one sampler of a process: draws the curve and guards counters against unseen wraps. Never awaited. */
export interface Sampler extends Disposable {
  /** Samples every `periodS` seconds from now on. */
  start(periodS: Seconds): void;
  /** Stops sampling. */
  rest(): void;
  /** Folds what was sampled since the last call into the ledger, so that a wrap between two marks is seen. */
  bridge(): void;
  /** The curve between two marks; `undefined` with fewer than three points. */
  curve(start: LedgerMark, end: LedgerMark): RawCurve | undefined;
}

/** A thread costs more than anything else here, so outside a kernel it starts only after this long. */
const PAYS_AFTER_MS = 1000;

/** A counter has to be read at least this often to see each wrap up to 1 kW. Seconds. */
const LONGEST_PERIOD_S = 30;

/** No counter wraps twice within this: 65.5 kJ, the smallest range, last 33 s at 2 kW. Seconds. */
const BRIDGE_AFTER_S = 20;

const FIXED_VALUES = 2;

/**
 * Opens the sampler.
 *
 * @param ledger What is sampled.
 * @param port The kernel's worker; without one a thread of its own starts once a run has lasted a second.
 */
export function openSampler(ledger: Ledger, port: SamplerPort | undefined): Sampler {
  const { host, sources } = ledger.instruments;
  const width = FIXED_VALUES + sources.length;
  const ring = newRing(width);
  const config: Omit<SamplerConfig, "periodMs"> = {
    ring: ring.buffer,
    slots: RING_SLOTS,
    paths: sources.map(({ origin }) => host.path(origin)),
    statPath: host.path("/proc/stat"),
    schedstatPath: "/proc/thread-self/schedstat",
  };
  const home = port ? sharedHome(port, config) : ownHome(config);
  let bridged = 0, bridgedAtS = host.monotonicS();
  ledger.subtract({ cpuS: () => ring[3] ?? 0 });
  const offsetS = () => host.epochMs() / 1000 - host.monotonicS();
  return {
    start: (periodS) => home.start(Math.min(periodS, LONGEST_PERIOD_S) * 1000),
    rest: home.rest,
    bridge() {
      if (sources.length === 0 || host.monotonicS() - bridgedAtS < BRIDGE_AFTER_S) return;
      bridgedAtS = host.monotonicS();
      const offset = offsetS();
      for (const { epochS, values } of readRing(ring, width)) {
        if (epochS <= bridged) continue;
        bridged = epochS;
        sources.forEach((_, index) => {
          const energy = values[FIXED_VALUES + index] ?? NaN;
          if (!Number.isNaN(energy)) ledger.bridge(index, energy, epochS - offset);
        });
      }
    },
    curve(start, end) {
      const inside = readRing(ring, width).filter(({ epochS }) =>
        epochS * 1000 > start.bracket.wallMs && epochS * 1000 < end.bracket.wallMs
      );
      return inside.length < 2
        ? undefined
        : curveOf([edge(start), ...inside, edge(end)], sources.map(({ device }) => device.label));
    },
    [Symbol.dispose]: home.end,
  };
}

/** A mark as a sample, so that the curve begins and ends with the run. */
function edge({ bracket }: LedgerMark): Sample {
  const energies = bracket.readings.map((reading) =>
    reading instanceof Error || reading.kind === "power" ? NaN : reading.energy
  );
  return {
    epochS: bracket.wallMs / 1000,
    values: [bracket.cpu.ownS, bracket.cpu.machineBusyS ?? NaN, ...energies],
  };
}

function curveOf(samples: readonly Sample[], labels: readonly string[]): RawCurve {
  const first = samples[0]?.epochS ?? 0;
  const pairs = samples.slice(1).map((sample, index) => ({ from: samples[index] ?? sample, to: sample }))
    // Two samples within a few milliseconds are one: their ticks of 10 ms would make spikes.
    .filter(({ from, to }) => to.epochS - from.epochS > 0.005);
  const rate = (value: number) =>
    pairs.map(({ from, to }) => {
      const rise = (to.values[value] ?? NaN) - (from.values[value] ?? NaN);
      return rise < 0 ? NaN : rise / (to.epochS - from.epochS);
    });
  return {
    timeS: pairs.map(({ to }) => to.epochS - first),
    ownCores: rate(0),
    busyCores: rate(1),
    watts: labels.map((label, index) => ({ label, watts: rate(FIXED_VALUES + index) })),
  };
}

interface Home {
  start(periodMs: number): void;
  rest(): void;
  end(): void;
}

/** In a kernel: the worker that is there anyway. */
function sharedHome(port: SamplerPort, config: Omit<SamplerConfig, "periodMs">): Home {
  let opened = false;
  const rest = () => port.postMessage({ room: "sampler", kind: "stop" });
  return {
    start(periodMs) {
      port.postMessage({ room: "sampler", kind: opened ? "period" : "open", ...config, periodMs });
      opened = true;
    },
    rest,
    end: rest,
  };
}

/** Outside a kernel: a thread of its own, which does not keep the process alive. */
function ownHome(config: Omit<SamplerConfig, "periodMs">): Home {
  const control = new Int32Array(new SharedArrayBuffer(4));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: { terminate(): unknown } | undefined;
  const rest = () => clearTimeout(timer);
  const begin = async (periodMs: number) => {
    const { Worker } = await import("node:worker_threads");
    const workerData = { ...config, periodMs, control: control.buffer };
    const worker = new Worker(samplerThreadSource, { eval: true, workerData });
    worker.unref();
    running = worker;
  };
  return {
    start(periodMs) {
      if (running !== undefined) return;
      clearTimeout(timer);
      // Without a thread (a runtime that has none) the brackets still give the energy, only the curve is missing.
      const later = setTimeout(() => begin(periodMs).catch(rest), PAYS_AFTER_MS);
      Deno.unrefTimer(later);
      timer = later;
    },
    rest,
    end() {
      rest();
      Atomics.store(control, 0, 1);
      Atomics.notify(control, 0);
    },
  };
}
