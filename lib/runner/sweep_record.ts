import { addFigures, type Figure } from "../units.ts";
import type { Intensity } from "../carbon/intensity.ts";
import { VERSION } from "../record/build.ts";
import type { Charged, RunRecord, RunStatus } from "../record/run_record.ts";

/** What a sum of records is about. */
export interface SumOf {
  /** Its id. */
  readonly runId: string;
  /** Experiment of it. */
  readonly experimentName: string;
  /** Its name. */
  readonly runName: string;
  /** How it ended. */
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Milliseconds since 1970. */
  readonly endMs: number;
  /** What is missing in the sum, for the reader. */
  readonly notes: readonly string[];
}

/**
 * The records of several kernels as one. Energies and grams are sums; their intervals too, because errors of one
 * machine's meters do not cancel. Shares of different kernels do not overlap, even on one machine, so that they add up;
 * the energy of whole machines does overlap and is left out.
 *
 * @param records The records.
 * @param about What the sum is called.
 * @returns The sum; `undefined` of nothing.
 */
export function sumRecords(records: readonly RunRecord[], about: SumOf): RunRecord | undefined {
  if (records.length === 0) return undefined;
  const resolved = records.filter(({ belowResolution }) => !belowResolution);
  const short = records.length - resolved.length;
  const sumOf = (part: (record: RunRecord) => number) =>
    records.reduce((sum, record) => sum + part(record), 0);
  return {
    wattbook: VERSION,
    runId: about.runId,
    experimentName: about.experimentName,
    runName: about.runName,
    status: about.status,
    startMs: about.startMs,
    endMs: about.endMs,
    durationS: (about.endMs - about.startMs) / 1000,
    energyJ: charged(resolved.map(({ energyJ }) => energyJ)),
    belowResolution: resolved.length === 0,
    components: [],
    emissionsG: charged(resolved.map(({ emissionsG }) => emissionsG)),
    headline: "share",
    intensity: meanIntensity(records),
    pue: 1,
    cpuTimeS: {
      own: sumOf(({ cpuTimeS }) => cpuTimeS.own),
      children: sumOf(({ cpuTimeS }) => cpuTimeS.children),
    },
    coverage: {
      time: Math.min(...records.map(({ coverage }) => coverage.time)),
      components: [...new Set(records.flatMap(({ coverage }) => coverage.components))],
      missing: [...new Set(records.flatMap(({ coverage }) => coverage.missing))],
    },
    overheadS: sumOf(({ overheadS }) => overheadS),
    leftOut: [],
    notes: [
      ...about.notes,
      ...(short > 0
        ? [`${short} of ${records.length} notebooks were too short to resolve and are not in the sum`]
        : []),
    ],
    metrics: [],
    params: {},
    tags: {},
  };
}

function charged(parts: readonly Charged[]): Charged {
  const share = sumIfAll(parts.map((part) => part.share)),
    active = sumIfAll(parts.map((part) => part.active));
  return { ...(share ? { share } : {}), ...(active ? { active } : {}) };
}

/** A sum with a part missing would look like a whole. */
function sumIfAll(figures: readonly (Figure | undefined)[]): Figure | undefined {
  const known = figures.filter((figure) => figure !== undefined);
  return known.length === figures.length ? addFigures(known) : undefined;
}

/** Where all the electricity came from: of one place its own, of several their mean by energy. */
function meanIntensity(records: readonly RunRecord[]): Intensity {
  const all = records.map(({ intensity }) => intensity);
  const [first] = all;
  if (first === undefined) throw new RangeError("Cannot take the mean of no intensity");
  if (all.every(({ zone, gramsPerKwh }) => zone === first.zone && gramsPerKwh === first.gramsPerKwh)) {
    return first;
  }
  const weights = records.map(({ energyJ }) => energyJ.share?.value ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = all.reduce(
    (sum, { gramsPerKwh }, at) =>
      sum + gramsPerKwh * (total > 0 ? (weights[at] ?? 0) / total : 1 / all.length),
    0,
  );
  const words = (part: (one: Intensity) => string) => [...new Set(all.map(part))].join("; ");
  return {
    gramsPerKwh: mean,
    low: Math.min(...all.map(({ low }) => low)),
    high: Math.max(...all.map(({ high }) => high)),
    source: words(({ source }) => source),
    year: Math.max(...all.map(({ year }) => year)),
    zone: words(({ zone }) => zone),
    zoneName: words(({ zoneName }) => zoneName),
    kind: words(({ kind }) => kind),
    placeFrom: words(({ placeFrom }) => placeFrom),
  };
}
