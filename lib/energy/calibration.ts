import { calibratedCurve, type CalibratedOf } from "./calibrated_curve.ts";
import { type CalibrationStep, calibrationSteps } from "./calibrate.ts";
import type { LoadCurve } from "./load_curve.ts";
import type { WallLine } from "./wall_line.ts";

/** What was measured on one machine, once: its curve, and its wall line where both sides could be read. */
export interface Calibration extends CalibratedOf {
  /** Name of the processor that it was made on. */
  readonly processor: string;
  /** Logical processors. */
  readonly threads: number;
  /** Day and time, ISO 8601. */
  readonly at: string;
  /** Power from idle to full load. */
  readonly steps: readonly CalibrationStep[];
  /** What stands at the wall for what the components show. */
  readonly wall?: WallLine;
  /** What was odd while it was made. */
  readonly notes: readonly string[];
}

/** The curve of a calibration. */
export function curveOf({ steps, part, measuredBy }: Calibration): LoadCurve {
  return calibratedCurve(steps, { part, measuredBy });
}

/**
 * A calibration that was stored or exported.
 *
 * @param text JSON.
 * @throws {RangeError} When it is not one; the message says what is wrong.
 */
export function parseCalibration(text: string): Calibration {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RangeError("Cannot read a calibration: it is no JSON", { cause });
  }
  const { processor, threads, at, part, measuredBy, steps, wall, notes } = fieldsOf(value);
  if (part !== "cpu" && part !== "machine") {
    throw wrong("part", part, '"cpu" or "machine"');
  }
  const count = number("threads", threads);
  const pairs = Array.isArray(steps) ? steps.map(fieldsOf) : [];
  return {
    processor: words("processor", processor),
    threads: count,
    at: words("at", at),
    part,
    measuredBy: words("measuredBy", measuredBy),
    steps: calibrationSteps(
      pairs.map(({ busyThreads, watts }) => ({
        busyThreads: number("busyThreads", busyThreads),
        watts: number("watts", watts),
      })),
      count,
    ),
    ...(wall === undefined ? {} : { wall: wallOf(fieldsOf(wall)) }),
    notes: Array.isArray(notes) ? notes.map(String) : [],
  };
}

function wallOf({ baseW, factor }: Readonly<Record<string, unknown>>): WallLine {
  const line = { baseW: number("baseW", baseW), factor: number("factor", factor) };
  if (line.baseW < 0) throw wrong("baseW", baseW, "0 or more");
  if (line.factor < 1) throw wrong("factor", factor, "1 or more");
  return line;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function number(field: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(field, value, "a number");
  return value;
}

function words(field: string, value: unknown): string {
  if (typeof value !== "string" || value === "") throw wrong(field, value, "text");
  return value;
}

function wrong(field: string, value: unknown, should: string): RangeError {
  return new RangeError(
    `Cannot read a calibration: ${field} is ${JSON.stringify(value) ?? "not there"}, should be ${should}`,
  );
}
