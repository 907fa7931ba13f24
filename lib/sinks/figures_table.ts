import type { RunRecord } from "../record/run_record.ts";
import { type Figure, scaleFigure, significant } from "../units.ts";

/** Name of the table among a run's artifacts. */
export const FIGURES_PATH = "wattbook/figures.json";

const COLUMNS = ["figure", "value", "low", "high", "grade"] as const;

/**
 * The figures of a run as a table that MLflow's pages show, and compare between runs by its first column: JSON in the
 * form of pandas' `split`. Each run has the same rows; what is not known is null.
 *
 * @param record The run.
 */
export function figuresTable(
  { emissionsG, energyJ, headline, intensity, durationS, cpuTimeS }: RunRecord,
): string {
  const { gramsPerKwh, low, high } = intensity;
  const emissions = emissionsG[headline] ?? emissionsG.share;
  const rows = [
    // As in the metrics: MLflow prints few decimals.
    row("emissions (mg CO2e)", emissions && scaleFigure(emissions, 1000)),
    row("energy, share (J)", energyJ.share),
    row("energy, active (J)", energyJ.active),
    row("energy, machine (J)", energyJ.machine),
    row("grid intensity (g CO2e/kWh)", { value: gramsPerKwh, low, high }),
    row("duration (s)", { value: durationS }),
    row("CPU time (s)", { value: cpuTimeS.own + cpuTimeS.children }),
  ];
  return `${JSON.stringify({ columns: COLUMNS, data: rows })}\n`;
}

function row(name: string, figure: Partial<Figure> | undefined): (string | number | null)[] {
  const { value, low, high, grade } = figure ?? {};
  return [name, rounded(value), rounded(low), rounded(high), grade ?? null];
}

/** JSON has no infinities: an interval without an upper end has none in the table either. */
function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : significant(value);
}
