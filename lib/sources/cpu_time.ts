import { messageOf } from "../errors.ts";
import type { Host, OpenFile } from "../host.ts";
import type { Seconds } from "../units.ts";
import { openChildTime } from "./child_time.ts";
import { openPressure } from "./pressure.ts";

/** CPU seconds at one moment; only differences mean something. */
export interface CpuTimes {
  /** This process, all threads. */
  readonly ownS: Seconds;
  /** Children that have ended and were waited for, with their own ended children. */
  readonly endedChildrenS: Seconds;
  /** Children that live, with all below them. */
  readonly liveChildrenS: Seconds;
  /** Most memory that one ended child had, in bytes; 0 when unknown. */
  readonly endedChildrenMaxBytes: number;
  /** Busy seconds of all processors; `undefined` when the machine does not tell. */
  readonly machineBusyS: Seconds | undefined;
  /** Seconds stolen by the hypervisor. */
  readonly stealS: Seconds;
  /** Seconds in which something waited for a processor; not there where nobody counts them. */
  readonly waitedS?: Seconds;
}

/** Reads CPU times. */
export interface CpuTime extends Disposable {
  /** CPU times now. */
  read(): CpuTimes;
  /** Logical processors of the machine; a container or an affinity mask may allow fewer. */
  readonly logicalCpus: number;
  /** What cannot be read here, one sentence each. */
  readonly missing: readonly string[];
}

/** Ticks per second of `/proc/stat`: USER_HZ is 100 on every Linux architecture that Deno runs on. */
const TICKS_PER_S = 100;

/**
 * Opens the CPU times of this process, its children and its machine. What may not be read is left out and said.
 *
 * Busy is everything but idle and waiting for a disk; guests are inside user time already.
 */
export function openCpuTime(host: Host): CpuTime {
  const missing: string[] = [];
  const stat = openOrMiss(host, "/proc/stat", "busy time of the machine", missing);
  const children = openChildTime(host, missing), pressure = openPressure(host);
  return {
    missing,
    logicalCpus: stat?.read().match(/^cpu\d+ /gm)?.length ?? host.logicalCpus,
    read() {
      const { userS, systemS } = host.processCpu();
      const { endedS, liveS, maxResidentBytes } = children.read();
      const waitedS = pressure.waitedS();
      const { busyS, stealS } = stat ? readStat(stat) : { busyS: undefined, stealS: 0 };
      return {
        ownS: userS + systemS,
        endedChildrenS: endedS,
        liveChildrenS: liveS,
        endedChildrenMaxBytes: maxResidentBytes,
        machineBusyS: busyS,
        stealS,
        ...(waitedS === undefined ? {} : { waitedS }),
      };
    },
    [Symbol.dispose]() {
      stat?.[Symbol.dispose]();
      children[Symbol.dispose]();
      pressure[Symbol.dispose]();
    },
  };
}

function readStat(file: OpenFile): { busyS: Seconds | undefined; stealS: Seconds } {
  const text = file.read();
  const line = text.slice(0, text.indexOf("\n"));
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1)
    .map(Number);
  const busy = (user + nice + system + irq + softirq) / TICKS_PER_S;
  return {
    busyS: line.startsWith("cpu ") && Number.isFinite(busy) ? busy : undefined,
    stealS: steal / TICKS_PER_S,
  };
}

function openOrMiss(host: Host, path: string, what: string, missing: string[]): OpenFile | undefined {
  try {
    return host.open(path);
  } catch (error) {
    // Another system, or no permission: the figure is made without it and says so.
    missing.push(`${what} (${path}: ${messageOf(error)})`);
    return undefined;
  }
}
