import type { Host } from "../host.ts";
import type { ResolvedInfo } from "../record/info.ts";
import { beginJournal, type JournalRun, type JournalWriter, makeReady } from "../sinks/journal.ts";
import { noJournal } from "../sinks/no_journal.ts";
import { processHome, processStart } from "../sinks/process_identity.ts";
import { EXPERIMENT_ID_TAG, RESUMES_TAG } from "../sinks/mlflow/run_place.ts";
import { fileUri, parseTrackingUri, sqliteUri, withoutSecrets } from "../sinks/mlflow/uri.ts";
import { absolutePath, mayWrite } from "./permitted.ts";

/** The journal of a run, and what its first line says. */
export interface OpenedJournal {
  /** Writes its lines. */
  readonly writer: JournalWriter;
  /** What the run is. */
  readonly run: JournalRun;
}

/** The journals of this process. */
export interface Journals {
  /** Begins the journal of a run. */
  begin(
    runId: string,
    info: ResolvedInfo,
    tags: Readonly<Record<string, string>>,
    startMs: number,
  ): OpenedJournal;
  /** Makes the file of the next journal ahead, where the last one began. */
  makeReady(): void;
}

/**
 * Opens the journals of this process.
 *
 * @param host The process and its environment.
 * @param entered Called with each folder when the first run there begins.
 */
export function openJournals(host: Host, entered: (folder: string) => void): Journals {
  const start = processStart("self", host), home = processHome(host);
  const visited = new Set<string>(), resumed = new Set<string>();
  let last: string | undefined, ready: string | undefined;
  return {
    begin(runId, info, tags, startMs) {
      const place = placeTags(info, resumed);
      const run: JournalRun = {
        runId,
        experimentName: info.experimentName,
        runName: info.runName,
        flavor: info.flavor,
        startMs: Math.round(startMs),
        // Read anew each time: whether the code was changed is known a moment later.
        get tags() {
          return { ...tags, ...info.tags, ...place };
        },
        trackingUri: addressOf(info.trackingUri),
        pid: host.pid,
        processStart: start,
        home,
      };
      const folder = absolutePath(info.journalFolder);
      const spare = `${spareFolder(host)}/wattbook`;
      if (!mayWrite(folder)) {
        return { run, writer: noJournal(`There is no journal: writing "${folder}" needs deno run -A`) };
      }
      if (!visited.has(folder)) entered(folder);
      visited.add(folder);
      const isReady = ready === folder;
      [last, ready] = [folder, undefined];
      return { run, writer: beginJournal(folder, spare, run, isReady) };
    },
    makeReady() {
      if (last === undefined || ready === last) return;
      makeReady(last);
      ready = last;
    },
  };
}

/** As in Python only the first run of a process goes on with the run that the environment names. */
function placeTags(
  { resumes, experimentId }: ResolvedInfo,
  resumed: Set<string>,
): Readonly<Record<string, string>> {
  const id = resumes !== undefined && !resumed.has(resumes) ? resumes : undefined;
  if (id !== undefined) resumed.add(id);
  return {
    ...(id === undefined ? {} : { [RESUMES_TAG]: id }),
    ...(experimentId === undefined ? {} : { [EXPERIMENT_ID_TAG]: experimentId }),
  };
}

/** Where a run goes, without secrets and independent of the working folder. */
function addressOf(uri: string): string {
  const target = parseTrackingUri(uri);
  if (target.kind === "sqlite") return sqliteUri(absolutePath(target.path));
  return target.kind === "file" ? fileUri(absolutePath(target.path)) : withoutSecrets(uri);
}

function spareFolder(host: Host): string {
  return host.env("XDG_STATE_HOME") ?? host.env("TMPDIR") ?? host.env("TEMP") ?? "/tmp";
}
