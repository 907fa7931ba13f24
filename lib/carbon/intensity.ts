/** Grams of CO2 equivalents per kilowatt hour at a place, with its interval and origin. */
export interface Intensity {
  /** Best estimate, gCO2eq/kWh. */
  readonly gramsPerKwh: number;
  /** Lower end, gCO2eq/kWh. */
  readonly low: number;
  /** Upper end, gCO2eq/kWh. */
  readonly high: number;
  /** Data set with licence: `"Electricity Maps yearly (ODbL)"`. */
  readonly source: string;
  /** Year of the data. */
  readonly year: number;
  /** Zone it is for: `"BE"`, `"US-CAL-CISO"`, `"World"`. */
  readonly zone: string;
  /** Name of the zone, for people: `"Belgium"`. */
  readonly zoneName: string;
  /** What kind of factor it is: `"average, life-cycle"`. */
  readonly kind: string;
  /** How the place was found: `"option"`, `"environment"`, `"cloud region"`, `"time zone"`, `"unknown"`. */
  readonly placeFrom: string;
  /** A sentence for the reader when the place is a guess. */
  readonly note?: string;
}
