import type { Host } from "../host.ts";
import { appendJournal } from "./journal.ts";
import { JournalError, type JournalledRun, readJournals } from "./journal_read.ts";

/** When a process began, in the system's own ticks; empty where that cannot be read. */
export function processStart(pid: number | "self", host: Host): string {
  try {
    const stat = host.readText(`/proc/${pid}/stat`);
    // Field 22; the name in brackets before it may hold blanks.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    // The process is gone, or this is not Linux.
    return "";
  }
}

/**
 * Closes runs whose process has gone without ending them: they become KILLED with what was measured so far.
 *
 * @param root Root of the journal.
 * @param host Tells which processes live.
 * @returns The runs that were closed.
 */
export function closeOrphans(root: string, host: Host): JournalledRun[] {
  const orphans = readJournals(root).filter((run): run is JournalledRun => !(run instanceof JournalError))
    .filter((run) => run.record === undefined && run.closed === undefined && !isAlive(run, host));
  for (const { path, run, beat } of orphans) {
    const endMs = beat?.atMs ?? lastWriteMs(path) ?? run.startMs;
    const why = `The process ${run.pid} ended without ending the run`;
    appendJournal(path, { v: 1, kind: "closed", status: "KILLED", endMs, why });
  }
  return orphans;
}

function isAlive({ run }: JournalledRun, host: Host): boolean {
  const start = processStart(run.pid, host);
  // A number that was given to another process has another start.
  if (start !== "" || host.os === "linux") {
    return start !== "" && (run.processStart === "" || start === run.processStart);
  }
  try {
    Deno.kill(run.pid, "SIGCONT");
    return true;
  } catch {
    // Nobody there.
    return false;
  }
}

function lastWriteMs(path: string): number | undefined {
  return Deno.statSync(path).mtime?.getTime();
}
