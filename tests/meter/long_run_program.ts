/**
 * A day of measuring on a simulated clock, once a second, with eight counters that wrap; one second of one of them is
 * a spike. Prints what it found and what memory it took: run it with `--v8-flags=--expose-gc`.
 *
 * @module
 */
import { thin } from "../../lib/display/thin.ts";
import { wattCurve } from "../../lib/energy/power_curve.ts";
import { type Host, realHost } from "../../lib/host.ts";
import { openLedger } from "../../lib/meter/ledger.ts";
import { pushSample } from "../../lib/meter/ring.ts";
import { openSampler } from "../../lib/meter/sampler.ts";
import type { SamplerConfig } from "../../lib/meter/sampler_worker.ts";
import { STRAIGHT } from "../energy/example_span.ts";
import { promptPort } from "../fixtures/worker_port.ts";

/** What the program prints. */
export interface LongRun {
  /** Joules of each device over the day. */
  readonly energiesJ: readonly (number | undefined)[];
  /** Wraps that were corrected, of each device. */
  readonly wraps: readonly number[];
  /** Part of the day that was read, the least of all devices. */
  readonly coverage: number;
  /** Sum of the seconds' spans over the span of their time: each of 10,000 spans is a second long. */
  readonly spansSum: number;
  /** Bytes of the samples' shared memory. */
  readonly ringBytes: number;
  /** Bytes that the heap has grown by, after a collection: the first 10,000 s, the day, its 10,000 spans and curve. */
  readonly grownBytes: { readonly early: number; readonly day: number; readonly all: number };
  /** Points of the curve, and of its picture. */
  readonly points: readonly [curve: number, picture: number];
  /** The picture's highest point of the device with the spike: watts, and seconds since the begin. */
  readonly spike: readonly [watts: number, atS: number];
  /** Sentences of the span. */
  readonly notes: readonly string[];
  /** Milliseconds that thinning all devices to a picture took. */
  readonly pictureMs: number;
}

export const DAY_S = 86_400, DEVICES = 8, RANGE_J = 65_532;

/** Device 3 draws this much more in one second. */
export const SPIKE = { device: 3, atS: 54_321, watts: 900 };

/** Watts of a device. */
export const wattsOf = (device: number) => 60 + 10 * device;

const SPANS = 10_000;

/** A machine in memory: a file is a function. */
function simulated() {
  const now = {
    s: 0,
    wallMs: 1_700_000_000_000,
    joules: Array.from({ length: DEVICES }, (_, at) => 1000 * at),
  };
  const zone = (device: number) => `/sys/class/powercap/intel-rapl:${device}`;
  const files = new Map<string, () => string>([
    ["/proc/stat", () => `cpu  ${now.s * 100} 0 0 ${now.s * 700} 0 0 0 0 0 0\n${"cpu0 1\n".repeat(8)}`],
    ["/proc/meminfo", () => "MemTotal:       16384000 kB\n"],
  ]);
  for (let device = 0; device < DEVICES; device++) {
    files.set(`${zone(device)}/name`, () => `package-${device}\n`);
    files.set(
      `${zone(device)}/energy_uj`,
      () => `${Math.round(((now.joules[device] ?? 0) % RANGE_J) * 1e6)}\n`,
    );
    files.set(`${zone(device)}/max_energy_range_uj`, () => `${RANGE_J * 1e6}\n`);
  }
  const readText = (path: string) => {
    const file = files.get(path);
    if (file === undefined) throw new Deno.errors.NotFound(path);
    return file();
  };
  const real = realHost({
    os: "linux",
    arch: "x86_64",
    logicalCpus: 8,
    environment: {},
    libraries: {},
    epochMs: () => now.wallMs,
    monotonicS: () => 1000 + now.s,
    processCpu: () => ({ userS: now.s / 2, systemS: 0 }),
    childUsage: () => undefined,
    residentBytes: () => 100e6,
  });
  const host: Host = {
    ...real,
    readText,
    list: (path) =>
      [
        ...new Set(
          [...files.keys()].filter((file) => file.startsWith(`${path}/`)).map((file) =>
            file.slice(path.length + 1).split("/")[0] ?? ""
          ),
        ),
      ].sort(),
    open: (path) => (readText(path), { read: () => readText(path), [Symbol.dispose]: () => {} }),
  };
  return {
    host,
    now,
    pass() {
      now.s++;
      // The wall clock is put back by an hour, and forward by two, as time servers and users do.
      now.wallMs += 1000 + (now.s === 20_000 ? -3_600_000 : now.s === 40_000 ? 7_200_000 : 0);
      now.joules = now.joules.map((joules, device) =>
        joules + wattsOf(device) + (device === SPIKE.device && now.s === SPIKE.atS ? SPIKE.watts : 0)
      );
    },
  };
}

function heapBytes(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Cannot weigh the heap: run it with --v8-flags=--expose-gc");
  gc();
  return Deno.memoryUsage().heapUsed;
}

function main(): void {
  const machine = simulated();
  using ledger = openLedger(machine.host);
  let config: SamplerConfig | undefined;
  // The worker's side is played here, second by second.
  using sampler = openSampler(
    ledger,
    promptPort({
      postMessage(message) {
        if (typeof message === "object" && message !== null && "ring" in message) {
          config = message as SamplerConfig;
        }
      },
    }),
  );
  sampler.open();
  if (config === undefined) throw new Error("The sampler told no worker what to read");
  const { slots, powers } = config, ring = new Float64Array(config.ring);
  const start = ledger.mark(), before = heapBytes();
  let early = 0, spansSum = 0, tick = 0;
  for (let second = 1; second <= DAY_S; second++) {
    const mark = second <= SPANS ? ledger.mark() : undefined;
    machine.pass();
    const { s, joules } = machine.now;
    pushSample(ring, slots, tick++, [
      1000 + s - 0.5,
      s / 2,
      s,
      ...joules.map((value, device) => (value - (wattsOf(device) / 2)) % RANGE_J),
    ], [false, false, ...powers]);
    // The timer that takes the samples over once a minute.
    if (second % 60 === 0) sampler.bridge();
    if (mark) spansSum += ledger.between(mark, ledger.mark()).devices[0]?.energyJ ?? NaN;
    if (second === SPANS) early = heapBytes() - before;
  }
  const end = ledger.mark(), day = heapBytes() - before;
  const span = ledger.between(start, end);
  const raw = sampler.curve(start, end);
  if (raw === undefined) throw new Error("There is no curve");
  const { timeS, series } = wattCurve(raw, STRAIGHT);
  const began = performance.now();
  const pictures = series.map(({ watts }) => thin(timeS.map((x, at) => ({ x, y: watts[at] }))));
  const pictureMs = performance.now() - began;
  const spiked = pictures[1 + SPIKE.device] ?? [];
  const highest = spiked.reduce((best, point) => (point.y ?? 0) > (best.y ?? 0) ? point : best);
  const said: LongRun = {
    energiesJ: span.devices.map(({ energyJ }) => energyJ),
    wraps: end.accounts.map(({ wraps }) => wraps),
    coverage: Math.min(...span.devices.map(({ coverage }) => coverage)),
    spansSum: spansSum / (wattsOf(0) * SPANS),
    ringBytes: ring.byteLength,
    grownBytes: { early, day, all: heapBytes() - before },
    points: [timeS.length, Math.max(...pictures.map(({ length }) => length))],
    spike: [highest.y ?? NaN, highest.x],
    notes: span.notes,
    pictureMs,
  };
  console.log(JSON.stringify(said));
  Deno.exit(0);
}

if (import.meta.main) main();
