import { stringify } from "@std/csv/stringify";
import type { PowerCurve } from "../record/run_record.ts";

/**
 * A power curve as CSV: `time_s`, then one column of watts per component.
 *
 * @param curve The curve.
 */
export function curveCsv({ timeS, series }: PowerCurve): string {
  const columns = ["time_s", ...series.map(({ label }) => cell(`${label} (W)`))];
  const rows = timeS.map((time, at) => [round(time), ...series.map(({ watts }) => round(watts[at]))]);
  return stringify([columns, ...rows]);
}

/**
 * A text as a cell that no spreadsheet takes for a formula: `=`, `+`, `-`, `@`, their full-width forms, tab and line
 * ends at its beginning get an apostrophe before them (OWASP, CSV injection).
 */
export function cell(text: string): string {
  return /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
}

function round(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toFixed(3));
}
