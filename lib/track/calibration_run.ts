import type { Host } from "../host.ts";
import { type CalibrationStep, calibrationSteps, loadsFor } from "../energy/calibrate.ts";
import type { Calibration } from "../energy/calibration.ts";
import { fitWallLine, type WallPair } from "../energy/wall_line.ts";
import type { Span } from "../meter/span.ts";
import { readProcessor } from "../sources/processor.ts";
import type { ProcessGauge } from "./gauge.ts";

/** How far a calibration is. */
export interface CalibrationProgress {
  /** Threads that are busy now. */
  readonly busyThreads: number;
  /** Logical processors. */
  readonly threads: number;
  /** Part that is done, 0 to 1. */
  readonly done: number;
}

/** What a calibration needs of the world. */
export interface CalibrationWorld {
  /** The machine. */
  readonly host: Host;
  /** A meter of its own, with the plug that was named. */
  readonly gauge: Pick<ProcessGauge, "mark" | "measure" | "sample" | "rest" | "sources">;
  /** Keeps threads busy until disposed. */
  keepBusy(count: number): Disposable;
  /** Waits; rejects when `signal` aborts. */
  wait(seconds: number, signal: AbortSignal | undefined): Promise<void>;
}

/** What is measured, complete. */
export interface CalibrationPlan {
  /** Seconds in all. */
  readonly seconds: number;
  /** Watts at the wall, typed in: idle, one thread, half, all. */
  readonly wall: readonly number[] | undefined;
  /** Aborts. */
  readonly signal: AbortSignal | undefined;
  /** Tells how far it is. */
  onProgress(progress: CalibrationProgress): void;
}

/** Part of each load that passes before it is measured: clocks and fans settle. */
const SETTLING = 0.2;

/** Processors busy with something else, above which a step says so. */
const NEIGHBOURS = 0.3;

/** What one load showed. */
interface Shown {
  readonly busyThreads: number;
  readonly partsW: number | undefined;
  readonly wallW: number | undefined;
  readonly note: string | undefined;
}

/**
 * Runs the loads and fits what was read.
 *
 * @throws {RangeError} When nothing can be read and nothing was typed in, or the watts cannot be true.
 */
export async function runCalibration(world: CalibrationWorld, plan: CalibrationPlan): Promise<Calibration> {
  const processor = readProcessor(world.host), threads = processor.logicalCpus;
  const loads = loadsFor(threads);
  const typed = plan.wall && typedAt(plan.wall, threads);
  // What cannot be true is refused before a minute is spent on it.
  if (typed) calibrationSteps(typed.map((watts, at) => ({ busyThreads: loads[at] ?? NaN, watts })), threads);
  const shown: Shown[] = [];
  const needsLoads = world.gauge.sources.length > 0 || typed === undefined;
  world.gauge.sample(undefined);
  try {
    for (const [at, busyThreads] of loads.entries()) {
      plan.signal?.throwIfAborted();
      if (needsLoads) plan.onProgress({ busyThreads, threads, done: at / loads.length });
      const wallW = typed?.[at];
      shown.push(
        needsLoads
          ? {
            ...await oneLoad(world, plan, busyThreads, plan.seconds / loads.length),
            ...(typed && { wallW }),
          }
          : { busyThreads, partsW: undefined, wallW, note: undefined },
      );
    }
  } finally {
    world.gauge.rest();
  }
  if (needsLoads) plan.onProgress({ busyThreads: 0, threads, done: 1 });
  const parts = stepsOf(shown, ({ partsW }) => partsW), wall = stepsOf(shown, ({ wallW }) => wallW);
  const wallBy = typed ? "typed-in watts" : meterName(world, ["machine"]);
  const of = parts
    ? { part: "cpu" as const, measuredBy: meterName(world, ["cpu"]), steps: parts }
    : { part: "machine" as const, measuredBy: wallBy, steps: wall };
  if (of.steps === undefined) throw new RangeError(NOTHING);
  const pairs = shown.flatMap(({ partsW, wallW }): WallPair[] =>
    partsW === undefined || wallW === undefined ? [] : [{ measuredW: partsW, wallW }]
  );
  return {
    processor: processor.name,
    threads,
    at: new Date(world.host.epochMs()).toISOString(),
    part: of.part,
    measuredBy: of.measuredBy,
    steps: calibrationSteps(of.steps, threads),
    ...(pairs.length === loads.length ? { wall: fitWallLine(pairs) } : {}),
    notes: shown.flatMap(({ note }) => note ?? []),
  };
}

const NOTHING =
  "Cannot calibrate: no counter, battery or plug could be read; should be one of them, or the " +
  "watts that a meter at the wall shows: idle, one thread, half of them, all";

/** Four typed-in watts for the loads of this machine, which has fewer where one thread is half of it. */
function typedAt(wall: readonly number[], threads: number): number[] {
  if (wall.length !== 4) {
    throw new RangeError(
      `Cannot calibrate: ${wall.length} watts given, should be 4: idle, one thread, half, all`,
    );
  }
  const loads = [0, 1, Math.max(1, Math.round(threads / 2)), threads];
  return wall.filter((_, at) => loads.indexOf(loads[at] ?? NaN) === at);
}

async function oneLoad(
  { gauge, keepBusy, wait }: CalibrationWorld,
  { signal }: CalibrationPlan,
  busyThreads: number,
  seconds: number,
): Promise<Shown> {
  using _load = keepBusy(busyThreads);
  await wait(seconds * SETTLING, signal);
  const start = gauge.mark();
  await wait(seconds * (1 - SETTLING), signal);
  const { span } = gauge.measure(start, gauge.mark());
  return {
    busyThreads,
    partsW: wattsOf(span, (part) => part !== "machine", "cpu"),
    wallW: wattsOf(span, (part) => part === "machine", "machine"),
    note: neighbourNote(span, busyThreads),
  };
}

/** Mean power of all meters of that kind that were read for most of the time; at least one of `needed`. */
function wattsOf(
  { devices, durationS }: Span,
  isOf: (part: string) => boolean,
  needed: string,
): number | undefined {
  const read = devices.filter(({ device, energyJ = 0, coverage }) =>
    isOf(device.part) && energyJ > 0 && coverage > 0.5
  );
  // Of two meters of the whole machine the first: they see the same joules.
  const counted = needed === "machine" ? read.slice(0, 1) : read;
  if (!counted.some(({ device }) => device.part === needed)) return undefined;
  return counted.reduce((sum, { energyJ = 0, coverage }) => sum + energyJ / coverage, 0) / durationS;
}

function neighbourNote({ cpu, durationS }: Span, busyThreads: number): string | undefined {
  if (cpu.machineBusyS === undefined) return undefined;
  const others = cpu.machineBusyS / durationS - busyThreads;
  return others > NEIGHBOURS
    ? `With ${busyThreads} threads to be busy ${others.toFixed(1)} more were: close other programs and repeat`
    : undefined;
}

function stepsOf(
  shown: readonly Shown[],
  pick: (shown: Shown) => number | undefined,
): CalibrationStep[] | undefined {
  const steps = shown.flatMap((one) => {
    const watts = pick(one);
    return watts === undefined ? [] : [{ busyThreads: one.busyThreads, watts }];
  });
  return steps.length === shown.length ? steps : undefined;
}

function meterName({ gauge }: CalibrationWorld, parts: readonly string[]): string {
  return gauge.sources.filter(({ device }) => parts.includes(device.part)).map(({ device }) => device.label)
    .join(" + ") || "no meter";
}
