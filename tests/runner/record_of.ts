import type { RunRecord } from "../../lib/record/run_record.ts";

/** A record of a kernel that used some joules, ± a tenth, at 360 g/kWh: a joule is a ten-thousandth of a gram. */
export function recordOf(joules: number, more: Partial<RunRecord> = {}): RunRecord {
  const figure = (value: number) =>
    ({ value, low: value * 0.9, high: value * 1.1, grade: "B", how: "counter, split by CPU time" }) as const;
  return {
    wattbook: "1.0.0",
    runId: "0123456789abcdef0123456789abcdef",
    experimentName: "Default",
    runName: "notebook",
    status: "FINISHED",
    startMs: 1000,
    endMs: 2000,
    durationS: 1,
    energyJ: { machine: figure(joules * 2), share: figure(joules), active: figure(joules / 2) },
    belowResolution: false,
    components: [],
    emissionsG: {
      machine: figure(joules * 2e-4),
      share: figure(joules * 1e-4),
      active: figure(joules * 5e-5),
    },
    headline: "share",
    intensity: {
      gramsPerKwh: 360,
      low: 300,
      high: 400,
      source: "a table",
      year: 2025,
      zone: "AA",
      zoneName: "Aland",
      kind: "average, life-cycle",
      placeFrom: "option",
    },
    pue: 1,
    cpuTimeS: { own: 1, children: 0.5 },
    coverage: { time: 1, components: ["cpu"], missing: [] },
    overheadS: 0.01,
    leftOut: [],
    notes: [],
    metrics: [],
    params: {},
    tags: {},
    ...more,
  };
}

/** What a sum of records is called by, where that does not matter. */
export const ABOUT = {
  runId: "",
  experimentName: "",
  runName: "",
  status: "FINISHED",
  startMs: 0,
  endMs: 3000,
  notes: [],
} as const;
