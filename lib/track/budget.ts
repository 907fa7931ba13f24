import type { Budget } from "../record/info.ts";

/** What a run has used. */
export type Used = Readonly<Record<keyof Budget, number>>;

const UNITS = [["grams", "g CO2e"], ["wattHours", "Wh"], ["seconds", "s"]] as const;

/** Each limit in words, and which part of it is used up: 1 is all of it. */
export function budgetUse(budget: Budget, used: Used): { readonly limit: string; readonly used: number }[] {
  return UNITS.flatMap(([field, unit]) => {
    const limit = budget[field];
    return limit === undefined ? [] : [{ limit: `${limit} ${unit}`, used: used[field] / limit }];
  });
}
