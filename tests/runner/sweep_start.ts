import type { SweepStart } from "../../lib/runner/greenest_start.ts";

/** The begin of a sweep of ten seconds by a forecast that halves the grid. */
export function sweepStart(change: Partial<SweepStart> = {}): SweepStart {
  return {
    askedMs: 0,
    startMs: 1000,
    expectedS: 10,
    now: { value: 300, low: 270, high: 330 },
    then: { value: 150, low: 135, high: 165 },
    forecastUntilMs: 1e6,
    source: "a service",
    kind: "marginal, direct",
    zone: "AA",
    isLate: false,
    ...change,
  };
}
