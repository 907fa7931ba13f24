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
}

/** More than any single counter's domain draws, even for a moment; a difference above it is a reset, not energy. */
const MOST_W: Watts = 2000;

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
    kind: "counter",
    wraps: 0,
    dropped: 0,
    droppedWhy: undefined,
    problem: undefined,
  };
}

/**
 * The account after one more reading.
 *
 * A counter that went down has wrapped if adding its range gives a possible power; otherwise it was reset and the
 * interval is dropped. A failed read drops nothing: a counter's next good difference covers the outage, unless the
 * counter may have wrapped unseen in it. A power is not known while it cannot be read.
 */
export function advance(account: Account, reading: Reading | Error, atS: Seconds): Account {
  if (reading instanceof Error) return { ...account, problem: reading.message };
  const next: Account = {
    ...account,
    kind: reading.kind,
    last: { value: reading.kind === "counter" ? reading.energy : reading.power, atS },
    range: reading.kind === "counter" && reading.wrapsAt !== undefined ? { wrapsAt: reading.wrapsAt } : {},
    problem: undefined,
  };
  if (account.last === undefined) return next;
  const passedS = atS - account.last.atS;
  const energyJ = reading.kind === "counter"
    ? difference(account, account.last.value, reading, passedS)
    : trapezoid(account, account.last.value, reading.power, passedS);
  if (typeof energyJ === "string") {
    return {
      ...next,
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
  const sustainedW = source.device.part === "machine" ? MOST_W : MOST_SUSTAINED_W;
  if (wrapsAt !== undefined && wrapsAt <= sustainedW * passedS) {
    return `not read for ${Math.round(passedS)} s, in which its counter may have wrapped unseen`;
  }
  const rise = energy - before;
  const fell = `the counter went from ${before} J to ${energy} J in ${Number(passedS.toPrecision(3))} s`;
  if (rise < 0 && wrapsAt === undefined) return `${fell}, and where it wraps is not known`;
  const energyJ = rise < 0 ? rise + (wrapsAt ?? 0) : rise;
  return energyJ > MOST_W * Math.max(passedS, 0.1) ? `${fell}: it was reset` : energyJ;
}

/** Energy between two powers with their true times, or why it cannot be known. */
function trapezoid({ problem }: Account, before: Watts, power: Watts, passedS: Seconds): Joules | string {
  return problem === undefined ? (before + power) / 2 * passedS : problem;
}
