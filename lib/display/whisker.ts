import type { Figure } from "../units.ts";

/** From where to where the line of an interval is drawn. */
export interface Whisker {
  /** In the figure's unit. */
  readonly low: number;
  /** In the figure's unit. */
  readonly high: number;
}

/** The line of a figure's interval; `undefined` where nothing is known about it: a line over everything says nothing. */
export function whisker({ low, high }: Figure): Whisker | undefined {
  return low > 0 || high < Infinity ? { low, high } : undefined;
}
