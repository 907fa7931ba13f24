import type { Host } from "../host.ts";
import type { Seconds } from "../units.ts";
import { type ContainerLimits, readContainerLimits } from "../sources/cgroup.ts";
import { type CpuTime, type CpuTimes, openCpuTime } from "../sources/cpu_time.ts";
import { type Memory, type MemoryUse, openMemory } from "../sources/memory.ts";
import { openSources } from "../sources/open.ts";
import type { ProcessUse, Reading, Source, SourceLeftOut } from "../sources/source.ts";

/** Everything that is read at one moment, kept open. */
export interface Instruments extends Disposable {
  /** The machine. */
  readonly host: Host;
  /** Energy and power. */
  readonly sources: readonly Source[];
  /** Sources that could not be used. */
  readonly leftOut: readonly SourceLeftOut[];
  /** CPU times. */
  readonly cpuTime: CpuTime;
  /** Memory. */
  readonly memory: Memory;
  /** What the container allows. */
  readonly limits: ContainerLimits;
}

/** One reading of everything. */
export interface Bracket {
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  /** Seconds on the clock that never jumps. */
  readonly atS: Seconds;
  /** One per source, in their order; an error where it could not be read. */
  readonly readings: readonly (Reading | Error)[];
  /** One per source: whose processes used it, where that can be told. */
  readonly uses: readonly (ProcessUse | undefined)[];
  /** CPU times. */
  readonly cpu: CpuTimes;
  /** Memory. */
  readonly memory: MemoryUse;
  /** CPU seconds that this reading cost. */
  readonly costS: Seconds;
}

/** Opens everything that can be read on this machine. */
export function openInstruments(host: Host): Instruments {
  const opened = openSources(host);
  const limits = readContainerLimits(host);
  const cpuTime = openCpuTime(host), memory = openMemory(host, limits);
  return {
    host,
    sources: opened.sources,
    leftOut: opened.leftOut,
    cpuTime,
    memory,
    limits,
    [Symbol.dispose]() {
      opened[Symbol.dispose]();
      cpuTime[Symbol.dispose]();
      memory[Symbol.dispose]();
    },
  };
}

/**
 * Reads everything at one moment, on the calling thread: counters first, because they are what the energy of a
 * span comes from, then the times.
 */
export function readBracket({ host, sources, cpuTime, memory }: Instruments): Bracket {
  const before = host.processCpu();
  const atS = host.monotonicS();
  const readings = sources.map(readOne);
  const uses = usesOf(sources);
  const cpu = cpuTime.read();
  const use = memory.read();
  const after = host.processCpu();
  // Other threads run on meanwhile, and this one may be put aside: the smaller of CPU and wall time is nearer.
  const cpuS = after.userS + after.systemS - before.userS - before.systemS;
  const costS = Math.max(0, Math.min(cpuS, host.monotonicS() - atS));
  return { wallMs: host.epochMs(), atS, readings, uses, cpu, memory: use, costS };
}

/** Whose processes used each source so far. */
export function usesOf(sources: readonly Source[]): (ProcessUse | undefined)[] {
  return sources.map((source) => {
    try {
      return source.use?.();
    } catch {
      // A device that vanished: its reading says so, and its energy is charged in full.
      return undefined;
    }
  });
}

function readOne(source: Source): Reading | Error {
  try {
    return source.read();
  } catch (error) {
    // Kept as the reading: the ledger lowers the coverage and says why.
    return error instanceof Error ? error : new Error(String(error));
  }
}
