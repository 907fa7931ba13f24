import { messageOf } from "../errors.ts";
import type { Host, OpenFile } from "../host.ts";
import type { Seconds } from "../units.ts";

/** Reads the CPU time of child processes. */
export interface ChildTime extends Disposable {
  /** Seconds of ended and of living children; most bytes that an ended one had, where that is known. */
  read(): { endedS: Seconds; liveS: Seconds; maxResidentBytes: number };
}

const TICKS_PER_S = 100;

/**
 * Opens the CPU time of children: those that ended and were waited for count in `getrusage(RUSAGE_CHILDREN)`
 * (microseconds; `/proc/self/stat` has the same in ticks of 10 ms), those that live are walked through `/proc`.
 * A child that ends moves from one to the other: nothing is lost, nothing counts twice.
 */
export function openChildTime(host: Host, missing: string[]): ChildTime {
  const usage = host.childUsage();
  const stat = usage ? undefined : openStat(host, missing);
  const ended = usage?.cpuS ?? (stat ? () => endedTicksS(stat.read()) : () => 0);
  const walks = canWalk(host, missing);
  return {
    read: () => ({
      // First the ended: a child that ends in between is seen next time, and never twice.
      endedS: ended(),
      liveS: walks && usage?.any() !== false ? liveChildrenS(host, "self") : 0,
      maxResidentBytes: usage?.maxResidentBytes() ?? 0,
    }),
    [Symbol.dispose]() {
      usage?.[Symbol.dispose]();
      stat?.[Symbol.dispose]();
    },
  };
}

/** Living children are found through `/proc/<pid>/task/<thread>/children`, which not every kernel has. */
function canWalk(host: Host, missing: string[]): boolean {
  try {
    const [thread = ""] = host.list("/proc/self/task");
    host.readText(`/proc/self/task/${thread}/children`);
    return true;
  } catch (error) {
    // Another system, no permission, or a kernel built without that file.
    missing.push(`CPU time of living child processes (${messageOf(error)})`);
    return false;
  }
}

function openStat(host: Host, missing: string[]): OpenFile | undefined {
  try {
    return host.open("/proc/self/stat");
  } catch (error) {
    // Another system, or no permission.
    missing.push(
      `CPU time of child processes (/proc/self/stat: ${messageOf(error)})`,
    );
    return undefined;
  }
}

/**
 * CPU seconds of everything that lives below a process; one that ends while we look is in its parent's sum. Stands
 * on its own, because it also runs as text in a worker.
 *
 * @param files Reads `/proc`.
 * @param pid Whose children: a number or `"self"`.
 * @param depth How far below the first process this one is.
 */
export function liveChildrenS(files: Pick<Host, "readText" | "list">, pid: string, depth = 0): Seconds {
  if (depth > 32) return 0;
  const attempt = <Result>(action: () => Result, otherwise: Result): Result => {
    try {
      return action();
    } catch {
      // It ended between the list and the read, or this is not Linux.
      return otherwise;
    }
  };
  const children = attempt(() => files.list(`/proc/${pid}/task`), []).flatMap((thread) =>
    attempt(() => files.readText(`/proc/${pid}/task/${thread}/children`), "").split(" ").filter((child) =>
      child !== ""
    )
  );
  let sum = 0;
  for (const child of children) {
    sum += attempt(() => {
      const stat = files.readText(`/proc/${child}/stat`);
      // utime, stime, cutime, cstime in ticks of 10 ms; the name in front may hold blanks and brackets.
      const numbers = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 15).map(Number);
      return numbers.reduce((total, value) => total + value, 0) / 100 +
        liveChildrenS(files, child, depth + 1);
    }, 0);
  }
  return sum;
}

/** Seconds of ended children in a `stat` line: cutime and cstime. */
function endedTicksS(stat: string): Seconds {
  // The name in brackets may hold blanks and brackets; the numbers begin behind the last one.
  const numbers = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(13, 15).map(Number);
  return numbers.reduce((sum, value) => sum + value, 0) / TICKS_PER_S;
}
