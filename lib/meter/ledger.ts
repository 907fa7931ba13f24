import type { Host } from "../host.ts";
import type { Joules, Seconds } from "../units.ts";
import type { Device, Source, SourceLeftOut } from "../sources/source.ts";
import { type Bracket, type Instruments, openInstruments, readBracket } from "./bracket.ts";
import { type Account, advance, newAccount } from "./account.ts";
import type { Span } from "./span.ts";
import { spanBetween } from "./span_between.ts";

export type { Span };

/** Seconds between readings of the sampler thread that are subtracted from the process's own CPU time. */
export interface SamplerCost {
  /** CPU seconds that the sampler's thread has used so far. */
  cpuS(): Seconds;
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
  /** What happened between two marks. */
  between(start: LedgerMark, end: LedgerMark): Span;
  /** Sources that are read. */
  readonly sources: readonly Source[];
  /** Sources that could not be used. */
  readonly leftOut: readonly SourceLeftOut[];
  /** Files and devices for the sampler. */
  readonly instruments: Instruments;
  /** Folds in counter readings that the sampler made in between, so that no wrap is missed. */
  bridge(source: number, energyJ: Joules, atS: Seconds): void;
  /** Subtracts the sampler's thread from the process's own CPU time. */
  subtract(sampler: SamplerCost): void;
}

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
    bridge(source, energy, atS) {
      accounts = accounts.map((account, index) =>
        index === source && atS > (account.last?.atS ?? -Infinity)
          ? advance(account, { kind: "counter", energy, ...account.range }, atS)
          : account
      );
    },
    mark() {
      const bracket = readBracket(instruments);
      accounts = accounts.map((account, index) => {
        const reading = bracket.readings[index];
        return reading === undefined ? account : advance(account, reading, bracket.atS);
      });
      return { bracket, accounts, samplerS: sampler?.cpuS() ?? 0 };
    },
    between: (start, end) => spanBetween(start, end, instruments),
    [Symbol.dispose]: () => instruments[Symbol.dispose](),
  };
}
