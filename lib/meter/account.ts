import type { Joules, Seconds, Watts } from "../units.ts";
import type { Reading, Source } from "../sources/source.ts";

/** Cumulative energy of one source. */
export interface Account {
  /** Which source. */
  readonly source: Source;
  /** Joules since the first good reading. */
  readonly energyJ: Joules;
  /** Seconds whose energy is in `energyJ`. */
  readonly coveredS: Seconds;
  /** The last good reading. */
  readonly last: { readonly value: number; readonly atS: Seconds } | undefined;
  /** Where the counter wraps, as it last said. */
  readonly range: { readonly wrapsAt?: Joules };
  /** What the last good reading was. */
  readonly kind: "counter" | "power";
  /** Wraps that were corrected. */
  readonly wraps: number;
  /** Intervals that had to be dropped. */
  readonly dropped: number;
  /** Why the last of them was dropped. */
  readonly droppedWhy: string | undefined;
  /** Why the newest read failed; `undefined` when it did not. */
  readonly problem: string | undefined;
  /** The last value before a counter fell for no reason: where it is back above it, the fall was a slip. */
  readonly fellFrom: { readonly value: number; readonly atS: Seconds } | undefined;
  /** Seconds counted since the value last changed: they are taken back when it turns out to stand still. */
  readonly stillS: Seconds;
  /** When the value last changed. */
  readonly movedAtS: Seconds;
  /** Seconds for which a power sensor has shown one and the same value for suspiciously long. */
  readonly steadyS: Seconds;
  /** Sum of the squares of the intervals: over `coveredS` it is how long a typical one was. */
  readonly squaresS2: number;
}

/** No processor package on the market may draw more than this for long (largest rated power, 2026: 500 W). */
const MOST_SUSTAINED_W: Watts = 500;

/** An account before its first reading. */
export function newAccount(source: Source): Account {
  return {
    source,
    energyJ: 0,
    coveredS: 0,
    last: undefined,
    range: {},
    kind: source.kind ?? "counter",
    wraps: 0,
    dropped: 0,
    droppedWhy: undefined,
    problem: undefined,
    fellFrom: undefined,
    stillS: 0,
    movedAtS: -Infinity,
    steadyS: 0,
    squaresS2: 0,
  };
}

/**
 * The account after one more reading.
 *
 * A counter that went down has wrapped if adding its range gives a possible power; otherwise it was reset and the
 * interval is dropped. A failed read drops nothing: a counter's next good difference covers the outage, unless the
 * counter may have wrapped unseen in it. A power is not known while it cannot be read. A counter that stands still
 * for long tells nothing, and a power that never changes is doubted.
 */
export function advance(account: Account, reading: Reading | Error, atS: Seconds): Account {
  const slipped = account.fellFrom;
  if (
    slipped && !(reading instanceof Error) && reading.kind === "counter" && reading.energy >= slipped.value
  ) {
    return advance({ ...account, last: slipped, fellFrom: undefined }, reading, atS);
  }
  if (reading instanceof Error) return { ...account, problem: reading.message };
  const impossible = impossibleValue(account, reading);
  if (impossible !== undefined) return { ...account, problem: impossible };
  const value = reading.kind === "counter" ? reading.energy : reading.power;
  const same = value === account.last?.value;
  const next: Account = {
    ...account,
    kind: reading.kind,
    last: { value, atS },
    movedAtS: same ? account.movedAtS : atS,
    range: reading.kind === "counter" && reading.wrapsAt !== undefined ? { wrapsAt: reading.wrapsAt } : {},
    problem: undefined,
    fellFrom: same ? account.fellFrom : undefined,
  };
  if (account.last === undefined) return next;
  const passedS = atS - account.last.atS;
  const stillS = same ? atS - account.movedAtS : 0;
  const energyJ = reading.kind === "counter"
    ? stopped(account, stillS) ?? difference(account, account.last.value, reading, passedS)
    : trapezoid(account, account.last.value, reading.power, passedS);
  if (typeof energyJ === "string") {
    return {
      ...next,
      ...(value < account.last.value && { fellFrom: account.last }),
      coveredS: account.coveredS - (stillS > 0 && reading.kind === "counter" ? account.stillS : 0),
      stillS: 0,
      dropped: account.dropped + 1,
      droppedWhy: `${account.source.device.label}: ${energyJ}`,
    };
  }
  const wrapped = reading.kind === "counter" && reading.energy < account.last.value;
  return {
    ...next,
    energyJ: account.energyJ + energyJ,
    coveredS: account.coveredS + passedS,
    wraps: account.wraps + (wrapped ? 1 : 0),
    stillS: same ? account.stillS + passedS : 0,
    steadyS: account.steadyS + (reading.kind === "power" && stillS > steadyAfterS(account) ? passedS : 0),
    squaresS2: account.squaresS2 + passedS ** 2,
  };
}

