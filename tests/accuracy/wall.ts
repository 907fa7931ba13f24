import { fitWallLine, restOfMachine, type WallLine, type WallPair } from "../../lib/energy/wall_line.ts";
import type { Figure } from "../../lib/units.ts";
import { seeded } from "../fixtures/seeded.ts";
import { mean, median } from "../generate/fit_servers.ts";
import { loadProfiles } from "../generate/power_data.ts";
import { machineWatts } from "../../lib/parity/cpu_watts.ts";
import type { WallRun } from "./wall_runs.ts";

/** How a wall line did on readings that it was not fitted to. */
export interface WallScore {
  /** Which readings. */
  readonly name: string;
  /** How many. */
  readonly points: number;
  /** Mean error of the components' own figure against the wall, signs dropped. */
  readonly rawError: number;
  /** Mean error with the wall line. */
  readonly lineError: number;
  /** Part of the readings inside the printed interval. */
  readonly inside: number | undefined;
}

/** Runs whose line is fitted to the other models of the same kind, per kind and for all kinds at once. */
export function modelLeftOut(runs: readonly WallRun[]): WallScore[] {
  const kinds = [...new Set(runs.map(({ kind }) => kind))].toSorted();
  const groups = [
    ...kinds.map((kind) => ({ name: kind, of: runs.filter((run) => run.kind === kind) })),
    { name: "all of them, one line", of: runs },
  ];
  return groups.map(({ name, of }) => {
    const models = [...new Set(of.map(({ model }) => model))];
    return score(
      name,
      models.flatMap((model) => {
        const line = fitWallLine(of.filter((run) => run.model !== model));
        return of.filter((run) => run.model === model).map((run) => ({ line, ...run }));
      }),
    );
  });
}

/** The line of the runs on the processor, used on those on the card: another kind of work than calibration has. */
export function otherWork(runs: readonly WallRun[]): WallScore {
  const isProcessor = ({ kind }: WallRun) => kind === "vision on the processor";
  const line = fitWallLine(runs.filter(isProcessor));
  return score(
    "the line of the processor's runs, used on the card's",
    runs.filter((run) => !isProcessor(run)).map((run) => ({ line, ...run })),
  );
}

const DRAWS = 400;

/** Lines of only four runs of the first day, on the second day's runs of other models: median of seeded draws. */
export function fourRuns(runs: readonly WallRun[]): WallScore {
  const random = seeded(6);
  const first = runs.filter(({ repetition }) => repetition === 1),
    second = runs.filter(({ repetition }) => repetition === 2);
  const scores = Array.from({ length: DRAWS }, () => {
    const left = [...first];
    const four = Array.from({ length: 4 }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
    const models = new Set(four.map(({ model }) => model));
    const others = second.filter(({ model }) => !models.has(model));
    try {
      const line = fitWallLine(four);
      return score("", others.map((run) => ({ line, ...run })));
    } catch (error) {
      // Two runs of a power so alike that the wall falls between them: calibrate() refuses that, too.
      if (!(error instanceof RangeError)) throw error;
      return undefined;
    }
  }).filter((drawn) => drawn !== undefined);
  const middle = (pick: (drawn: WallScore) => number | undefined) =>
    median(scores.map((drawn) => pick(drawn) ?? NaN));
  return {
    name: `the line of four runs drawn by lot, used on other models a day later`,
    points: Math.round(middle(({ points }) => points)),
    rawError: middle(({ rawError }) => rawError),
    lineError: middle(({ lineError }) => lineError),
    inside: middle(({ inside }) => inside),
  };
}

/** One processor of the load profiles with a smart plug. */
export interface PlugScore {
  /** By the line of the four steps that calibration takes; scored on all other points. */
  readonly fourSteps: WallScore;
  /** CodeCarbon's machine mode on the same points: mean error. */
  readonly codecarbonError: number;
  /** Mean error of the best line that these points allow, which has seen all of them: what is noise. */
  readonly floor: number;
  /** By how much the plug differs at most between points whose counters differ by less than 2 W; in watts. */
  readonly unlikeW: number;
}

/** A desktop with a smart plug that was read once in the middle of each 30 s. */
export function plugScore(): PlugScore {
  const profile = loadProfiles().find(({ points }) => points.some(({ plugW }) => plugW !== undefined));
  if (profile === undefined) throw new Error("No load profile has a plug, should be the Threadripper");
  const pairs = profile.points.map((point) => ({
    ...point,
    measuredW: point.watts,
    wallW: point.plugW ?? NaN,
  }));
  const alike = pairs.flatMap((a) =>
    pairs.filter((b) => Math.abs(a.watts - b.watts) < 2).map((b) => a.wallW - b.wallW)
  );
  const some = pairs.filter(({ series }) => series === "some");
  const near = (busy: number) =>
    some.reduce((best, next) => Math.abs(next.busy - busy) < Math.abs(best.busy - busy) ? next : best);
  const one = near(profile.threads / 10),
    steps = [near(0), one, near(profile.threads / 2), near(profile.threads)];
  const others = pairs.filter((pair) => !steps.includes(pair));
  const line = fitWallLine(steps), best = fitWallLine(pairs);
  return {
    fourSteps: score(profile.cpu, others.map((pair) => ({ line, ...pair }))),
    codecarbonError: mean(
      others.map(({ load, wallW }) => Math.abs(machineWatts(profile.designW, load * 100) / wallW - 1)),
    ),
    floor: score("", pairs.map((pair) => ({ line: best, ...pair }))).lineError,
    unlikeW: Math.max(...alike),
  };
}

function score(name: string, tried: readonly (WallPair & { line: WallLine })[]): WallScore {
  const at = tried.map(({ line, measuredW, wallW }) => ({
    wallW,
    measuredW,
    ...wallFigure(line, measuredW),
  }));
  return {
    name,
    points: at.length,
    rawError: mean(at.map(({ measuredW, wallW }) => Math.abs(measuredW / wallW - 1))),
    lineError: mean(at.map(({ value, wallW }) => Math.abs(value / wallW - 1))),
    inside: mean(at.map(({ wallW, low, high }) => Number(wallW >= low && wallW <= high))),
  };
}

/** What the product says of a second of such a machine. */
function wallFigure(line: WallLine, measuredW: number): Pick<Figure, "value" | "low" | "high"> {
  const energyJ: Figure = { value: measuredW, low: measuredW, high: measuredW, grade: "A", how: "counter" };
  const parts = [{
    device: "processor and card",
    part: "cpu",
    energyJ,
    machineJ: energyJ,
    activeJ: energyJ,
  }] as const;
  const rest = restOfMachine(parts, line, 1, { value: 1, low: 1, high: 1, busyS: 1 }).machineJ;
  if (rest === undefined) throw new Error("The rest of the machine is unknown, should be by the wall line");
  return {
    value: measuredW + rest.value,
    low: measuredW + rest.low,
    high: measuredW + rest.high,
  };
}
