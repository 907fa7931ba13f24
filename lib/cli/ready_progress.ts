import { formatDuration } from "../units.ts";
import type { SweepEvent } from "../runner/sweep.ts";
import { momentText } from "../runner/moments.ts";
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
    // It stands on a line of its own: what Ctrl-C says comes below it.
    if (isDrawn) write("\x1b[1A\r\x1b[K");
    isDrawn = false;
  };
  const draw = (leftMs: number, width: number) => {
    const left = formatDuration(Math.ceil(leftMs / 1000));
    write(`${`  waiting, begins in ${left}, Ctrl-C to give up`.slice(0, width - 1)}\n`);
    isDrawn = true;
  };
  return (event) => {
    clear();
    if (event.kind === "order") {
      say("servers, the cleanest grid first:");
      for (const line of event.lines) say(line);
    } else if (event.kind === "start") {
      say(startSentence(event.start));
      const { askedMs, startMs } = event.start;
      if (columns === undefined && startMs > askedMs) say(`waiting until ${momentText(startMs)}`);
    } else if (event.kind === "wait") {
      if (columns !== undefined && event.leftMs > 0) draw(event.leftMs, columns);
    } else return false;
    return true;
  };
}
