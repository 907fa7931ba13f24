import { z } from "zod";
import type { MetricPoint, RunRecord, RunStatus } from "../record/run_record.ts";
import { type JournalLine, type JournalRun, LINES_FOLDER } from "./journal.ts";

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
  /** Files: name in MLflow and where the content is; the last of a name counts. */
  readonly artifacts: readonly { readonly path: string; readonly file: string }[];
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
  /** Lines other than deliveries. */
  readonly lines: number;
}

/** A journal that cannot be read. */
export class JournalError extends Error {
  /** Names the error. */
  override name = "JournalError";
}

const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);
const texts = z.record(z.string(), z.string());
const point = z.object({ key: z.string(), value: number, timestamp: z.number(), step: z.number() });
const status = z.enum(["FINISHED", "FAILED", "KILLED"]);
const line = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("begin"),
    run: z.object({
      runId: z.string().regex(/^[0-9a-f]{32}$/),
      experimentName: z.string(),
      runName: z.string(),
      flavor: z.string().optional(),
      startMs: z.number(),
      tags: texts,
      trackingUri: z.string(),
      pid: z.number(),
      processStart: z.string(),
    }),
  }),
  z.object({ kind: z.literal("metrics"), points: z.array(point) }),
  z.object({ kind: z.literal("params"), values: texts }),
  z.object({ kind: z.literal("tags"), values: texts }),
  z.object({
    kind: z.literal("artifact"),
    path: z.string(),
    file: z.string().regex(/^[0-9a-f]{32}\.files\/\d+$/),
  }),
  z.object({ kind: z.literal("beat"), durationS: number, energyJ: number.optional(), atMs: z.number() }),
  z.object({
    kind: z.literal("end"),
    record: z.looseObject({ runId: z.string(), status, endMs: z.number() }),
  }),
  z.object({ kind: z.literal("closed"), status, endMs: z.number(), why: z.string() }),
  z.object({
    kind: z.literal("delivered"),
    to: z.string(),
    lines: z.number(),
    remoteRunId: z.string(),
    experimentId: z.string(),
  }),
]);

/**
 * Reads the journal of one run.
 *
 * @param path The `.jsonl` file.
 * @throws {JournalError} When a line is not one of ours; the message names file and line. A last line that a crash
 * has torn is left out.
 */
export function readJournal(path: string): JournalledRun {
  const texts = Deno.readTextFileSync(path).split("\n");
  const lines: JournalLine[] = [];
  texts.forEach((text, index) => {
    if (text === "") return;
    const parsed = parseLine(text);
    if (parsed !== undefined) lines.push(parsed);
    else if (!isTorn(texts, index)) {
      throw new JournalError(
        `Cannot read journal "${path}": line ${index + 1} is not a line of wattbook's journal`,
      );
    }
  });
  const [begin, ...rest] = lines;
  if (begin?.kind !== "begin") {
    throw new JournalError(`Cannot read journal "${path}": it does not begin with a run`);
  }
  return collect(path, begin.run, rest);
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
      return error instanceof JournalError
        ? error
        : new JournalError(`Cannot read journal "${name}"`, { cause: error });
    }
  }).sort((a, b) => startOf(a) - startOf(b));
}

function startOf(run: JournalledRun | JournalError): number {
  return run instanceof JournalError ? Infinity : run.run.startMs;
}

function parseLine(text: string): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Torn by a crash, or not ours: the caller tells which.
    return undefined;
  }
  const checked = line.safeParse(value);
  return checked.success ? { v: 1, ...checked.data } as JournalLine : undefined;
}

/** The last line, or one that a later process closed with a line end before it wrote its own. */
function isTorn(texts: readonly string[], index: number): boolean {
  const after = texts.slice(index + 1).filter((text) => text !== "");
  return after.every((text) => ["closed", "delivered"].includes(parseLine(text)?.kind ?? ""));
}

function collect(path: string, run: JournalRun, lines: readonly JournalLine[]): JournalledRun {
  const params: Record<string, string> = {}, tags: Record<string, string> = { ...run.tags };
  const metrics: MetricPoint[] = [];
  const artifacts = new Map<string, string>();
  const delivered = new Map<string, { lines: number; remoteRunId: string; experimentId: string }>();
  let record: RunRecord | undefined, closed: JournalledRun["closed"], beat: JournalledRun["beat"], count = 1;
  for (const entry of lines) {
    if (entry.kind !== "delivered") count++;
    if (entry.kind === "metrics") metrics.push(...entry.points);
    if (entry.kind === "params") {
      for (const [key, value] of Object.entries(entry.values)) params[key] ??= value;
    }
    if (entry.kind === "tags") Object.assign(tags, entry.values);
    if (entry.kind === "artifact") artifacts.set(entry.path, entry.file);
    if (entry.kind === "beat") beat = entry;
    if (entry.kind === "end") record = entry.record;
    if (entry.kind === "closed") closed = entry;
    if (entry.kind === "delivered") delivered.set(entry.to, entry);
  }
  const files = [...artifacts].map(([name, file]) => ({
    path: name,
    file: `${path.slice(0, path.lastIndexOf("/"))}/${file}`,
  }));
  return {
    path,
    run,
    metrics,
    params,
    tags,
    artifacts: files,
    record,
    closed,
    beat,
    delivered,
    lines: count,
  };
}
