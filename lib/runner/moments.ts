import type { Seconds } from "../units.ts";
import { NotebookError } from "./notebook_error.ts";

const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 };

/**
 * Reads a length of time: `90min`, `2h`, `1.5d`.
 *
 * @param text The length.
 * @param option What the user wrote it behind, for the message.
 * @throws {NotebookError} When it is none.
 */
export function parseLength(text: string, option: string): Seconds {
  const seconds = lengthOf(text);
  if (seconds === undefined) {
    throw new NotebookError(
      `Cannot use ${option} "${text}": should be a number above 0 and one of ${
        Object.keys(SECONDS).join(", ")
      }, such as 2h`,
    );
  }
  return seconds;
}

/**
 * Reads a moment to come: a time of this machine's clock (`18:00`, the next one), a date with a time
 * (`2026-11-26T08:00`, with `Z` or `+01:00` for another zone than this machine's) or how long from now (`8h`).
 *
 * @param text The moment.
 * @param nowMs Milliseconds since 1970.
 * @returns Milliseconds since 1970.
 * @throws {NotebookError} When it is none, or has passed.
 */
export function parseMoment(text: string, nowMs: number): number {
  const seconds = lengthOf(text);
  if (seconds !== undefined) return nowMs + seconds * 1000;
  const moment = clockTime(text, nowMs) ?? dateTime(text);
  if (moment === undefined || Number.isNaN(moment)) {
    throw new NotebookError(
      `Cannot use --before "${text}": should be a time (18:00), a date with a time (2026-11-26T08:00) or a length ` +
        "from now (8h)",
    );
  }
  if (moment <= nowMs) {
    throw new NotebookError(
      `Cannot use --before "${text}": that was ${momentText(moment)}, should be a time to come`,
    );
  }
  return moment;
}

/** A moment for people, on this machine's clock: `"2026-11-26 08:00"`. */
export function momentText(ms: number): string {
  return new Date(ms).toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
}

function lengthOf(text: string): Seconds | undefined {
  const [, number, unit = ""] = text.trim().match(/^(\d+(?:\.\d+)?)\s*([a-z]+)$/) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? NaN);
  return seconds > 0 ? seconds : undefined;
}

function clockTime(text: string, nowMs: number): number | undefined {
  const [, hours, minutes] = text.trim().match(/^([01]?\d|2[0-3]):([0-5]\d)$/) ?? [];
  if (hours === undefined) return undefined;
  const moment = new Date(nowMs);
  moment.setHours(Number(hours), Number(minutes), 0, 0);
  // Not 24 hours on: the clock may change in the night.
  if (moment.getTime() <= nowMs) moment.setDate(moment.getDate() + 1);
  return moment.getTime();
}

/** Without a zone it is this machine's; a date alone would be midnight somewhere else. */
function dateTime(text: string): number | undefined {
  const shape = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/;
  return shape.test(text.trim()) ? Date.parse(text.trim().replace(" ", "T")) : undefined;
}
