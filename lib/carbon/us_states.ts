import { US_STATES } from "./data/us_states.ts";

/** A state of the USA, for places that are no grid zone of their own. */
export interface UsState {
  /** `"US-CA"`. */
  readonly zone: string;
  /** `"California"`. */
  readonly name: string;
  /** What its power plants emit, gCO2eq/kWh: direct, not over their life cycle. */
  readonly gramsPerKwh: number;
}

let states: ReadonlyMap<string, UsState> | undefined;

/** All states and the District of Columbia, by zone. */
export function usStates(): ReadonlyMap<string, UsState> {
  return states ??= new Map(
    US_STATES.trim().split(/;\s*/).flatMap((row) => {
      const [, code, name, grams] = row.match(/^(\w\w) (.+) ([\d.]+)$/) ?? [];
      if (code === undefined || name === undefined) return [];
      return [[`US-${code}`, { zone: `US-${code}`, name, gramsPerKwh: Number(grams) }] as const];
    }),
  );
}
