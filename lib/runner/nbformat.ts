import { messageOf } from "../errors.ts";
import type { Output } from "../jupyter/outputs.ts";
import { withIds } from "./cell_ids.ts";
import { isJsonMime, isLinesMime } from "./mime.ts";
import { NotebookError } from "./notebook_error.ts";
import { notebookSchema, schemaProblem } from "./notebook_schema.ts";

/** A notebook in memory: texts are whole, ids are there. Fields that this program does not know of are kept. */
export interface Notebook {
  /** Kernel, language and whatever others wrote. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Cells in order. */
  readonly cells: readonly Cell[];
}

/** One cell of a notebook. */
export type Cell = CodeCell | TextCell;

/** A cell that runs. */
export interface CodeCell {
  /** What it is. */
  readonly cell_type: "code";
  /** Unique in the notebook. */
  readonly id: string;
  /** Tags and whatever others wrote. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The code. */
  readonly source: string;
  /** What it has shown. */
  readonly outputs: readonly Output[];
  /** The kernel's number of it; `null` when it did not run. */
  readonly execution_count: number | null;
}

/** A cell to read. */
export interface TextCell {
  /** What it is. */
  readonly cell_type: "markdown" | "raw";
  /** Unique in the notebook. */
  readonly id: string;
  /** Tags and whatever others wrote. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The text. */
  readonly source: string;
}

/**
 * Reads a notebook of nbformat 4.
 *
 * @param text Content of the `.ipynb` file.
 * @param file Its name, for errors.
 * @throws {NotebookError} When it is none; the message names file, field, value and remedy.
 */
export function parseNotebook(text: string, file: string): Notebook {
  const given = parseJson(text, file);
  const checked = notebookSchema.safeParse(given);
  if (!checked.success) {
    throw new NotebookError(`Cannot read notebook "${file}": ${schemaProblem(checked.error, given)}`);
  }
  return { ...checked.data, cells: withIds(checked.data.cells) };
}

/** The content of an `.ipynb` file, nbformat 4.5, as Jupyter writes it: sorted fields, lists of lines, one blank. */
export function serialiseNotebook(notebook: Notebook): string {
  const file = { ...notebook, cells: notebook.cells.map(cellForFile), nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(sorted(file), null, 1)}\n`;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const why = messageOf(cause);
    throw new NotebookError(
      `Cannot read notebook "${file}": it is no JSON (${why}), should be a Jupyter notebook`,
      { cause },
    );
  }
}

function cellForFile(cell: Cell): object {
  const source = inLines(cell.source);
  return cell.cell_type === "code"
    ? { ...cell, source, outputs: cell.outputs.map(outputForFile) }
    : { ...cell, source };
}

function outputForFile(output: Output): object {
  if (output.output_type === "stream") return { ...output, text: inLines(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([mime, value]) => [mime, mimeForFile(mime, value)]);
  return { ...output, data: Object.fromEntries(data) };
}

/** The format allows objects for JSON types only. */
function mimeForFile(mime: string, value: unknown): unknown {
  if (isJsonMime(mime)) return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return isLinesMime(mime) ? inLines(text) : text;
}

function inLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, inside]) => [key, sorted(inside)]));
}