/**
 * The account at the moment of a reading that another thread took: a little after the last one, or, because the
 * calling thread has read since, a little before it.
 */
export function accountAt(account: Account, reading: Reading | Error, atS: Seconds): Account {
  const { last, range, energyJ, coveredS } = account;
  if (last === undefined || atS >= last.atS) return advance(account, reading, atS);
  if (reading instanceof Error) return account;
  const passedS = last.atS - atS;
  const before = reading.kind === "counter" ? reading.energy : reading.power;
  const sinceJ = reading.kind === "counter"
    ? difference(account, before, { kind: "counter", energy: last.value, ...range }, passedS)
    : trapezoid(account, before, last.value, passedS);
  // A moment that cannot be told apart from the last reading is taken as that.
  if (typeof sinceJ === "string") return account;
  return {
    ...account,
    energyJ: energyJ - sinceJ,
    coveredS: coveredS - passedS,
    last: { value: before, atS },
  };
}

/** Energy between two readings of a counter, or why it cannot be known. */
function difference(
  { source }: Account,
  before: Joules,
  { energy, wrapsAt }: Reading & { kind: "counter" },
  passedS: Seconds,
): Joules | string {
  const sustainedW = source.device.part === "machine" ? mostW(source) : MOST_SUSTAINED_W;
  if (wrapsAt !== undefined && wrapsAt <= sustainedW * passedS) {
    return `not read for ${Math.round(passedS)} s, in which its counter may have wrapped unseen`;
  }
  const rise = energy - before;
  const fell = `the counter went from ${before} J to ${energy} J in ${Number(passedS.toPrecision(3))} s`;
  if (rise < 0 && wrapsAt === undefined) return `${fell}, and where it wraps is not known`;
  const energyJ = rise < 0 ? rise + (wrapsAt ?? 0) : rise;
  return energyJ > mostW(source) * Math.max(passedS, 0.1) ? `${fell}: it was reset` : energyJ;
}

/** Energy between two powers with their true times, or why it cannot be known. */
function trapezoid({ problem }: Account, before: Watts, power: Watts, passedS: Seconds): Joules | string {
  return problem === undefined ? (before + power) / 2 * passedS : problem;
}

/** More than a device draws, even for a moment: half above the limit that its driver names, else 2 kW; a machine 20 kW. */
function mostW({ device }: Source): Watts {
  if (device.mostW !== undefined) return 1.5 * device.mostW;
  return device.part === "machine" && device.id !== "rapl:psys" ? 20_000 : 2000;
}

/** Sensors that fail tell negative or absurd values. */
function impossibleValue({ source }: Account, reading: Reading): string | undefined {
  const [value, unit] = reading.kind === "counter" ? [reading.energy, "J"] : [reading.power, "W"];
  if (value >= 0 && (unit === "J" || value <= mostW(source))) return undefined;
  return `Cannot believe ${source.device.label}: it tells ${value} ${unit}`;
}

/** Everything that runs draws power; only a graphics card may be off for a while. */
function stopped({ source }: Account, stillS: Seconds): string | undefined {
  const stands = source.device.part !== "gpu" && stillS > Math.max(100 * source.periodS, 0.1);
  return stands ? "its counter stands still" : undefined;
}

/** Idle sensors may well show one number for some time. */
function steadyAfterS({ source }: Account): Seconds {
  return Math.max(100 * source.periodS, 60);
}
