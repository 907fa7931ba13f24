import type { MetricPoint } from "../../record/run_record.ts";
import { cleanKey, CUT, cutText } from "./limits.ts";

/**
 * A metric point as MLflow can store it: time and step are whole numbers within an int64 that a double holds. A
 * fraction would be answered with 200, and everything after it in the request be lost (measured, MLflow 3.17).
 */
export function storedPoint({ key, value, timestamp, step }: MetricPoint): MetricPoint {
  return { key: cleanKey(key), value, timestamp: Math.max(0, whole(timestamp)), step: whole(step) };
}

/**
 * Texts as MLflow can store them: clean keys, no two alike, values cut where MLflow would cut them. Of two names that
 * become one the first keeps it; callers who want both give them names of their own before.
 */
export function storedTexts(
  texts: Readonly<Record<string, string>>,
  kind: "param" | "tag",
): Readonly<Record<string, string>> {
  const stored = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const clean = cleanKey(key);
    if (!stored.has(clean)) stored.set(clean, storedText(value, CUT[kind]));
  }
  return Object.fromEntries(stored);
}

/** A text of at most `length` UTF-16 units that every database takes: no half characters, no NUL. */
export function storedText(text: string, length: number): string {
  return cutText(String(text).toWellFormed().replaceAll("\0", "\uFFFD"), length);
}

function whole(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.round(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))) + 0;
}
