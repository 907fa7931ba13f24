import { stripVTControlCharacters } from "node:util";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";
import type { TortureCase } from "../track/torture_cells.ts";
import { expectedRuns, type TortureCell } from "../track/torture_order.ts";

/** What a saved notebook and its journal say, counted. */
export interface Tally {
  /** Cells that ran. */
  readonly cells: number;
  /** Cards that should be there. */
  readonly cards: number;
  /** Cards under their own cell that say another status than the run's, or than the cell's end asks for. */
  readonly wrongStatuses: number;
  /** Cards under another cell than their run's. */
  readonly wrongCells: number;
  /** Cards that are not there, or twice. */
  readonly lostCards: number;
  /** Lines that should be there. */
  readonly lines: number;
  /** Lines that are nowhere. */
  readonly lostLines: number;
  /** Lines under another cell than the one that printed them, or out of order. */
  readonly misplacedLines: number;
  /** Results that are missing, wrong or not wanted. */
  readonly wrongResults: number;
  /** Errors that are missing, wrong or not wanted. */
  readonly wrongErrors: number;
  /** Runs that the journal should have. */
  readonly runs: number;
  /** Runs that are missing there, not wanted, or of another status. */
  readonly wrongRuns: number;
  /** What is wrong, one sentence each. */
  readonly findings: readonly string[];
}

interface SavedCell {
  readonly id: string;
  readonly execution_count: number | null;
  readonly outputs: readonly SavedOutput[];
}

interface SavedOutput {
  readonly output_type: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
  readonly ename?: string;
  readonly evalue?: string;
}

/** The names of counts that have to be 0. */
export const FAULTS = [
  "wrongStatuses",
  "wrongCells",
  "lostCards",
  "lostLines",
  "misplacedLines",
  "wrongResults",
  "wrongErrors",
  "wrongRuns",
] as const;

/**
 * Judges a notebook that a front-end has run and saved.
 *
 * @param text The saved notebook.
 * @param cells What was in it.
 * @param folder Where its kernel worked: the journal is there.
 */
export function tally(text: string, cells: readonly TortureCell[], folder: string): Tally {
  const saved: readonly SavedCell[] = JSON.parse(text).cells;
  const findings: string[] = [];
  const count = { wrongStatuses: 0, wrongCells: 0, lostCards: 0, wrongResults: 0, wrongErrors: 0 };
  const found = (kind: keyof typeof count, n: number, what: string) => {
    count[kind]++;
    findings.push(`cell ${n}, ${cells[n]?.is.name}: ${what}`);
  };
  const printed = saved.flatMap(({ outputs }, at) => linesOf(outputs).map((line) => ({ ...line, at })));
  for (const [n, { is }] of cells.entries()) {
    const outputs = saved[n]?.outputs ?? [];
    const wanted = [...is.cards ?? []].map((card) => card.replace(" ", `-${n} `)).sort();
    const shown = cardsOf(outputs);
    const own = shown.filter((card) => runOf(card) === n).sort();
    for (const card of shown) if (runOf(card) !== n) found("wrongCells", n, `shows ${card}`);
    if (own.length !== wanted.length) found("lostCards", n, `shows [${own}], should be [${wanted}]`);
    else if (own.join() !== wanted.join()) found("wrongStatuses", n, `shows [${own}], should be [${wanted}]`);
    const result = outputs.filter(({ output_type }) => output_type === "execute_result").map(plain).join();
    const expected = is.result === "N" ? String(n) : is.result ?? "";
    if (result !== expected) found("wrongResults", n, `result ${result}, should be ${expected}`);
    const errors = outputs.filter(({ output_type }) => output_type === "error");
    const error = errors.map(({ ename, evalue }) => `${ename}: ${evalue}`).join(" + ");
    if (!isWanted(error, is)) found("wrongErrors", n, `error "${error}", should be "${is.error ?? ""}"`);
  }
  const lines = cells.map(({ is }) => is.lines ?? 20);
  const total = lines.reduce((sum, some) => sum + some, 0);
  const inPlace = printed.filter(({ cell, at }) => cell === at);
  const disorder = cells.flatMap((_, n) =>
    inPlace.filter(({ at }) => at === n).filter(({ number }, index) =>
      number !== index && number !== index % 10
    )
  );
  const runs = journalled(folder), wantedRuns = expectedRuns(cells);
  return {
    cells: saved.filter(({ execution_count }) => execution_count !== null).length,
    cards: cells.reduce((sum, { is }) => sum + (is.cards?.length ?? 0), 0),
    ...count,
    lines: total,
    lostLines: total - printed.length,
    misplacedLines: printed.length - inPlace.length + disorder.length,
    runs: wantedRuns.length,
    wrongRuns: difference(runs, wantedRuns).length + difference(wantedRuns, runs).length,
    findings: [...findings, ...difference(runs, wantedRuns).map((run) => `journal has ${run}`)],
  };
}

/**
 * A cell that does not parse shows why, or nothing: the newer kernels say nothing by themselves. The older ones call
 * what is no Error an unknown one.
 */
function isWanted(error: string, { error: wanted, unparsed }: TortureCase): boolean {
  if (unparsed && error !== "") return /^(SyntaxError: )?Unexpected token/.test(error);
  if (wanted instanceof RegExp) return wanted.test(error);
  return error.replace(/^Unknown error: /, "Error: ") === (wanted ?? "");
}

function linesOf(outputs: readonly SavedOutput[]): { readonly cell: number; readonly number: number }[] {
  const text = outputs.filter(({ output_type }) => output_type === "stream").map(({ text }) => joined(text))
    .join("");
  return Array.from(
    text.matchAll(/^cell (\d+) prints (\d+)$/gm),
    ([, cell, number]) => ({ cell: Number(cell), number: Number(number) }),
  );
}

/** The runs whose cards are shown, `"name-number STATUS"`; a card names no status when all went well. */
function cardsOf(outputs: readonly SavedOutput[]): string[] {
  return outputs.filter(({ output_type }) => output_type === "display_data").map(plain).flatMap((text) => {
    const name = text.match(/\b[a-z]+-\d+\b/)?.[0];
    const status = text.match(/\b(FINISHED|FAILED|KILLED)\b/)?.[1] ?? "FINISHED";
    return name === undefined ? [] : [`${name} ${status}`];
  });
}

function runOf(card: string): number {
  return Number(card.match(/-(\d+) /)?.[1]);
}

function journalled(folder: string): string[] {
  return readJournals(`${folder}/.wattbook`).map((run) =>
    run instanceof JournalError ? run.message : `${run.run.runName} ${run.record?.status}`
  ).sort();
}

/** What `some` has more than `others`, with multiplicity. */
function difference(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Without the colours that the kernel gives to results unless `NO_COLOR` is set. */
function plain({ data }: SavedOutput): string {
  return stripVTControlCharacters(joined(data?.["text/plain"]));
}

function joined(text: string | readonly string[] | undefined): string {
  return typeof text === "string" ? text : (text ?? []).join("");
}
