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
    sourceHash: hash(code),
  };
}

/** cyrb53 (bryc, public domain): 53 bits, quick, not for secrets; blanks at the ends do not count. */
function hash(code: string): string {
  const text = code.trim();
  let high = 0xdeadbeef, low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(16).padStart(14, "0");
}
