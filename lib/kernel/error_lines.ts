import { alignWords, type Place } from "./align.ts";
import { GLOBAL } from "./prelude.ts";
import { staticImports } from "./static_imports.ts";
import { tokenize } from "./tokens.ts";

/** A cell that has run. */
export interface RunCell {
  /** The number that front-ends show. */
  readonly count: number;
  /** What the user wrote. */
  readonly code: string;
  /** What was sent to the child. */
  readonly sent: string;
  /** From places in the running text to places in the cell, once somebody has asked. */
  places?: Promise<((name: string, place: Place) => Place | undefined) | undefined>;
}

/** What the kernel puts in front of each cell. */
const FRONT = "'use strict'; void 0;";
/** First line of the function whose text tells how the kernel has printed a cell, and its indentation. */
const INDENT = 2;
/** How many earlier cells are searched for a function. */
const EARLIER = 20;

/**
 * Puts a cell's own lines into the stack of an error: the kernel runs another text than the user wrote, without
 * types, empty lines and breaks, and tells the places in that.
 *
 * @param traceback Lines of the stack.
 * @param cells Cells that have run, the failing one last.
 * @param ask Runs code in the child that answers under the name it is given.
 */
export async function ownLines(
  traceback: readonly string[],
  cells: readonly RunCell[],
  ask: (code: (id: string) => string) => Promise<unknown>,
): Promise<string[]> {
  const lines: string[] = [];
  for (const line of withoutGuards(traceback)) {
    const [, before = "", row, column, after = ""] = line.match(/^(\s+at .*)<anonymous>:(\d+):(\d+)(.*)$/) ??
      [];
    if (row === undefined) {
      lines.push(line);
      continue;
    }
    const name = before.match(/(?:async )?(?:new )?(\S+) \($/)?.[1]?.split(".").at(-1) ?? "";
    const found = await findPlace(name, { line: Number(row), column: Number(column) }, cells, ask);
    lines.push(found ? `${before}<cell ${found.count}>:${found.line}:${found.column}${after}` : line);
  }
  return lines;
}

async function findPlace(
  name: string,
  place: Place,
  cells: readonly RunCell[],
  ask: (code: (id: string) => string) => Promise<unknown>,
): Promise<(Place & { count: number }) | undefined> {
  // A function may come from an earlier cell; code outside of functions is always the failing one's.
  const candidates = cells.slice(name === "" ? -1 : -EARLIER).toReversed();
  for (const cell of candidates) {
    const places = await (cell.places ??= placesOf(cell, ask));
    const own = places?.(name, place);
    if (own !== undefined) return { ...own, count: cell.count };
  }
  return undefined;
}

/** The kernel prints a function like a cell, and a function can be asked for its text. */
async function placesOf(
  cell: RunCell,
  ask: (code: (id: string) => string) => Promise<unknown>,
): Promise<((name: string, place: Place) => Place | undefined) | undefined> {
  const body = withoutImports(cell.sent);
  const printed = await ask((id) => `${GLOBAL}.answer(${id}, (async () => {\n${body}\n}).toString());`);
  if (typeof printed !== "string") return undefined;
  const [, ...lines] = printed.split("\n");
  const find = alignWords(cell.code, lines.join("\n"));
  const names = new Set(tokenize(cell.code).tokens.map(({ text }) => text));
  return (name, { line, column }) => {
    if (name !== "" && !names.has(name)) return undefined;
    return find({ line, column: column + INDENT - (line === 1 ? FRONT.length : 0) });
  };
}

/** A function holds no static import; the kernel prints each of them on one line. */
function withoutImports(code: string): string {
  return staticImports(tokenize(code).tokens).reduceRight(
    (text, { start, end, typeOnly }) => text.slice(0, start) + (typeOnly ? "" : "0;") + text.slice(end),
    code,
  );
}

/** Without the frames that waiting with Stop in mind adds. */
function withoutGuards(traceback: readonly string[]): string[] {
  return traceback.filter((line, index) =>
    !(line.includes("async Promise.all (index 0)") &&
      /async .*<anonymous>:\d/.test(traceback[index + 1] ?? ""))
  );
}
