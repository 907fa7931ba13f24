/** An estimate that is only known within a range. */
export interface Range {
  /** Best estimate. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Where it comes from, in a few words. */
  readonly source: string;
}
