import { messageOf } from "../errors.ts";
import type { RunDataset } from "../record/dataset.ts";
import type { MetricPoint, RunRecord, RunStatus } from "../record/run_record.ts";
import { LINES_FOLDER } from "./journal.ts";
import type { JournalLine, JournalRun } from "./journal_line.ts";
import { parseJournalLine } from "./journal_parse.ts";
import type { KeptModel } from "./logged_model.ts";

/** A run as its journal tells it. */
export interface JournalledRun {
  /** File of the lines. */
  readonly path: string;
  /** What the run is. */
  readonly run: JournalRun;
  /** Points in the order they were logged. */
  readonly metrics: readonly MetricPoint[];
  /** Parameters; the first value of a name counts, as in MLflow. */
  readonly params: Readonly<Record<string, string>>;
  /** Tags; the last value counts. */
  readonly tags: Readonly<Record<string, string>>;
  /** Files in the order they were logged: name in MLflow and where the content is; the last of a name counts. */
  readonly artifacts: readonly { readonly path: string; readonly file: string }[];
  /** Data that it used. */
  readonly datasets: readonly RunDataset[];
  /** Models in the order they were logged, with all that was said of them since. */
  readonly models: readonly KeptModel[];
  /** The result; `undefined` while the run is open, or when nobody could end it. */
  readonly record: RunRecord | undefined;
  /** The end of an interrupted run. */
  readonly closed: { readonly status: RunStatus; readonly endMs: number; readonly why: string } | undefined;
  /** How far the run was at the last beat. */
  readonly beat:
    | { readonly durationS: number; readonly energyJ?: number | undefined; readonly atMs: number }
    | undefined;
  /** The last delivery per target. */
  readonly delivered: ReadonlyMap<
    string,
    { readonly lines: number; readonly remoteRunId: string; readonly experimentId: string }
  >;
  /** Lines other than deliveries and signs of life: those may come from another thread, after the end. */
  readonly lines: number;
  /** Numbers of lines in the middle that cannot be read, as a full disk leaves them. */
  readonly damagedLines: readonly number[];
}

/** A journal that cannot be read. */
export class JournalError extends Error {
  /** Names the error. */
  override name = "JournalError";
}

/**
 * Reads the journal of one run. A last line that a crash has torn is left out; so is one in the middle that a full
 * disk has torn, and `damagedLines` says so: what else was measured must not be lost with it.
 *
 * @param path The `.jsonl` file.
 * @throws {JournalError} When it does not begin with a run.
 */
export function readJournal(path: string): JournalledRun {
  const texts = Deno.readTextFileSync(path).split("\n");
  const lines: JournalLine[] = [];
  const damaged: number[] = [];
  texts.forEach((text, index) => {
    if (text === "") return;
    const parsed = parseJournalLine(text);
    if (parsed !== undefined) lines.push(parsed);
    else if (!isTorn(texts, index)) damaged.push(index + 1);
  });
  const [begin, ...rest] = lines;
  if (begin?.kind !== "begin") {
    throw new JournalError(`Cannot read journal "${path}": it does not begin with a run`);
  }
  return { ...collect(path, begin.run, rest), damagedLines: damaged };
}

/** All journals below a root, oldest first; those that cannot be read come as errors. */
export function readJournals(root: string): (JournalledRun | JournalError)[] {
  let names: string[];
  try {
    names = Array.from(Deno.readDirSync(`${root}/${LINES_FOLDER}`), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  return names.filter((name) => name.endsWith(".jsonl")).map((name) => {
    try {
      return readJournal(`${root}/${LINES_FOLDER}/${name}`);
    } catch (error) {
      // One bad file must not hide the others.
      return error instanceof JournalError ? error : new JournalError(
        `Cannot read journal "${name}": ${messageOf(error)}`,
        { cause: error },
      );
    }
  }).sort((a, b) => startOf(a) - startOf(b));
}

function startOf(run: JournalledRun | JournalError): number {
  return run instanceof JournalError ? Infinity : run.run.startMs;
}

/** The last line, or one that a later process closed with a line end before it wrote its own. */
function isTorn(texts: readonly string[], index: number): boolean {
  const after = texts.slice(index + 1).filter((text) => text !== "");
  return after.every((text) => ["closed", "delivered"].includes(parseJournalLine(text)?.kind ?? ""));
}

function collect(
  path: string,
  run: JournalRun,
  lines: readonly JournalLine[],
): Omit<JournalledRun, "damagedLines"> {
  // Maps, because a parameter may be called "constructor".
  const params = new Map<string, string>(), tags = new Map(Object.entries(run.tags));
  const metrics: MetricPoint[] = [];
  const datasets: RunDataset[] = [];
  const artifacts: { path: string; file: string }[] = [];
  const folder = path.slice(0, path.lastIndexOf("/"));
  const models = new Map<string, KeptModel>();
  const delivered = new Map<string, { lines: number; remoteRunId: string; experimentId: string }>();
  let record: RunRecord | undefined, closed: JournalledRun["closed"], beat: JournalledRun["beat"], count = 1;
  for (const entry of lines) {
    if (entry.kind !== "delivered" && entry.kind !== "beat") count++;
    if (entry.kind === "metrics") { for (const each of entry.points) metrics.push(each); }
    if (entry.kind === "params") {
      for (const [key, value] of Object.entries(entry.values)) if (!params.has(key)) params.set(key, value);
    }
    if (entry.kind === "tags") {
      for (const [key, value] of Object.entries(entry.values)) tags.set(key, value);
    }
    if (entry.kind === "artifact") artifacts.push({ path: entry.path, file: `${folder}/${entry.file}` });
    if (entry.kind === "dataset") datasets.push(entry.dataset);
    if (entry.kind === "model") models.set(entry.model.id, withPlaces(entry.model, folder));
    if (entry.kind === "model_metrics") {
      const model = models.get(entry.id);
      if (model) models.set(entry.id, { ...model, metrics: [...model.metrics, ...entry.points] });
    }
    if (entry.kind === "beat") beat = entry;
    if (entry.kind === "end") record = entry.record;
    if (entry.kind === "closed") closed = entry;
    if (entry.kind === "delivered") delivered.set(entry.to, entry);
  }
  return {
    path,
    run,
    metrics,
    params: Object.fromEntries(params),
    tags: Object.fromEntries(tags),
    artifacts,
    datasets,
    models: [...models.values()],
    record,
    closed,
    beat,
    delivered,
    lines: count,
  };
}

function withPlaces(model: KeptModel, folder: string): KeptModel {
  return { ...model, files: model.files.map(({ path, file }) => ({ path, file: `${folder}/${file}` })) };
}
