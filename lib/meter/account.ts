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
  /** Intervals that had to be dropped, with the reason of the last one. */
  readonly dropped: number;
  /** Why the last interval was dropped or the last read failed. */
  readonly problem: string | undefined;
}

/** More than any single counter's domain draws; a difference above it is a reset, not energy. */
const MOST_W: Watts = 2000;

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
    problem: undefined,
  };
}

/**
 * The account after one more reading.
 *
 * A counter that went down has wrapped if adding its range gives a possible power; otherwise it was reset and the
 * interval is dropped. A failed read drops nothing: the next good difference covers the outage, unless the counter
 * may have wrapped unseen in it.
 */
export function advance(account: Account, reading: Reading | Error, atS: Seconds): Account {
  if (reading instanceof Error) return { ...account, problem: reading.message };
  if (reading.kind === "power") return advancePower(account, reading.power, atS);
  const { energy, wrapsAt } = reading;
  const range = wrapsAt === undefined ? {} : { wrapsAt };
  const last = { value: energy, atS };
  if (account.last === undefined) return { ...account, last, range };
  const passedS = atS - account.last.atS;
  const rise = energy - account.last.value;
  const difference = rise >= 0 ? rise : wrapsAt === undefined ? undefined : rise + wrapsAt;
  if (difference === undefined || difference > MOST_W * Math.max(passedS, 0.1)) {
    const problem =
      `${account.source.device.label}: the counter went from ${account.last.value} J to ${energy} J`;
    return { ...account, last, range, dropped: account.dropped + 1, problem };
  }
  return {
    ...account,
    energyJ: account.energyJ + difference,
    coveredS: account.coveredS + passedS,
    last,
    range,
    wraps: account.wraps + (rise < 0 ? 1 : 0),
    problem: undefined,
  };
}

/** Trapezoid between two powers with their true times. */
function advancePower(account: Account, power: Watts, atS: Seconds): Account {
  const last = { value: power, atS };
  if (account.last === undefined) return { ...account, last, kind: "power" };
  const passedS = atS - account.last.atS;
  return {
    ...account,
    energyJ: account.energyJ + (power + account.last.value) / 2 * passedS,
    coveredS: account.coveredS + passedS,
    last,
    problem: undefined,
  };
}
