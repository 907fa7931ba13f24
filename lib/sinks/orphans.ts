import type { Host } from "../host.ts";
import { appendJournal } from "./journal.ts";
import { JournalError, type JournalledRun, readJournals } from "./journal_read.ts";
import { lifeOf, processHome } from "./process_identity.ts";
import { SESSION_TAG } from "./session_tag.ts";

/** A run of which nobody here can say whether it lives is left alone until it was silent for this long: a day. */
const SILENT_MS = 24 * 3600 * 1000;

/**
 * Closes runs whose process has gone without ending them: they become KILLED (the run over a notebook session, whose
 * kernel always ends so, FINISHED) with what was measured so far. A
 * folder may be shared by several machines: a run of another one counts as gone when it was silent for a day.
 *
 * @param root Root of the journal.
 * @param host Tells which processes live.
 * @returns The runs that were closed.
 */
export function closeOrphans(root: string, host: Host): JournalledRun[] {
  const here = processHome(host);
  const isOrphan = (run: JournalledRun) => {
    if (run.record !== undefined || run.closed !== undefined) return false;
    const life = lifeOf(run.run, host, here);
    return life === "gone" || life === "unknown" && host.epochMs() - lastSignMs(run) > SILENT_MS;
  };
  const orphans = readJournals(root).filter((run): run is JournalledRun => !(run instanceof JournalError))
    .filter(isOrphan);
  for (const orphan of orphans) {
    const why = `The process ${orphan.run.pid} ended without ending the run`;
    const endMs = orphan.beat?.atMs ?? lastSignMs(orphan);
    const status = orphan.run.tags[SESSION_TAG] === "true" ? "FINISHED" : "KILLED";
    appendJournal(orphan.path, { v: 1, kind: "closed", status, endMs, why });
  }
  return orphans;
}

function lastSignMs({ path, run, beat }: JournalledRun): number {
  const writtenMs = Deno.statSync(path).mtime?.getTime() ?? run.startMs;
  return Math.max(writtenMs, beat?.atMs ?? 0);
}
