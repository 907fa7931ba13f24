import { grams, intervalText, joules } from "../display/interval_text.ts";
import type { Progress } from "../runner/own_measure.ts";
import type { SweepEvent } from "../runner/sweep.ts";
import { chargeOf } from "../runner/sweep_budget.ts";
import type { JobOutcome } from "../runner/sweep_log.ts";
import type { SweepJob } from "../runner/sweep_plan.ts";
import { formatDuration } from "../units.ts";
import type { ProgressOptions } from "./cell_progress.ts";
import { fit, plain, runningRow, summaryRow } from "./sweep_row.ts";

/** Progress of a sweep: a line per notebook that ended, and on a terminal a table of those that run. */
export interface SweepProgress extends Disposable {
  /** Takes what happens. */
  show(event: SweepEvent): void;
  /** A line of its own, above the table. */
  note(text: string): void;
}

/** What is shown of a notebook that runs. */
interface Running {
  readonly server: string;
  readonly sinceMs: number;
  cell: number;
  total: number;
  progress: Progress;
}

const TICK_MS = 200, MOST_ROWS = 12;
const MARKS: Readonly<Record<JobOutcome["status"], readonly [string, number]>> = {
  ok: ["✓", 32],
  failed: ["✗", 31],
  stopped: ["■", 33],
  lost: ["✗", 31],
  refused: ["✗", 31],
};

/**
 * Opens the progress of a sweep.
 *
 * @param total Notebooks in all.
 * @param options Where it is shown.
 */
export function openSweepProgress(
  total: number,
  { write, columns, colours, resized }: ProgressOptions,
): SweepProgress {
  const running = new Map<SweepJob, Running>(), ended: JobOutcome[] = [];
  const beganMs = performance.now();
  let drawn: readonly string[] = [], isOver = false, timer: ReturnType<typeof setInterval> | undefined;
  const colour = (text: string, code: number) => colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const width = () => resized?.() ?? columns ?? 0;
  const clear = () => {
    // A terminal that was made narrower has broken the lines that stand there.
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil([...line].length / width())), 0);
    if (rows > 0) write(`\x1b[${rows}A\r\x1b[J`);
    drawn = [];
  };
  const draw = () => {
    if (columns === undefined || isOver) return;
    const now = performance.now();
    const rows = [...running].slice(0, MOST_ROWS).map(([{ name }, state]) =>
      runningRow({ ...state, name, passedS: (now - state.sinceMs) / 1000 }, width())
    );
    const more = running.size > MOST_ROWS ? [fit(`  and ${running.size - MOST_ROWS} more`, width())] : [];
    const charges = ended.map(chargeOf);
    const summary = summaryRow({
      ended: ended.length,
      bad: ended.filter(({ status }) => status !== "ok").length,
      total,
      used: used([...charges, ...[...running.values()].map(({ progress }) => progress)]),
      usedByEnded: used(charges),
      passedS: (now - beganMs) / 1000,
    }, width());
    clear();
    drawn = [...rows, ...more, summary];
    write(drawn.map((line) => `${painted(line)}\n`).join(""));
  };
  const painted = (line: string) =>
    line.replace(/█+/, (full) => colour(full, 32)).replace(/\d+ not ok/, (bad) => colour(bad, 31));
  const say = (text: string) => {
    clear();
    write(`${text}\n`);
    draw();
  };
  return {
    show(event) {
      if (columns !== undefined) timer ??= setInterval(draw, TICK_MS);
      if (event.kind === "sweep") return;
      if (event.kind === "server") return say(plain(`server left out: ${event.problem}`));
      if (!("job" in event)) return;
      const { job } = event, state = running.get(job);
      if (event.kind === "begin") {
        const { server } = event;
        running.set(job, { server, sinceMs: performance.now(), cell: 0, total: 0, progress: {} });
      } else if (event.kind === "cell" && state) {
        [state.cell, state.total] = [event.event.cell.number, event.event.cell.total];
      } else if (event.kind === "progress" && state) state.progress = event.progress;
      else if (event.kind === "again") running.delete(job);
      else if (event.kind === "end") {
        running.delete(job);
        ended.push(event.outcome);
        const [mark, code] = MARKS[event.outcome.status];
        const line = plain(endLine(ended.length, total, job.name, event.outcome, event.isKept));
        say(columns === undefined ? line : `${colour(mark, code)} ${line}`);
      }
    },
    note: (text) => say(plain(text)),
    [Symbol.dispose]() {
      clearInterval(timer);
      clear();
      isOver = true;
    },
  };
}

function endLine(count: number, total: number, name: string, outcome: JobOutcome, isKept: boolean): string {
  const { status, server, cells, cellsRun, durationS, problem } = outcome;
  const { energyJ, emissionsG } = chargeOf(outcome);
  const where = server === undefined ? "" : ` on ${server}`;
  const cost = energyJ && emissionsG
    ? `, ${joules(energyJ.value)} (${intervalText(energyJ, joules)}), ${grams(emissionsG.value)} CO2e`
    : "";
  const head = `[${count}/${total}] ${name}: ${isKept ? "kept, " : ""}${status}${where}`;
  // The problem stands in a line of its own.
  return problem !== undefined && cellsRun === 0
    ? head
    : `${head}, ${cellsRun}/${cells} cells in ${formatDuration(durationS)}${cost}`;
}

function used(parts: readonly Progress[]): { readonly joules: number; readonly grams: number } {
  const sum = (values: readonly (number | undefined)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return {
    joules: sum(parts.map(({ energyJ }) => energyJ?.value)),
    grams: sum(parts.map(({ emissionsG }) => emissionsG?.value)),
  };
}
