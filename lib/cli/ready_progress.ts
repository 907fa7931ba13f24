import { formatDuration } from "../units.ts";
import type { SweepEvent } from "../runner/sweep.ts";
import { startSentence } from "../runner/start_words.ts";

/** Where the progress is shown. */
export interface ReadyProgressOptions {
  /** Writes a sentence on a line of its own. */
  readonly say: (text: string) => void;
  /** Writes as it is. */
  readonly write: (text: string) => void;
  /** Width of the terminal; `undefined` when there is none. */
  readonly columns: number | undefined;
}

/**
 * Shows what a sweep does before its first notebook: the order of its servers, when it begins and why, and on a
 * terminal how long that is to be waited for.
 *
 * @returns Takes what happens; says whether it was about that.
 */
export function readyProgress({ say, write, columns }: ReadyProgressOptions): (event: SweepEvent) => boolean {
  let isDrawn = false;
  const clear = () => {
    if (isDrawn) write("\r\x1b[K");
    isDrawn = false;
  };
  return (event) => {
    if (event.kind === "order") {
      say("servers, the cleanest grid first:");
      for (const line of event.lines) say(line);
    } else if (event.kind === "start") {
      say(startSentence(event.start));
      const { askedMs, startMs } = event.start;
      if (columns === undefined && startMs > askedMs) {
        say(`waiting ${formatDuration((startMs - askedMs) / 1000)}`);
      }
    } else if (event.kind === "wait") {
      clear();
      if (columns === undefined || event.leftMs === 0) return true;
      write(
        `  waiting, begins in ${formatDuration(Math.ceil(event.leftMs / 1000))}, Ctrl-C to give up`.slice(
          0,
          columns - 1,
        ),
      );
      isDrawn = true;
    } else {
      clear();
      return false;
    }
    return true;
  };
}
