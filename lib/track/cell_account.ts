import type { CellInput, CellOver } from "../notebook/notebook.ts";
import type { LedgerCell } from "../record/session_ledger.ts";
import type { Figure, Seconds } from "../units.ts";
import { describeSource, type SourceDescription } from "./describe_source.ts";
import { addTo, type Running, zero } from "./running_sum.ts";

/** What one interval cost. */
export interface Interval {
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Seconds. */
  readonly durationS: Seconds;
  /** Joules charged to this process. */
  readonly energyJ: Figure | undefined;
  /** Too short for the sources. */
  readonly belowResolution: boolean;
}

/** A session at one moment. */
export interface AccountState {
  /** The newest executions, oldest first. */
  readonly cells: readonly LedgerCell[];
  /** Executions before those. */
  readonly earlier: Running;
  /** Between the cells. */
  readonly idle: Running;
  /** Everything. */
  readonly total: Running;
  /** Executions that failed. */
  readonly failures: number;
  /** Executions of a source that had run before. */
  readonly reRuns: number;
}

/** The account of all cells of a session: every moment belongs to one cell or to the idle time, none to two. */
export interface CellAccount<Mark> {
  /** The kernel announced a cell. */
  begun(cell: CellInput): void;
  /** The meter was read at a cell's begin or end. */
  marked(mark: { readonly cell: number; readonly kind: "begin" | "end"; readonly mark: Mark }): void;
  /** The kernel said that a cell is over. */
  over(cell: CellOver): void;
  /** Everything up to now. */
  state(now: Mark): AccountState;
}

/** How an account works. */
export interface AccountOptions {
  /** Executions that are kept one by one; 2,000 by default. */
  readonly most?: number;
}

/** Intervals that wait: what they cost is worked out when somebody asks, or when so many are there. */
const LAZY = 256;

/** Sources that are remembered, to know a re-run. */
const MOST_SOURCES = 10_000;

/** What is kept of a cell's source. */
interface About extends SourceDescription {
  readonly count: number;
}

/** A cell of which something is known. */
interface Entry<Mark> {
  about?: About;
  begin?: Mark;
  end?: Mark;
  over?: CellOver;
}

/**
 * Opens the account of a session.
 *
 * @param origin The meter at the session's begin.
 * @param measure What lies between two marks.
 * @param options How it works.
 */
export function openCellAccount<Mark>(
  origin: Mark,
  measure: (start: Mark, end: Mark) => Interval,
  { most = 2000 }: AccountOptions = {},
): CellAccount<Mark> {
  const entries = new Map<number, Entry<Mark>>();
  const waiting: (() => void)[] = [];
  const sources = new Set<string>();
  const cells: LedgerCell[] = [];
  let earlier = zero, idle = zero, total = zero, failures = 0, reRuns = 0;
  let last = origin, lastCell = NaN;

  const settle = () => waiting.splice(0).forEach((work) => work());
  const later = (work: () => void) => {
    waiting.push(work);
    if (waiting.length >= LAZY) settle();
  };
  const entryOf = (cell: number) => {
    const entry = entries.get(cell) ?? {};
    entries.set(cell, entry);
    // A cell whose end nobody saw must not stay for ever.
    for (const oldest of entries.keys()) if (entries.size > LAZY) entries.delete(oldest);
    return entry;
  };
  const addIdle = (start: Mark, end: Mark) =>
    later(() => {
      const interval = measure(start, end);
      idle = addTo(idle, interval);
      total = addTo(total, interval, 0);
    });
  const close = (cell: number, { about, begin, end, over }: Entry<Mark>) => {
    if (begin === undefined || end === undefined || over === undefined) return;
    entries.delete(cell);
    // What a front-end runs for itself is nobody's cell.
    if (over.outcome === "silent") return addIdle(begin, end);
    const { outcome } = over;
    later(() => {
      const interval = measure(begin, end);
      const row = rowOf(about, outcome, interval, sources);
      sources.add(row.sourceHash);
      for (const oldest of sources) if (sources.size > MOST_SOURCES) sources.delete(oldest);
      cells.push(row);
      total = addTo(total, interval);
      if (row.status === "failed" || row.status === "unparsed") failures++;
      if (row.again) reRuns++;
      if (cells.length <= most) return;
      for (const former of cells.splice(0, cells.length - most)) earlier = addTo(earlier, former);
    });
  };

  return {
    begun(input) {
      // Not the source itself: it may be megabytes long.
      entryOf(input.cell).about = { count: input.count, ...describeSource(input.code) };
    },
    marked({ cell, kind, mark }) {
      const entry = entryOf(cell), former = entries.get(lastCell);
      if (kind === "end") {
        // A begin that was lost: what has passed since the last mark is taken as the cell's.
        entry.begin ??= last;
        entry.end = mark;
      } else {
        entry.begin = mark;
        if (former && former !== entry && former.begin !== undefined && former.end === undefined) {
          former.end = mark;
        } else addIdle(last, mark);
        if (former) close(lastCell, former);
      }
      [last, lastCell] = [mark, cell];
      close(cell, entry);
    },
    over(over) {
      const entry = entryOf(over.cell);
      entry.over = over;
      close(over.cell, entry);
    },
    state(now) {
      settle();
      const open = entries.get(lastCell);
      const interval = measure(last, now);
      const isRunning = open?.begin !== undefined && open.end === undefined;
      return {
        cells: isRunning ? [...cells, rowOf(open.about, "running", interval, sources)] : [...cells],
        earlier,
        idle: isRunning ? idle : addTo(idle, interval),
        total: addTo(total, interval, isRunning ? 1 : 0),
        failures,
        reRuns,
      };
    },
  };
}

/** The cell that imports this package, and those that run while its worker starts, are seen only as they end. */
const UNSEEN: About = { count: 0, firstLine: "(began before wattbook was ready)", sourceHash: "" };

function rowOf(
  about: About = UNSEEN,
  status: LedgerCell["status"],
  { startMs, durationS, energyJ, belowResolution }: Interval,
  sources: ReadonlySet<string>,
): LedgerCell {
  return {
    ...about,
    status,
    again: about !== UNSEEN && sources.has(about.sourceHash),
    startMs,
    durationS,
    ...(energyJ ? { energyJ } : {}),
    belowResolution,
  };
}
