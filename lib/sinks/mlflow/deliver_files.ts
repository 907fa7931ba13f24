import { messageOf } from "../../errors.ts";
import type { RunRecord } from "../../record/run_record.ts";
import type { JournalledRun } from "../journal_read.ts";
import { quoted } from "../quoted.ts";
import { type FileContent, fileContent } from "./file_content.ts";

/** Files made from a record: passed in, because sinks know no display. */
export type Derive = (record: RunRecord) => readonly DerivedFile[];

/** A file made from a record. */
export interface DerivedFile {
  /** Its name in MLflow. */
  readonly path: string;
  /** What is in it. */
  readonly content: Uint8Array;
}

/** New files of the user, then those of the record; of files of one name only the last. */
export function filesOf(
  run: Pick<JournalledRun, "artifacts" | "record">,
  from: number,
  derive: Derive | undefined,
  problems: string[],
): { path: string; content: () => FileContent | Promise<FileContent> }[] {
  const files = new Map(
    run.artifacts.slice(from).map(({ path, file }) => [path, () => fileContent(file, path)] as const),
  );
  const theirs = new Set(run.artifacts.map(({ path }) => path));
  const made = run.record && derive ? madeFiles(run.record, derive, problems) : [];
  return [
    ...Array.from(files, ([path, content]) => ({ path, content })),
    ...made.filter(({ path }) => !theirs.has(path)).map(({ path, content }) => ({
      path,
      content: () => content,
    })),
  ];
}

function madeFiles(record: RunRecord, derive: Derive, problems: string[]): readonly DerivedFile[] {
  try {
    return derive(record);
  } catch (error) {
    // A report that cannot be made is no reason to lose the run.
    problems.push(`Cannot make the files of run ${quoted(record.runName)}: ${messageOf(error)}`);
    return [];
  }
}
