import type { Figure, Joules, Seconds, Watts } from "../units.ts";
import type { PartEnergy } from "./cpu_energy.ts";
import type { CpuKey } from "./cpu_key.ts";

/** What stands at the wall for what the components' meters show: `wall = baseW + factor · measured`. */
export interface WallLine {
  /** Fans, boards, disks, screens: drawn at any load. */
  readonly baseW: Watts;
  /** Power supply and regulators: more than 1. */
  readonly factor: number;
}

/** Two readings of the same time. */
export interface WallPair {
  /** Sum of the components' meters. */
  readonly measuredW: Watts;
  /** Plug, battery or typed in. */
  readonly wallW: Watts;
}

/**
 * Of 336 readings at two public machines' walls that a line was not fitted to, 94 to 100 % lie inside this: the same
 * kind of work, another kind, four points only, a plug that was read once (`tests/accuracy/wall.ts`; the components' own
 * error is inside). The lines' mean error is 2 to 8 %.
 */
const WALL_ERROR = 0.2;

/** A reading that is below what is inside it by more than this is no reading of the same machine. */
const BELOW = 0.95;

/**
 * Fits the line by least squares.
 *
 * @throws {RangeError} When there are fewer than two different loads, or the wall stands below what is behind it.
 */
export function fitWallLine(pairs: readonly WallPair[]): WallLine {
  const bad = pairs.find(({ measuredW, wallW }) => !(measuredW > 0) || !(wallW >= measuredW * BELOW));
  if (bad) {
    throw refused(`the wall showed ${bad.wallW} W while its parts drew ${bad.measuredW} W: should be more`);
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(pairs.map(({ measuredW }) => measuredW)), y = mean(pairs.map(({ wallW }) => wallW));
  const xx = mean(pairs.map(({ measuredW }) => (measuredW - x) ** 2));
  if (pairs.length < 2 || !(xx > 0)) throw refused("fewer than two different loads were measured");
  const slope = mean(pairs.map(({ measuredW, wallW }) => (measuredW - x) * (wallW - y))) / xx;
  if (!(slope > 0)) throw refused("the wall's power falls while that of its parts rises");
  // Nothing makes energy: a line that says so has its base too high by the noise of its points.
  const factor = Math.max(1, slope);
  return { baseW: Math.max(0, y - factor * x), factor };
}

/**
 * The rest of the machine by its wall line: what processors and cards do not show. Memory is inside it.
 *
 * @param parts Processors and cards, by counters or curves.
 * @param line The line.
 * @param durationS Length of the span.
 * @param key How the base is split.
 */
export function restOfMachine(
  parts: readonly PartEnergy[],
  { baseW, factor }: WallLine,
  durationS: Seconds,
  key: CpuKey,
): PartEnergy {
  const sum = (pick: (part: PartEnergy) => Figure | undefined): Joules =>
    parts.reduce((joules, part) => joules + (pick(part)?.value ?? 0), 0);
  const how = "wall line calibrated on this machine";
  const figure = (
    value: Joules,
    partsJ: Joules,
    keys: Pick<CpuKey, "low" | "high"> & { value: number },
  ): Figure => ({
    value,
    low: Math.max(0, (value - WALL_ERROR * (value + partsJ)) * (keys.value > 0 ? keys.low / keys.value : 0)),
    high: (value + WALL_ERROR * (value + partsJ)) * (keys.value > 0 ? keys.high / keys.value : 1),
    grade: "C",
    how,
  });
  const exact = { value: 1, low: 1, high: 1 };
  const machineJ = parts.every((part) => part.machineJ !== undefined)
    ? sum((part) => part.machineJ)
    : undefined;
  const ownJ = sum((part) => part.energyJ), activeJ = sum((part) => part.activeJ);
  return {
    device: "Rest of the machine",
    part: "rest",
    energyJ: figure(baseW * durationS * key.value + (factor - 1) * ownJ, ownJ, key),
    machineJ: machineJ === undefined
      ? undefined
      : figure(baseW * durationS + (factor - 1) * machineJ, machineJ, exact),
    activeJ: figure((factor - 1) * activeJ, activeJ, exact),
  };
}

function refused(why: string): RangeError {
  return new RangeError(`Cannot fit a wall line: ${why}`);
}
