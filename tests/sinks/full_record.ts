import type { RunRecord } from "../../lib/record/run_record.ts";
import { runRecord } from "../fixtures/journal_runs.ts";

/** 36 kJ (0.01 kWh) in an hour at 500 g/kWh, PUE 1.2: 6 g; two components, and names that hold anything. */
export function fullRecord(change: Partial<RunRecord> = {}): RunRecord {
  const figure = (value: number, how = "RAPL counter") => ({
    value,
    low: value * 0.8,
    high: value * 1.2,
    grade: "B" as const,
    how,
  });
  return runRecord({
    runId: "0123456789abcdef0123456789abcdef",
    experimentName: "digits",
    runName: 'forest "300" <b>\n=x',
    flavor: "sklearn",
    startMs: Date.UTC(2026, 10, 25, 10, 0, 0),
    endMs: Date.UTC(2026, 10, 25, 11, 0, 0),
    durationS: 3600,
    energyJ: { share: figure(36_000), machine: figure(72_000) },
    emissionsG: { share: figure(6), machine: figure(12) },
    components: [
      { device: "CPU package 0", energyJ: figure(32_400), machineJ: figure(64_800) },
      { device: "Memory 0", energyJ: figure(3600), machineJ: figure(7200) },
    ],
    intensity: {
      gramsPerKwh: 500,
      low: 450,
      high: 550,
      source: "Electricity Maps yearly (ODbL)",
      year: 2025,
      zone: "US-CAL-CISO",
      zoneName: "California ISO",
      kind: "average, life-cycle",
      placeFrom: "option",
    },
    pue: 1.2,
    coverage: { time: 1, components: ["cpu", "memory"], missing: ["gpu: no readable counter"] },
    metrics: [
      { key: "accuracy_on_test_data", value: 0.5, timestamp: 1, step: 0 },
      { key: "accuracy_on_test_data", value: 0.95, timestamp: 2, step: 0 },
      { key: "measure/parameters", value: 2e6, timestamp: 2, step: 0 },
    ],
    ...change,
  });
}
