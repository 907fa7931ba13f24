import type { Joules, Seconds, Watts } from "../units.ts";

/** The part of the machine whose energy a source tells. */
export interface Device {
  /** Unique on this machine, stable between runs: `"rapl:package-0"`. */
  readonly id: string;
  /** Which component it belongs to. `machine` is a meter of the whole (psys, board, battery). */
  readonly part: "cpu" | "memory" | "gpu" | "machine";
  /** For people: `"CPU package 0"`. */
  readonly label: string;
}

/** One reading: a cumulative energy counter, or a power that has to be integrated. */
export type Reading =
  | { readonly kind: "counter"; readonly energy: Joules; readonly wrapsAt?: Joules }
  | { readonly kind: "power"; readonly power: Watts };

/** Something that can be read, synchronously, on the calling thread. */
export interface Source extends Disposable {
  /** What it measures. */
  readonly device: Device;
  /** How often its value changes, in seconds. */
  readonly periodS: Seconds;
  /** Smallest step of its value, in joules. */
  readonly quantumJ: Joules;
  /** File or call it reads, for `doctor`. */
  readonly origin: string;
  /** One reading; throws when it fails (a failed read is not a wrap). */
  read(): Reading;
}

/** A source that exists on this kind of machine but cannot be used, with the remedy. */
export interface SourceLeftOut {
  /** Name of the source: `"RAPL powercap"`. */
  readonly name: string;
  /** Why it is left out: `"/sys/class/powercap/intel-rapl:0/energy_uj: permission denied"`. */
  readonly whyNot: string;
  /** What would enable it: a command, or an empty string where nothing would. */
  readonly howToEnable: string;
}

/** A source that could not be read this time; a failed read is not a counter that wrapped. */
export class SourceError extends Error {
  /** Names the error. */
  override name = "SourceError";
}
