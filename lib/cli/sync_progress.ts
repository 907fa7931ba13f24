import type { SyncProgress } from "../sinks/mlflow/sync_result.ts";

const BAR_WIDTH = 16;

/** Where the line that moves is written. */
export interface SyncLineOptions {
  /** Writes text as it is. */
  write(text: string): void;
  /** Width of the terminal; `undefined` for a file or a pipe, which get nothing. */
  readonly columns: number | undefined;
}

/** One line that moves while runs are delivered, on a terminal only; disposing it clears the line. */
export interface SyncLine extends Disposable {
  /** Shows which run is on its way. */
  show(progress: SyncProgress): void;
}

/** Opens the line. */
export function syncLine({ write, columns }: SyncLineOptions): SyncLine {
  return {
    show({ index, total, runName }) {
      if (columns === undefined) return;
      const full = Math.round(BAR_WIDTH * (index - 1) / total);
      const bar = "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
      const head = `${bar} ${index}/${total}  `;
      // Characters that would steer the terminal are left out.
      const name = [...runName.replace(/\p{C}+/gu, " ")].slice(0, Math.max(0, columns - head.length - 1))
        .join("");
      write(`\r\x1b[K${head}${name}`);
    },
    [Symbol.dispose]() {
      if (columns !== undefined) write("\r\x1b[K");
    },
  };
}
