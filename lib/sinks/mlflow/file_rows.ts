import type { MetricPoint } from "../../record/run_record.ts";
import { SinkError } from "../sink_error.ts";
import { readPoints } from "./file_tree.ts";
import { storedPoint, storedTexts } from "./stored_rows.ts";
import type { RunRows } from "./store.ts";

/**
 * Writes rows of a run into its folder; the same rows again change nothing. Of a parameter the first value stays, of
 * a tag the last. A name that lies inside another (`loss` and `loss/train`) has no place in a file system.
 *
 * @throws {SinkError} With the names that had no place, after all others were written.
 */
export function writeFileRows(folder: string, { metrics = [], params = {}, tags = {} }: RunRows): void {
  const refused: string[] = [];
  const attempt = (key: string, action: () => void) => {
    try {
      action();
    } catch (error) {
      if (!isAboutName(error)) throw error;
      refused.push(key);
    }
  };
  const byKey = Map.groupBy(metrics.map(storedPoint), ({ key }) => key);
  for (const [key, points] of byKey) attempt(key, () => addPoints(`${folder}/metrics/${key}`, key, points));
  for (const [key, value] of Object.entries(storedTexts(params, "param"))) {
    attempt(key, () => writeText(`${folder}/params/${key}`, value, true));
  }
  for (const [key, value] of Object.entries(storedTexts(tags, "tag"))) {
    attempt(key, () => writeText(`${folder}/tags/${key}`, value, false));
  }
  if (refused.length === 0) return;
  const others = refused.length > 1 ? ` (and ${refused.length - 1} more)` : "";
  throw new SinkError(
    `The FileStore has no place for "${
      refused[0]
    }"${others}: it lies inside another name, or is too long for a ` +
      "file; everything else is stored",
    { status: 400 },
  );
}

function addPoints(path: string, key: string, points: readonly MetricPoint[]): void {
  makeFolder(path);
  const there = new Set(isThere(path) ? readPoints(key, path).map(lineOf) : []);
  const lines = [...new Set(points.map(lineOf))].filter((line) => !there.has(line));
  if (lines.length > 0) Deno.writeTextFileSync(path, lines.join(""), { append: true });
}

/** Numbers as Python writes them. */
function lineOf({ value, timestamp, step }: MetricPoint): string {
  const text = Number.isNaN(value)
    ? "nan"
    : Number.isFinite(value)
    ? String(value)
    : value > 0
    ? "inf"
    : "-inf";
  return `${timestamp} ${text} ${step}\n`;
}

function writeText(path: string, value: string, isFirst: boolean): void {
  makeFolder(path);
  if (isFirst && isThere(path)) return;
  Deno.writeTextFileSync(path, value);
}

function makeFolder(path: string): void {
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function isAboutName(error: unknown): boolean {
  return error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.IsADirectory ||
    error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.FilesystemLoop ||
    error instanceof Error && /name too long/i.test(error.message);
}
