import type { Intensity } from "../carbon/intensity.ts";
import { intensityDuring } from "../carbon/live.ts";
import type { LedgerMark } from "../meter/ledger.ts";
import { buildRecord, type Ended } from "../record/build.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { Beside } from "./beside.ts";
import type { Gauge } from "./gauge.ts";

/** Between which marks a record lies, and by what its energy becomes emissions. */
export interface RecordSpan {
  /** The meter. */
  readonly gauge: Gauge;
  /** Its begin. */
  readonly start: LedgerMark;
  /** Its end. */
  readonly end: LedgerMark;
  /** The year's figure of the grid, or a live one. */
  readonly intensity: Intensity;
  /** What is wanted beside wattbook's own figures. */
  readonly beside: Beside | undefined;
}

/**
 * The record of what lies between two marks.
 *
 * @param told Everything that the meter does not know.
 * @param span Where it lies.
 */
export function endedRecord(
  told: Omit<Ended, "curve" | "leftOut">,
  { gauge, start, end, intensity, beside }: RecordSpan,
): RunRecord {
  const { span, attribution } = gauge.measure(start, end);
  const ended = { ...told, curve: gauge.curve(start, end), leftOut: gauge.leftOut };
  const record = buildRecord(
    ended,
    span,
    attribution,
    intensityDuring(intensity, span.startMs, span.endMs),
  );
  return beside?.complete(record, span, gauge.samples(start, end)) ?? record;
}
