import { CPU_POWER } from "./data/cpu_power.ts";

/** One row of CodeCarbon's table of processors. */
export interface CpuRow {
  /** Name as it stands there. */
  readonly name: string;
  /** Watts as they stand there; in four rows no number. */
  readonly watts: string;
  /** The name in words, without signs and in lower case. */
  readonly words: ReadonlySet<string>;
}

/** CodeCarbon's table of processors, in the order it searches. */
export interface CpuTable {
  /** All rows. */
  readonly rows: readonly CpuRow[];
  /** Rows by name in lower case; of two the first. */
  readonly byName: ReadonlyMap<string, CpuRow>;
}

let table: CpuTable | undefined;

/** The table, read at first use. */
export function cpuTable(): CpuTable {
  return table ??= readTable();
}

/** A name as CodeCarbon compares it word by word: signs are blanks, letters small, each word once. */
export function wordsOf(name: string): ReadonlySet<string> {
  const small = name.replace(/[^\p{L}\p{N}]/gu, " ").replace(/\P{ASCII}|[A-Z]/gu, smallLetter);
  return new Set(small.split(" ").filter((word) => word !== ""));
}

/** One letter for one: "İ" has two in small, and a "Σ" at a word's end is a letter like others. */
function smallLetter(letter: string): string {
  const [first = letter] = letter.toLowerCase();
  return first;
}

function readTable(): CpuTable {
  const rows = CPU_POWER.split("\n").map((line) => {
    const [name = "", watts = ""] = line.split("\t");
    return { name, watts, words: wordsOf(name) };
  });
  const byName = new Map<string, CpuRow>();
  for (const row of rows) {
    const small = row.name.toLowerCase();
    if (!byName.has(small)) byName.set(small, row);
  }
  return { rows, byName };
}
