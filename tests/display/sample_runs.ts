import type { Intensity } from "../../lib/carbon/intensity.ts";
import type { ComparedModel } from "../../lib/record/comparison.ts";
import type { RunRecord } from "../../lib/record/run_record.ts";
import type { Figure } from "../../lib/units.ts";

/** A name that is markup, formula, path, emoji and 10 kB at once. */
export const NASTY = `<script>alert(1)</script><b>=cmd()|' /C calc'!A0 ../../x 🌱 $x^2$ %{y} &amp; ${
  "n".repeat(10_000)
}`;

/** A figure with an interval. */
export function figure(value: number, low = value, high = value, more: Partial<Figure> = {}): Figure {
  return { value, low, high, grade: "B", how: "CPU package 0 counter, split by CPU time", ...more };
}

/** 180 g/kWh, so that 20 kJ are 1 g. */
export const BELGIUM: Intensity = {
  gramsPerKwh: 180,
  low: 150,
  high: 210,
  source: "Electricity Maps yearly (ODbL)",
  year: 2025,
  zone: "BE",
  zoneName: "Belgium",
  kind: "average, life-cycle",
  placeFrom: "option",
};

/** 24 s at 5 W charged to the run: 120 J, 6 mg. */
export function run(more: Partial<RunRecord> = {}): RunRecord {
  return {
    wattbook: "1.0.0",
    runId: "0123456789abcdef0123456789abcdef",
    experimentName: "digits",
    runName: "forest-300",
    flavor: "sklearn",
    status: "FINISHED",
    startMs: Date.UTC(2026, 10, 25, 10, 2),
    endMs: Date.UTC(2026, 10, 25, 10, 2, 24),
    durationS: 24,
    energyJ: {
      machine: figure(240, 228, 252, { grade: "A", how: "CPU package 0 counter" }),
      share: figure(120, 96, 144),
      active: figure(80, 0, 144, { grade: "C", how: "CPU package 0 counter above the model's idle power" }),
    },
    belowResolution: false,
    components: [
      { device: "Memory (DRAM) 0", energyJ: figure(12), machineJ: figure(30) },
      { device: "CPU package 0", energyJ: figure(108), machineJ: figure(210) },
    ],
    emissionsG: {
      machine: figure(0.012, 0.0095, 0.0147),
      share: figure(0.006, 0.004, 0.008),
      active: figure(0.004, 0, 0.0084),
    },
    headline: "share",
    intensity: BELGIUM,
    pue: 1,
    cpuTimeS: { own: 40, children: 1, machineBusy: 60 },
    coverage: { time: 1, components: ["cpu", "memory"], missing: [] },
    overheadS: 0.012,
    leftOut: [],
    notes: [],
    metrics: [],
    params: { n_estimators: "300" },
    tags: { team: "green" },
    curve: {
      timeS: [0, 8, 16, 24],
      series: [
        { label: "This notebook", watts: [4, 5, 6.5, undefined] },
        { label: "CPU package 0", watts: [8, 9, 11.1234, 7] },
      ],
    },
    ...more,
  };
}

/** Too short: at most 0.31 J, at most 18 µg. */
export function shortRun(): RunRecord {
  const { curve: _, ...rest } = run();
  return {
    ...rest,
    runName: "knn",
    durationS: 0.012,
    belowResolution: true,
    energyJ: { share: figure(0, 0, 0.31), machine: figure(0.06, 0, 0.31, { grade: "A" }) },
    emissionsG: { share: figure(0, 0, 1.8e-5) },
    components: [],
    notes: ["Too short to resolve: the figures are upper bounds"],
  };
}

/** A processor without a counter, at a place that was guessed. */
export function modelledRun(): RunRecord {
  const grade = "D" as const, how = "Zen 4 model, 0.739 – 2.28 W per thread, split by CPU time";
  return run({
    energyJ: { share: figure(14.3, 7.1, 29, { grade, how }) },
    emissionsG: { share: figure(0.00071, 0.0003, 0.0017, { grade, how }) },
    intensity: {
      ...BELGIUM,
      placeFrom: "time zone",
      note: "The place is a guess from the time zone Europe/Brussels",
    },
    notes: ["The place is a guess from the time zone Europe/Brussels"],
    leftOut: [{
      name: "RAPL powercap",
      whyNot: "energy_uj: permission denied",
      howToEnable: "sudo chmod -R a+r /sys/class/powercap/intel-rapl* (until the next start)",
    }],
    pue: 1.2,
  });
}

/** A model of a comparison; grams decide its other figures. */
export function model(
  name: string,
  grams: number | undefined,
  more: Partial<ComparedModel> = {},
): ComparedModel {
  const figures = grams === undefined ? {} : {
    emissionsG: figure(grams, grams / 2, grams * 2),
    energyJ: figure(grams * 20_000, grams * 16_000, grams * 24_000),
  };
  const electricity = "Belgium (BE), Electricity Maps yearly (ODbL) 2025";
  return { name, status: "FINISHED", durationS: 10, onFront: false, electricity, ...figures, ...more };
}

/** Three models, two of them on the front, and one without accuracy. */
export const MODELS: readonly ComparedModel[] = [
  model("logistic", 0.001, {
    accuracy: 0.969,
    parameters: 650,
    onFront: true,
    emissionsPer10InferencesG: figure(2e-8, 1e-8, 4e-8),
    accuracyPerEmission: figure(96_900, 48_450, 193_800),
  }),
  model("forest-300", 0.006, {
    accuracy: 0.983,
    parameters: 243_000,
    onFront: true,
    emissionsPer10InferencesG: figure(1.8e-5, 1.2e-5, 3e-5),
    accuracyPerEmission: figure(16_383, 8_192, 32_767),
  }),
  model("knn", 0.008, { accuracy: 0.979, emissionsPer10InferencesG: figure(4e-6) }),
  model("svm", undefined, { status: "FAILED" }),
];
