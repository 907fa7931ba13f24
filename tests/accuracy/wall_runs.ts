import { parse } from "@std/csv/parse";

/** One run that CodeCarbon measured by the counters of processor and card while a meter stood at the wall. */
export interface WallRun {
  /** What ran where. */
  readonly kind: "language models on the card" | "vision on the card" | "vision on the processor";
  /** Name of the net. */
  readonly model: string;
  /** Each run was done twice, on two days. */
  readonly repetition: 1 | 2;
  /** All components by CodeCarbon, in watts. */
  readonly measuredW: number;
  /** The wall meter, in watts. */
  readonly wallW: number;
  /** The meter's step of 1 Wh, as a part of the run's energy. */
  readonly stepPart: number;
}

/** The comparison: one desktop, i9-13900K and RTX 4090. It names no licence, so it is read where it lies and not kept here. */
export const WALL_RUNS = "github.com/raphischer/ai-energy-validation, commit d71d339, 2025";

const ADDRESS =
  "https://raw.githubusercontent.com/raphischer/ai-energy-validation/d71d339c82177296bb7e0d3f04cecb26071d0031/results/";

/** Tables with the SHA-256 of each and of the readings that belong to it. */
const TABLES = [
  {
    name: "imagenet_120_2025-09-12_02-10-43",
    repetition: 1,
    runs: "be83cf128af9f38d01a8bd0e858b83440e2867656796301dbd1c13f67f0ffecc",
    readings: "d8fddbb08fed2e05b357af811d2a7c72a1a6b6fc5484b24bd603bcbb7d5f24f5",
  },
  {
    name: "imagenet_120_2025-09-12_09-25-19",
    repetition: 2,
    runs: "2c8eab21eb496e3cd0431f0163533077336ca15ee1988881e08523e049d5f888",
    readings: "ad19b8c22e17b335f1d028151a01358ac2ee8e29ad83b6dd20f06c801fa091eb",
  },
  {
    name: "ollama_900_2025-09-11_15-02-36",
    repetition: 1,
    runs: "ad0576885d20f3f4a83d7dad42be22c5016f1aedd9be6daa57cccfdf8da8614c",
    readings: "fa17df4ed8982fd28f93a7ac540c099a15a34408dda376796238b81857972a2c",
  },
  {
    name: "ollama_900_2025-09-12_15-10-06",
    repetition: 2,
    runs: "dba513477a9c2f85125f79f7e96f83f70082b59bc3f93d3053e5018b87af7199",
    readings: "c8f08a65ca83520f714451695f2ceb876402e795dd041076a060bb5ca01d6e16",
  },
] as const;

const FOLDER = new URL("../../.cache/ai-energy-validation/results/", import.meta.url);

/**
 * The runs, from `.cache/` or, the first time, from GitHub.
 *
 * @returns The runs, or why they cannot be had.
 */
export async function wallRuns(): Promise<readonly WallRun[] | { readonly missing: string }> {
  try {
    const tables = await Promise.all(TABLES.map(async ({ name, repetition, runs, readings }) =>
      runsOf(
        await tableText(`${name}.csv`, runs),
        await tableText(`${name}_image_analysis.csv`, readings),
        repetition,
      )
    ));
    return tables.flat();
  } catch (error) {
    // Without a way to GitHub the page says so.
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Puts runs and readings of the wall meter together: a reading in kWh before and after each run.
 *
 * @param runs The table that MLflow exported.
 * @param readings The meter's readings, one per picture of it.
 * @param repetition First or second time.
 */
export function runsOf(runs: string, readings: string, repetition: 1 | 2): WallRun[] {
  const kwh = new Map(
    parse(readings, { skipFirstRow: true }).map((row) => {
      const [, id, edge] = /([0-9a-f]{32})_capture_(start|stop)\.jpg$/.exec(row[""] ?? "") ?? [];
      return [`${id} ${edge}`, Number(row["value"])];
    }),
  );
  return parse(runs, { skipFirstRow: true, fieldsPerRecord: -1 }).flatMap((row): WallRun[] => {
    const wallKwh = (kwh.get(`${row["run_id"]} stop`) ?? NaN) - (kwh.get(`${row["run_id"]} start`) ?? NaN);
    const durationS = Number(row["metrics.running_time_total"]);
    const measuredW = Number(row["metrics.power_draw_total"]) / durationS;
    const wallW = wallKwh * 3.6e6 / durationS;
    // A run that failed has no figures, and nobody has read the meter for it.
    if (!(measuredW > 0) || !(wallW > 0)) return [];
    const onCard = row["params.architecture"]?.includes("NVIDIA");
    const language = row["params.dataset"]?.includes("Puffin");
    const kind = language
      ? "language models on the card"
      : onCard
      ? "vision on the card"
      : "vision on the processor";
    return [{
      kind,
      model: row["params.model"] ?? "",
      repetition,
      measuredW,
      wallW,
      stepPart: 0.001 / wallKwh,
    }];
  });
}

async function tableText(name: string, sha256: string): Promise<string> {
  const path = new URL(name, FOLDER);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    // Not fetched yet.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    bytes = await fetched(name);
    Deno.mkdirSync(FOLDER, { recursive: true });
    Deno.writeFileSync(path, bytes);
  }
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  if (found !== sha256) throw new Error(`"${name}" has SHA-256 ${found}, should be ${sha256}`);
  return new TextDecoder().decode(bytes);
}

async function fetched(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(`${ADDRESS}${encodeURIComponent(name)}`, {
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(`GitHub answered ${answer.status} for "${name}", should be 200`);
  }
  return await answer.bytes();
}
