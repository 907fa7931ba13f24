import { grams, intervalText, joules } from "../display/interval_text.ts";
import type { Progress } from "../runner/own_measure.ts";
import type { SweepEvent } from "../runner/sweep.ts";
import { chargeOf } from "../runner/sweep_budget.ts";
import type { JobOutcome } from "../runner/sweep_log.ts";
import type { SweepJob } from "../runner/sweep_plan.ts";
import { formatDuration } from "../units.ts";
import type { ProgressOptions } from "./cell_progress.ts";

/** Progress of a sweep: a line per notebook that ended, and on a terminal a table of those that run. */
export interface SweepProgress extends Disposable {
  /** Takes what happens. */
  show(event: SweepEvent): void;
}

/** What is shown of a notebook that runs. */
interface Running {
  readonly server: string;
  readonly sinceMs: number;
  cell: number;
  total: number;
  progress: Progress;
}

const TICK_MS = 200, BAR_WIDTH = 12, MOST_ROWS = 12;
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
  { write, columns, colours }: ProgressOptions,
): SweepProgress {
  const running = new Map<SweepJob, Running>(), ended: JobOutcome[] = [];
  const beganMs = performance.now();
  let drawn = 0, timer: ReturnType<typeof setInterval> | undefined;
  const colour = (text: string, code: number) => colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const fit = (text: string) => [...plain(text)].slice(0, (columns ?? 200) - 1).join("");
  const clear = () => {
    if (drawn > 0) write(`\x1b[${drawn}A\r\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    if (columns === undefined) return;
    const rows = [...running].slice(0, MOST_ROWS).map(([{ name }, state]) => row(name, state));
    const more = running.size > MOST_ROWS ? [`  and ${running.size - MOST_ROWS} more`] : [];
    const lines = [...rows, ...more, summary()].map(fit);
    clear();
    write(lines.map((line) => `${line}\n`).join(""));
    drawn = lines.length;
  };
  const summary = () => {
    const parts: Progress[] = [
      ...ended.map(chargeOf),
      ...[...running.values()].map(({ progress }) => progress),
    ];
    const energy = sum(parts.map(({ energyJ }) => energyJ?.value)),
      mass = sum(parts.map((p) => p.emissionsG?.value));
    const bad = ended.filter(({ status }) => status !== "ok").length;
    const left = total - ended.length, passedS = (performance.now() - beganMs) / 1000;
    const forecast = ended.length > 0 && left > 0
      ? ` · about ${
        joules(sum(ended.map((each) => chargeOf(each).energyJ?.value)) / ended.length * total)
      } and ` +
        `${formatDuration(passedS / ended.length * left)} to go`
      : "";
    const cost = energy > 0 ? ` · ${joules(energy)} · ${grams(mass)} CO2e` : "";
    return `${bar(ended.length, total)} ${ended.length}/${total}${
      bad > 0 ? `, ${bad} not ok` : ""
    }${cost}${forecast}`;
  };
  const say = (text: string) => {
    clear();
    write(`${text}\n`);
    draw();
  };
  return {
    show(event) {
      if (columns !== undefined) timer ??= setInterval(draw, TICK_MS);
      if (event.kind === "sweep") return;
      if (event.kind === "server") return say(fit(`server left out: ${event.problem}`));
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
        const line = fit(endLine(ended.length, total, job.name, event.outcome, event.isKept));
        say(columns === undefined ? line : `${colour(mark, code)} ${line}`);
      }
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      clear();
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

function row(name: string, { server, sinceMs, cell, total, progress }: Running): string {
  const passedS = Math.floor((performance.now() - sinceMs) / 1000);
  const { energyJ, emissionsG } = progress;
  const cost = energyJ && emissionsG ? `  ${joules(energyJ.value)}  ${grams(emissionsG.value)}` : "";
  const where = total === 0 ? "starting" : `${cell}/${total}`;
  return `  ${bar(Math.max(0, cell - 1), total)} ${where.padEnd(8)} ${name}  ${
    server.replace(/^https?:\/\//, "")
  }  ${passedS} s${cost}`;
}

function bar(done: number, total: number): string {
  const full = total > 0 ? Math.round(BAR_WIDTH * done / total) : 0;
  return "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

/** Text of users on a terminal: nothing in it steers that. */
function plain(text: string): string {
  return text.replace(/\p{C}+/gu, " ");
}
