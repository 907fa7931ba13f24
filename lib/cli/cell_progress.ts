import { formatDuration } from "../units.ts";
import type { CellPlace, CellRun, CellStatus } from "../runner/cell_run.ts";
import type { RunEvent } from "../runner/run_notebook.ts";

/** Where progress is shown. */
export interface ProgressOptions {
  /** Writes text as it is. */
  write(text: string): void;
  /** Width of the terminal, which gets a line that moves; `undefined` for a file or a pipe. */
  readonly columns: number | undefined;
  /** Width of the terminal now, where it may have been resized. */
  readonly resized?: () => number;
  /** Whether colours are wanted. */
  readonly colours: boolean;
}

/** Progress of a notebook, cell by cell. */
export interface Progress extends Disposable {
  /** Takes what the runner tells. */
  show(event: RunEvent): void;
}

const TICK_MS = 200;
const BAR_WIDTH = 16;
/** Characters of a cell's first line where there is no terminal to say how many fit. */
const LINE_WIDTH = 70;

const WORDS: Readonly<Record<CellStatus, string>> = {
  ok: "",
  failed: "  failed",
  allowed: "  failed, as its tag allows",
  stopped: "  stopped",
  skipped: "  skipped",
};
const MARKS: Readonly<Record<CellStatus, readonly [string, number]>> = {
  ok: ["✓", 32],
  failed: ["✗", 31],
  allowed: ["✓", 33],
  stopped: ["■", 33],
  skipped: ["-", 33],
};

/** Opens the progress of one notebook: one line per cell, and on a terminal one that moves while a cell runs. */
export function openProgress({ write, columns, colours }: ProgressOptions): Progress {
  const live = columns !== undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const clear = () => {
    clearInterval(timer);
    timer = undefined;
    if (live) write("\r\x1b[K");
  };
  const colour = (text: string, code: number) => colours ? `\x1b[${code}m${text}\x1b[0m` : text;

  const moving = (cell: CellPlace, sinceMs: number) => {
    const passedS = Math.floor((performance.now() - sinceMs) / 1000);
    const time = passedS === 0 ? "0 s" : formatDuration(passedS);
    const tail = ` ${cell.number}/${cell.total}  ${told(cell)}`;
    const room = (columns ?? LINE_WIDTH) - BAR_WIDTH - time.length - 3;
    write(`\r\x1b[K${colour(bar(cell.number - 1, cell.total), 36)}${cut(tail, room)}  ${time}`);
  };
  const ended = (cell: CellRun) => {
    const [mark, code] = MARKS[cell.status];
    const end = `${cell.durationS === undefined ? "" : `  ${formatDuration(cell.durationS)}`}${
      WORDS[cell.status]
    }`;
    const head = `${live ? `${mark} ` : ""}[${cell.number}/${cell.total}] `;
    const room = columns === undefined ? LINE_WIDTH : columns - head.length - end.length - 1;
    const line = `${head}${cut(told(cell), room)}${end}\n`;
    write(live ? line.replace(mark, colour(mark, code)) : line);
  };
  return {
    show(event) {
      clear();
      if (event.kind === "end") return ended(event.cell);
      if (!live) return;
      const sinceMs = performance.now();
      moving(event.cell, sinceMs);
      timer = setInterval(() => moving(event.cell, sinceMs), TICK_MS);
    },
    [Symbol.dispose]: clear,
  };
}

function bar(done: number, total: number): string {
  const full = Math.round(BAR_WIDTH * done / total);
  return "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
}

/** A cell in words; characters that would steer the terminal are left out. */
function told({ id, line }: CellPlace): string {
  return `${id}  ${line}`.replace(/\p{C}+/gu, " ");
}

function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}
