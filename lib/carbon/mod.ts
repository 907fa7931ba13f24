/**
 * What grams depend on besides joules: the place, the hour, the building, the making of the machine. Each figure
 * has its source, its year and a range.
 *
 * ```ts
 * import { bestWindow, elsewhere, intensityAt, sci } from "jsr:@wattbook/track@^1/carbon";
 * import assert from "node:assert/strict";
 *
 * // The energy of a run, 2 kWh ± 10 %, in three countries.
 * const energy = { value: 7.2e6, low: 6.5e6, high: 7.9e6 };
 * const [belgium, france, poland] = await Promise.all(["BE", "FR", "PL"].map((place) => intensityAt(place)));
 * assert.ok(belgium && france && poland);
 * const rows = elsewhere(energy, belgium, [belgium, france, poland]);
 * assert.equal(rows[0]?.intensity.zone, "FR");
 *
 * // Two hours of a forecast, in the cleaner of which an hour's run saves a half.
 * const hour = 3600e3;
 * const points = [300, 150].map((gramsPerKwh, at) => (
 *   { fromMs: at * hour, untilMs: (at + 1) * hour, gramsPerKwh, state: "forecast" as const }
 * ));
 * const window = bestWindow({ points, source: "mine", kind: "marginal", zone: "BE" }, 3600, { nowMs: 0 });
 * assert.equal(window?.saved, 0.5);
 *
 * const { value } = sci({ energyJ: 7.2e6, gramsPerKwh: 150, embodiedG: 60, units: 30, unit: "epoch" });
 * assert.equal(value, 12);
 * ```
 *
 * @module
 */
export { bestWindow, type Window, type WindowOptions } from "./best_window.ts";
export type { Cloud } from "./cloud_regions.ts";
export { type Elsewhere, elsewhere, type EnergyRange } from "./elsewhere.ts";
export { type DeviceFootprint, DEVICES, embodiedFor, type EmbodiedOptions } from "./embodied.ts";
export { type Facility, type FacilityKind, facilityOf } from "./facility.ts";
export { intensityAt } from "./intensity_at.ts";
export type { Intensity } from "./intensity.ts";
export { type LiveOption, liveSeries } from "./live_series.ts";
export type { CloudRegion, LiveName, PlaceOption } from "./place.ts";
export type { Range } from "./range.ts";
export { type Sci, sci, type SciParts } from "./sci.ts";
export { type IntensityPoint, type IntensitySeries, type SeriesMean, seriesMean } from "./series.ts";
export { waterFor } from "./water.ts";
