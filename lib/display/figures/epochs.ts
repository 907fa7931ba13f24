import type { RunRecord } from "../../record/run_record.ts";
import type { Seconds } from "../../units.ts";
import { significant } from "../../units.ts";
import { GREY } from "../chart_style.ts";

/** What `tracker.epoch()` always logs where energy is known. */
const EPOCH_KEY = "energy/so_far_j";

/** Parts of the width that lie between two lines, and between two numbers, at least. */
const LINE_GAP = 0.015, NUMBER_GAP = 0.035;

/** Where the lines are. */
export interface EpochFrame {
  /** Where the curve ends. */
  readonly endS: Seconds;
  /** Seconds in a unit of the time axis. */
  readonly secondsPerUnit: number;
  /** Watts up to which the lines reach. */
  readonly top: number;
}

/**
 * A line at the end of each epoch, with its number as it was logged; of epochs that end too close together some are
 * left out.
 *
 * @returns A Plotly trace; none when no epoch was logged during the curve.
 */
export function epochLines(
  { metrics, startMs }: RunRecord,
  { endS, secondsPerUnit, top }: EpochFrame,
): Record<string, unknown>[] {
  const ends = metrics.filter(({ key }) => key === EPOCH_KEY)
    .map(({ step, timestamp }) => ({ step, atS: (timestamp - startMs) / 1000 }))
    .filter(({ atS }) => atS > 0 && atS <= endS);
  const lines = apart(ends, LINE_GAP * endS);
  if (lines.length === 0) return [];
  const numbered = new Set(apart(lines, NUMBER_GAP * endS));
  return [{
    type: "scatter",
    mode: "lines+text",
    name: lines.length < ends.length ? "end of an epoch (some left out)" : "end of an epoch",
    x: lines.flatMap(({ atS }) => [atS, atS, null].map((at) => at && significant(at / secondsPerUnit))),
    y: lines.flatMap(() => [0, significant(top, 3), null]),
    text: lines.flatMap((line) => ["", numbered.has(line) ? String(line.step) : "", ""]),
    textposition: "top center",
    textfont: { size: 10, color: GREY.text },
    line: { color: GREY.axis, width: 1 },
    cliponaxis: false,
    hoverinfo: "skip",
  }];
}

function apart<End extends { readonly atS: Seconds }>(ends: readonly End[], gapS: Seconds): End[] {
  const kept: End[] = [];
  for (const end of ends) {
    const last = kept.at(-1);
    if (last === undefined || end.atS - last.atS >= gapS) kept.push(end);
  }
  return kept;
}
