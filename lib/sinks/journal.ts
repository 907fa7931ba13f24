import { messageOf } from "../errors.ts";
import type { RunDataset } from "../record/dataset.ts";
import type { MetricPoint, RunRecord } from "../record/run_record.ts";
import type { Joules, Seconds } from "../units.ts";
import { encodeLine, writeAll } from "./journal_encode.ts";
import { LINES_FOLDER, takeReady } from "./journal_ready.ts";
import type { JournalLine, JournalRun } from "./journal_line.ts";
import type { KeptModel, LoggedModel } from "./logged_model.ts";
import type { JournalWriter, NewFile } from "./journal_writer.ts";
import { noJournal } from "./no_journal.ts";

export { LINES_FOLDER, makeReady } from "./journal_ready.ts";
export type { JournalLine, JournalRun } from "./journal_line.ts";
export type { JournalWriter } from "./journal_writer.ts";

/**
 * Begins the journal of a run: `<folder>/journal/<runId>.jsonl`, one JSON value per line, readable by this user
 * only. Where that cannot be written, `spare` is used; where that fails too, nothing is kept and the card says so.
 *
 * @param folder Root of the journal, `…/.wattbook`.
 * @param spare Root that is used when the first cannot be written.
 * @param run What the run is.
 * @param isReady Whether `makeReady()` was called for the folder.
 */
export function beginJournal(folder: string, spare: string, run: JournalRun, isReady = false): JournalWriter {
  let problem: string | undefined;
  for (const root of [folder, spare]) {
    try {
      const { file, path } = openLines(root, run, isReady);
      return new FileJournal(root, path, file, problem, run.runId);
    } catch (error) {
      // The next place is tried; the sentence tells where the run really is.
      const why = messageOf(error);
      problem = root === folder
        ? `The journal is in "${spare}", because "${folder}" cannot be written (${why})`
        : why;
    }
  }
  return noJournal(`There is no journal: neither "${folder}" nor "${spare}" can be written (${problem})`);
}

/** Opens an existing journal to add lines: deliveries, and the end of a run that was interrupted. */
export function appendJournal(path: string, line: JournalLine): void {
  using file = Deno.openSync(path, { append: true, read: true });
  // A line that was torn by a crash must not swallow the next one.
  const size = file.seekSync(0, Deno.SeekMode.End);
  const last = new Uint8Array(1);
  if (size > 0) {
    file.seekSync(-1, Deno.SeekMode.End);
    file.readSync(last);
  }
  writeAll(file, `${size > 0 && last[0] !== 10 ? "\n" : ""}${encodeLine(line)}\n`);
}

/** The first line has to be in the file: without it nobody can read the others. */
function openLines(root: string, run: JournalRun, isReady: boolean): { file: Deno.FsFile; path: string } {
  const folder = `${root}/${LINES_FOLDER}`;
  const path = `${folder}/${run.runId}.jsonl`;
  if (isReady) takeReady(root, path);
  const file = openInFolder(folder, path);
  try {
    writeAll(file, `${encodeLine({ v: 1, kind: "begin", run })}\n`);
    return { file, path };
  } catch (error) {
    file.close();
    Deno.removeSync(path);
    throw error;
  }
}

/** The folder is there for all runs but the first. */
function openInFolder(folder: string, path: string): Deno.FsFile {
  const options = { create: true, append: true, mode: 0o600 };
  try {
    return Deno.openSync(path, options);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.mkdirSync(folder, { recursive: true });
    return Deno.openSync(path, options);
  }
}

class FileJournal implements JournalWriter {
  readonly file: string;
  problem: string | undefined;
  lines = 1;
  readonly #root: string;
  readonly #handle: Deno.FsFile;
  readonly #runId: string;
  #artifacts = 0;
  #closed = false;
  #torn = false;

  constructor(root: string, path: string, handle: Deno.FsFile, problem: string | undefined, runId: string) {
    this.file = path;
    this.problem = problem;
    this.#root = root;
    this.#handle = handle;
    this.#runId = runId;
  }

  metrics(points: readonly MetricPoint[]): void {
    if (points.length > 0) this.#write({ v: 1, kind: "metrics", points });
  }

  params(values: Readonly<Record<string, string>>): void {
    this.#write({ v: 1, kind: "params", values });
  }

  tags(values: Readonly<Record<string, string>>): void {
    this.#write({ v: 1, kind: "tags", values });
  }

  artifact(path: string, content: Uint8Array): string | undefined {
    let file: string | undefined;
    const kept = this.#try(() => {
      file = this.#keep(content);
      this.#append({ v: 1, kind: "artifact", path, file });
    });
    return kept && file !== undefined ? `${this.#folder}/${file}` : undefined;
  }

  dataset(dataset: RunDataset): void {
    this.#write({ v: 1, kind: "dataset", dataset });
  }

  model(model: LoggedModel, files: readonly NewFile[]): KeptModel | undefined {
    const kept: { path: string; file: string }[] = [];
    const isKept = this.#try(() => {
      for (const { path, content } of files) kept.push({ path, file: this.#keep(content) });
      this.#append({ v: 1, kind: "model", model: { ...model, files: kept } });
    });
    const places = kept.map(({ path, file }) => ({ path, file: `${this.#folder}/${file}` }));
    return isKept ? { ...model, files: places } : undefined;
  }

  modelMetrics(id: string, points: readonly MetricPoint[]): void {
    if (points.length > 0) this.#write({ v: 1, kind: "model_metrics", id, points });
  }

  beat(durationS: Seconds, energyJ: Joules | undefined, atMs: number): void {
    this.#write({ v: 1, kind: "beat", durationS, ...(energyJ === undefined ? {} : { energyJ }), atMs });
  }

  end(record: RunRecord): void {
    this.#write({ v: 1, kind: "end", record });
  }

  delivered(to: string, lines: number, remoteRunId: string, experimentId: string): void {
    this.#write({ v: 1, kind: "delivered", to, lines, remoteRunId, experimentId });
  }

  close(): void {
    if (!this.#closed) this.#handle.close();
    this.#closed = true;
  }

  get #folder(): string {
    return `${this.#root}/${LINES_FOLDER}`;
  }

  /** The name in the file system is ours: whatever a user calls a file cannot lead out of the folder. */
  #keep(content: Uint8Array): string {
    const file = `${this.#runId}.files/${this.#artifacts++}`;
    Deno.mkdirSync(`${this.#folder}/${this.#runId}.files`, { recursive: true });
    Deno.writeFileSync(`${this.#folder}/${file}`, content, { mode: 0o600 });
    return file;
  }

  #write(line: JournalLine): void {
    this.#try(() => this.#append(line));
  }

  #append(line: JournalLine): void {
    if (this.#closed) appendJournal(this.file, line);
    else {
      // A line that a full disk has torn must not swallow this one.
      const text = `${this.#torn ? "\n" : ""}${encodeLine(line)}\n`;
      this.#torn = true;
      writeAll(this.#handle, text);
      this.#torn = false;
    }
    if (line.kind !== "delivered" && line.kind !== "beat") this.lines++;
  }

  /** A full disk must not end a training: the card says that the journal has a hole. */
  #try(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      this.problem ??= `The journal could not be written (${messageOf(error)})`;
      return false;
    }
  }
}
