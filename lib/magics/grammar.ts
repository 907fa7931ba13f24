import { nearest } from "../carbon/nearest.ts";
import { MAGIC_NAMES, type MagicName } from "../track/magic_names.ts";
import { codeLines } from "./code_lines.ts";

/** A magic as it stands in a cell. */
export interface Magic extends Pick<MagicName, "name" | "kind"> {
  /** What stands behind the name. */
  readonly rest: string;
}

/** The magics of a cell. */
export interface CellMagics {
  /** `//%%name` on the first line that is not blank. */
  readonly cell: Magic | undefined;
  /** `//%name` at the begin of lines that are code, in their order. */
  readonly lines: readonly Magic[];
  /** What could not be read, one sentence each. */
  readonly problems: readonly string[];
  /** Whether the cell has anything but blanks and comments. */
  readonly hasCode: boolean;
}

const MAGIC = /^\/\/(%%?)([A-Za-z_][\w-]*)[ \t]*(.*)$/;

/** A longer line is no magic but somebody's data. */
const LONGEST = 100_000;

/**
 * Finds the magics of a cell: a cell magic only on the first line that is not blank, a line magic only at column 0 of
 * a line that begins in code. What stands in texts, template literals, comments or in mid-cell is left alone.
 *
 * @param code The source of the cell.
 */
export function parseMagics(code: string): CellMagics {
  const first = code.search(/\S/);
  const head = first < 0 ? "" : lineAt(code, code.lastIndexOf("\n", first) + 1);
  const problems: string[] = [];
  const known = (line: string, kind: MagicName["kind"]) => {
    const [, signs, name = "", rest = ""] = MAGIC.exec(line) ?? [];
    if (signs !== (kind === "cell" ? "%%" : "%")) return undefined;
    if (MAGIC_NAMES.some((magic) => magic.name === name && magic.kind === kind)) return { name, kind, rest };
    problems.push(unknown(`//${signs}${name}`, name));
    return undefined;
  };
  const cell = head.startsWith("//%%") ? known(head, "cell") : undefined;
  const { starts, hasCode } = codeLines(code);
  const lines = starts.flatMap((start) => {
    if (!code.startsWith("//%", start)) return [];
    const magic = known(lineAt(code, start), "line");
    return magic ? [magic] : [];
  });
  return { cell, lines, problems, hasCode };
}

/** How a magic is written. */
export function written({ name, kind }: Pick<MagicName, "name" | "kind">): string {
  return `//${kind === "cell" ? "%%" : "%"}${name}`;
}

function lineAt(code: string, start: number): string {
  const end = code.indexOf("\n", start);
  return code.slice(start, Math.min(end < 0 ? code.length : end, start + LONGEST)).trimEnd();
}

function unknown(asWritten: string, name: string): string {
  const same = MAGIC_NAMES.find((magic) => magic.name === name.toLowerCase());
  const meant = same ??
    MAGIC_NAMES.find((magic) => magic.name === nearest(name, MAGIC_NAMES.map(({ name }) => name)));
  const shown = asWritten.length > 60 ? `${asWritten.slice(0, 57)}…` : asWritten;
  return `Cannot run magic "${shown}": it is unknown, ${
    meant ? `did you mean "${written(meant)}"` : `known are ${MAGIC_NAMES.map(written).join(", ")}`
  }`;
}
