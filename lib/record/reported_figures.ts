import type { Figure } from "../units.ts";
import { formatQuantity } from "../units.ts";
import type { RunRecord } from "./run_record.ts";

/** The headline of a run, for formats that have room for one figure. */
export interface ReportedFigures {
  /** Energy in joules. */
  readonly energyJ: Figure;
  /** Emissions in grams, with the PUE. */
  readonly emissionsG: Figure;
}

/**
 * Energy and emissions that a report of others may show: a figure that was not measured, or is below what the
 * sources resolve, has no place there, because such formats know no interval.
 *
 * @param record The run.
 * @param what What is written, for the message: `"a model card"`.
 * @throws {RangeError} When there is no such figure; the message says why.
 */
export function reportedFigures(record: RunRecord, what: string): ReportedFigures {
  const energyJ = record.energyJ[record.headline] ?? record.energyJ.share;
  const emissionsG = record.emissionsG[record.headline] ?? record.emissionsG.share;
  const refused = `Cannot write ${what} of run ${JSON.stringify(record.runName)}: its energy is`;
  if (energyJ === undefined || emissionsG === undefined) {
    throw new RangeError(`${refused} unknown, should be measured`);
  }
  if (record.belowResolution || !(energyJ.value > 0)) {
    throw new RangeError(
      `${refused} below ${formatQuantity(energyJ.high, "J")}, too little for the sources to resolve, ` +
        "should be that of a longer run",
    );
  }
  return { energyJ, emissionsG };
}
