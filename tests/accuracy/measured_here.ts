import type { OwnCount } from "../energy/identity_program.ts";
import type { CellCount } from "../energy/kernel_cells.ts";
import { type NeighbourKind, neighbours } from "../energy/neighbours.ts";
import { sharesOfTwo } from "../energy/shares_of_two.ts";
import { median } from "../generate/fit_servers.ts";
import type { InferenceCount } from "./inference_program.ts";
import type { ShortChildren } from "./short_children.ts";
import { openTrials, type Trial } from "./trials.ts";

/** Neighbours of a trial. */
interface Level {
  readonly count: number;
  readonly kind: NeighbourKind;
}

const LEVELS: readonly Level[] = [
  { count: 0, kind: "busy" },
  { count: 1, kind: "busy" },
  { count: 2, kind: "busy" },
  { count: 4, kind: "busy" },
  { count: 1, kind: "hungry" },
  { count: 2, kind: "hungry" },
  { count: 4, kind: "hungry" },
];

/** Fixed work at one level of neighbours: medians of the rounds. */
export interface NeighbourScore extends Level {
  /** Our CPU seconds against those that the operating system counted, a part of these. */
  readonly gap: number;
  /** Energies as multiples of those without neighbours. */
  readonly times: Readonly<Record<Measure, number>>;
}

/** Whose figure: ours, and the processor's energy by CodeCarbon. */
export type Measure = "active" | "share" | "machine" | "codecarbonMachine" | "codecarbonProcess";

/** What both kinds of programs tell of themselves. */
type Count = Pick<OwnCount, "activeJ" | "shareJ" | "machineJ">;

const MEASURES: Readonly<Record<Measure, (trial: Trial<Count>) => number>> = {
  active: ({ count }) => count.activeJ ?? NaN,
  share: ({ count }) => count.shareJ ?? NaN,
  machine: ({ count }) => count.machineJ ?? NaN,
  codecarbonMachine: ({ cpuJ }) => cpuJ.machine,
  codecarbonProcess: ({ cpuJ }) => cpuJ.process,
};

/** What is measured on the machine that makes the page. */
export interface MeasuredHere {
  /** One row per level, the one without neighbours first. */
  readonly levels: readonly NeighbourScore[];
  /** The same work in a cell of the stock kernel, by `track()`. */
  readonly cells: readonly NeighbourScore[];
  /** Shares of two programs and the rest, over the machine's energy. */
  readonly shareSum: number;
  /** CPU time of children of 0.3 s that was found, a part of what they told. */
  readonly childrenFound: number;
  /** The same by CodeCarbon's process mode. */
  readonly childrenByCodecarbon: number;
  /** Joules of a warm inference in fresh processes, over their mean: least and most. */
  readonly warmSpread: readonly [least: number, most: number];
  /** The same for CPU time of ten single calls. */
  readonly singleSpread: readonly [least: number, most: number];
}

const ROUNDS = 3, PROCESSES = 6;

const pathOf = (program: string) => new URL(program, import.meta.url).pathname;

/** Measures on this machine, which may have work of others to do: about five minutes. */
export async function measuredHere(): Promise<MeasuredHere> {
  await using trials = await openTrials();
  const levels = await atAllLevels(
    () => trials.run<OwnCount>(pathOf("../energy/identity_program.ts"), "60000000", "320"),
    ({ count: { beforeS, ownS, childrenS }, treeS }) => (beforeS + ownS + childrenS) / treeS - 1,
  );
  const cells = await atAllLevels(
    () => trials.run<CellCount>(pathOf("../energy/kernel_cells.ts"), "60000000", "320"),
    ({ count: { oursS, treeS } }) => oursS / treeS - 1,
  );
  const { count, cpuJ, threads, tdpW } = await trials.run<ShortChildren>(
    pathOf("short_children.ts"),
    trials.python,
  );
  const { machineJ, restJ, sharesJ } = await sharesOfTwo();
  const inferences = await inFreshProcesses();
  return {
    levels,
    cells,
    shareSum: sharesJ.reduce((sum, share) => sum + share, restJ) / machineJ,
    childrenFound: count.foundS / count.toldS,
    childrenByCodecarbon: cpuJ.process / (tdpW / threads) / (count.toldS + count.ownS),
    warmSpread: spread(inferences.map(({ warmJ }) => warmJ ?? NaN)),
    singleSpread: spread(inferences.map(({ singleS }) => singleS)),
  };
}

/** Runs one program at each level in turn. */
async function atAllLevels<Told extends Count>(
  run: () => Promise<Trial<Told>>,
  gap: (trial: Trial<Told>) => number,
): Promise<NeighbourScore[]> {
  const found = new Map<Level, Trial<Told>[]>(LEVELS.map((level) => [level, []]));
  // Interleaved, so that a drift of the machine touches all levels alike.
  for (let round = 0; round < ROUNDS; round++) {
    for (const level of LEVELS) {
      await using _busy = neighbours(level.count, level.kind);
      found.get(level)?.push(await run());
    }
  }
  const [alone = []] = found.values();
  return Array.from(found, ([level, of]) => score(level, of, alone, gap));
}

function score<Told extends Count>(
  level: Level,
  of: readonly Trial<Told>[],
  alone: readonly Trial<Told>[],
  gap: (trial: Trial<Told>) => number,
): NeighbourScore {
  const times = (measure: Measure) =>
    median(of.map(MEASURES[measure])) / median(alone.map(MEASURES[measure]));
  return {
    ...level,
    gap: median(of.map(gap)),
    times: {
      active: times("active"),
      share: times("share"),
      machine: times("machine"),
      codecarbonMachine: times("codecarbonMachine"),
      codecarbonProcess: times("codecarbonProcess"),
    },
  };
}

/** One after the other, so that they are no neighbours of each other. */
async function inFreshProcesses(): Promise<InferenceCount[]> {
  const counts: InferenceCount[] = [];
  for (let n = 0; n < PROCESSES; n++) {
    const args = ["run", "-A", "--frozen", pathOf("inference_program.ts")];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
    counts.push(JSON.parse(new TextDecoder().decode(stdout)));
  }
  return counts;
}

function spread(values: readonly number[]): readonly [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [Math.min(...values) / mean, Math.max(...values) / mean];
}
