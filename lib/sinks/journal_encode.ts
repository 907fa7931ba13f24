import { finiteOrText } from "../units.ts";
import type { JournalLine } from "./journal_line.ts";

/** NaN and the infinities have no JSON: they are written as texts and read back by `readJournal()`. */
export function encodeLine(line: JournalLine): string {
  return JSON.stringify(line, finiteOrText);
}

/** Writes a text whole: the system may take it in parts. */
export function writeAll(file: Deno.FsFile, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}
