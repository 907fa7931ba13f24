import type { LedgerMark } from "../meter/ledger.ts";
import { OUTSIDE_FIELDS } from "../meter/outside_reading.ts";
import type { SamplerPort } from "../meter/sampler.ts";
import { FOLLOW, MARK_WORDS } from "./cell_marks_worker.ts";

/** The meter as it stood when a cell began or was over. */
export interface CellMark {
  /** The observer's number of the cell. */
  readonly cell: number;
  /** Which of the two. */
  readonly kind: "begin" | "end";
  /** What the meter said. */
  readonly mark: LedgerMark;
}

/** What the worker reads when the kernel's messages say that a cell begins and is over. */
export interface CellMarks {
  /** Takes what is new; before each mark of the calling thread, so that all are in the order of time. */
  drain(): void;
  /** The mark at the begin of one of the newest cells. */
  beginOf(cell: number): LedgerMark | undefined;
  /** The mark at the end of one of the newest cells; the kernel's hooks are called before it. */
  endOf(cell: number): LedgerMark | undefined;
  /** During which cells power is sampled and Stop is heard although no run is open. */
  follow(which: keyof typeof FOLLOW): void;
  /** Calls `listener` for each mark. */
  onMark(listener: (mark: CellMark) => void): void;
}

/** Marks that wait while the calling thread is busy: 512 cells. */
const SLOTS = 1024;

/** Slots that the worker may be writing while they are read. */
const MARGIN = 8;

/** Cells whose begin is remembered; a cell's end asks for the newest. */
const KEPT = 8;

/**
 * Opens the marks of a kernel's cells.
 *
 * @param port The kernel's worker, started with `cellMarksWorkerSource`.
 * @param sources How many sources the meter reads.
 * @param place Makes a mark of the worker's numbers.
 */
export function openCellMarks(
  port: Pick<SamplerPort, "postMessage">,
  sources: number,
  place: (numbers: readonly number[]) => LedgerMark,
): CellMarks {
  const width = 2 + OUTSIDE_FIELDS.length + sources;
  const words = new Int32Array(new SharedArrayBuffer(4 * MARK_WORDS.length));
  const numbers = new Float64Array(new SharedArrayBuffer(8 * SLOTS * width));
  const begins = new Map<number, LedgerMark>(), ends = new Map<number, LedgerMark>();
  const listeners: ((mark: CellMark) => void)[] = [];
  let read = 0;
  port.postMessage({ room: "cells", words: words.buffer, numbers: numbers.buffer, slots: SLOTS, width });
  return {
    drain() {
      const written = Atomics.load(words, MARK_WORDS.written);
      if (written - read > SLOTS) read = written - SLOTS + MARGIN;
      for (; read < written; read++) {
        const [cell = 0, isEnd, ...rest] = numbers.subarray(read % SLOTS * width, (read % SLOTS + 1) * width);
        const mark = place(rest);
        const known = isEnd ? ends : begins;
        known.set(cell, mark);
        for (const oldest of known.keys()) if (known.size > KEPT) known.delete(oldest);
        for (const listener of listeners) listener({ cell, kind: isEnd ? "end" : "begin", mark });
      }
    },
    beginOf: (cell) => begins.get(cell),
    endOf: (cell) => ends.get(cell),
    follow: (which) => Atomics.store(words, MARK_WORDS.follow, FOLLOW[which]),
    onMark: (listener) => void listeners.push(listener),
  };
}
