import { textHash } from "./text_hash.ts";

/** What is kept of a cell's source. */
export interface SourceDescription {
  /** First line that is neither blank nor a magic, else the magic, at most 80 characters. */
  readonly firstLine: string;
  /** 14 hexadecimal digits. */
  readonly sourceHash: string;
}

/** Characters of a line that are kept. */
const LONGEST = 80;

/** Describes a cell's source without keeping it. */
export function describeSource(code: string): SourceDescription {
  const lines = code.slice(0, 10_000).split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const line = lines.find((line) => !/^\/\/%{1,2}[a-z]/i.test(line)) ?? lines[0] ?? "";
  return {
    firstLine: line.length > LONGEST ? `${line.slice(0, LONGEST - 1).toWellFormed()}…` : line,
    // Blanks at the ends do not count.
    sourceHash: textHash(code.trim()),
  };
}
