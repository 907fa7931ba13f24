import type { Host } from "../host.ts";
import type { Seconds } from "../units.ts";
import { type Reading, type Source, SourceError, type SourceLeftOut } from "../sources/source.ts";
import { type Bracket, type Instruments, openInstruments, readBracket } from "./bracket.ts";
import { type Account, accountAt, advance, newAccount } from "./account.ts";
import { outsideReading } from "./outside_reading.ts";
import type { Span } from "./span.ts";
import { spanBetween } from "./span_between.ts";

export type { Span };

/** What the ledger wants from a sampler. */
export interface SamplerCost {
  /** CPU seconds that the sampler's thread has used so far; they are subtracted from the process's own. */
  cpuS(): Seconds;
  /** Folds in what was sampled since the last call, up to a moment. */
  bridge?(untilS?: Seconds): void;
}

/** The ledger at one moment. */
export interface LedgerMark {
  /** What was read. */
  readonly bracket: Bracket;
  /** Cumulative energy per source. */
  readonly accounts: readonly Account[];
  /** CPU seconds of the sampler so far. */
  readonly samplerS: Seconds;
}

/** The one running account of energy of this process. A span is the difference of two marks, so spans nest freely. */
export interface Ledger extends Disposable {
  /** Reads everything now. */
  mark(): LedgerMark;
  /** The mark of a reading that the sampler's thread took: see `OUTSIDE_FIELDS`. In the order they were taken. */
  place(numbers: readonly number[]): LedgerMark;
  /** What happened between two marks. */
  between(start: LedgerMark, end: LedgerMark): Span;
  /** Sources that are read. */
  readonly sources: readonly Source[];
  /** Sources that could not be used. */
  readonly leftOut: readonly SourceLeftOut[];
  /** Files and devices for the sampler. */
  readonly instruments: Instruments;
  /** Folds in a value that the sampler read in between, in joules or watts, so that no wrap is missed. */
  bridge(source: number, value: number, atS: Seconds): void;
  /** Connects the sampler: its thread is subtracted, and each mark first folds in what it has read. */
  subtract(sampler: SamplerCost): void;
}

const UNREAD = "its power could not be read for a while";

/** Clocks of two threads agree to about a millisecond; a sample this close to a reading adds nothing. Seconds. */
const CLOCKS_AGREE_S = 0.005;

/** Opens the ledger of this process. */
export function openLedger(host: Host): Ledger {
  const instruments = openInstruments(host);
  let accounts: readonly Account[] = instruments.sources.map(newAccount);
  let sampler: SamplerCost | undefined;
  return {
    instruments,
    sources: instruments.sources,
    leftOut: instruments.leftOut,
    subtract(cost) {
      sampler = cost;
    },
    bridge(source, value, atS) {
      accounts = accounts.map((account, index) => {
        if (index !== source || atS <= (account.last?.atS ?? -Infinity) + CLOCKS_AGREE_S) return account;
        // A meter in the network has often not answered yet when a run begins: its first sample begins the account.
        if (account.last === undefined && Number.isNaN(value)) return account;
        if (Number.isNaN(value)) {
          // A counter's next good value covers the gap; a power is not known while it cannot be read.
          return account.kind === "power" ? advance(account, new SourceError(UNREAD), atS) : account;
        }
        const reading: Reading = account.kind === "power"
          ? { kind: "power", power: value }
          : { kind: "counter", energy: value, ...account.range };
        return advance(account, reading, atS);
      });
    },
    mark() {
      sampler?.bridge?.();
      const bracket = readBracket(instruments);
      accounts = accounts.map((account, index) => {
        const reading = bracket.readings[index];
        return reading === undefined ? account : advance(account, reading, bracket.atS);
      });
      return { bracket, accounts, samplerS: sampler?.cpuS() ?? 0 };
    },
    place(numbers) {
      const { bracket, samplerS } = outsideReading(numbers, accounts, instruments);
      const { atS, readings } = bracket;
      sampler?.bridge?.(atS);
      const placed = accounts.map((account, index) => {
        const reading = readings[index];
        return reading === undefined ? account : accountAt(account, reading, atS);
      });
      // What the calling thread has read since stands.
      accounts = accounts.map((account, index) => {
        const at = placed[index];
        return at === undefined || (account.last?.atS ?? -Infinity) > atS ? account : at;
      });
      return { bracket, accounts: placed, samplerS };
    },
    between: (start, end) => spanBetween(start, end, instruments),
    [Symbol.dispose]: () => instruments[Symbol.dispose](),
  };
}
