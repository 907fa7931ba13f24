import type { JournalLine } from "./journal_line.ts";

/** NaN and the infinities have no JSON: they are written as texts and read back by `readJournal()`. */
export function encodeLine(line: JournalLine): string {
  const finite = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return JSON.stringify(line, finite);
}

/** Writes a text whole: the system may take it in parts. */
export function writeAll(file: Deno.FsFile, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}
