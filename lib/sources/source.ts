import type { Joules, Seconds, Watts } from "../units.ts";

/** The part of the machine whose energy a source tells. */
export interface Device {
  /** Unique on this machine, stable between runs: `"rapl:package-0"`. */
  readonly id: string;
  /** Which component it belongs to. `machine` is a meter of the whole (psys, board, battery). */
  readonly part: "cpu" | "memory" | "gpu" | "machine";
  /** For people: `"CPU package 0"`. */
  readonly label: string;
  /** More than this it does not draw for long, where the maker or the driver says so. */
  readonly mostW?: Watts;
  /** Where processes cannot be told apart, the reason; its energy is then charged in full, with a low end of 0. */
  readonly notSplit?: string;
}

/** One reading: a cumulative energy counter, or a power that has to be integrated. */
export type Reading =
  | { readonly kind: "counter"; readonly energy: Joules; readonly wrapsAt?: Joules }
  | { readonly kind: "power"; readonly power: Watts };

/** What processes did to a device since its source was opened; only differences mean something. */
export interface ProcessUse {
  /** Seconds of full use, or joules that the system itself charges to a process. */
  readonly kind: "busy" | "energy";
  /** This process and its children; of energy this process alone. */
  readonly own: number;
  /** All processes. */
  readonly all: number;
  /** Seconds in which that was observed. */
  readonly observedS: Seconds;
}

/** How another thread reads a source. */
export interface Sampling {
  /**
   * Text of a function that stands on its own: it gets `data` and `Deno.dlopen`, and gives back a function that
   * reads joules or watts and throws where it cannot.
   */
  readonly text: string;
  /** What the function is given; survives `structuredClone`. */
  readonly data: unknown;
}

/** Something that can be read, synchronously, on the calling thread. */
export interface Source extends Disposable {
  /** What it measures. */
  readonly device: Device;
  /** What its readings are; `"counter"` where it does not say. */
  readonly kind?: Reading["kind"];
  /** How often its value changes, in seconds. */
  readonly periodS: Seconds;
  /** Smallest step of its value, in joules. */
  readonly quantumJ: Joules;
  /** File or call it reads, for `doctor`. */
  readonly origin: string;
  /** One reading; throws when it fails (a failed read is not a wrap). */
  read(): Reading;
  /** How the sampler's thread reads it; without this it is read at the edges only and has no curve. */
  readonly sampling?: Sampling;
  /** Where readings come from far away: resolves when the first is there, or it is known why not. */
  ready?(): Promise<void>;
  /** Whose processes used it; not there where processes cannot be told apart. */
  use?(): ProcessUse;
}

/** A source that exists on this kind of machine but cannot be used, with the remedy. */
export interface SourceLeftOut {
  /** Name of the source: `"RAPL powercap"`. */
  readonly name: string;
  /** Why it is left out: `"/sys/class/powercap/intel-rapl:0/energy_uj: permission denied"`. */
  readonly whyNot: string;
  /** What would enable it: a command, or an empty string where nothing would. */
  readonly howToEnable: string;
  /** A part that is in this machine and draws power, but cannot be read: it is named with every figure. */
  readonly present?: string;
  /** This machine has no such thing; only `doctor` tells of it. */
  readonly absent?: true;
}

/** What opening a kind of source gives. */
export interface OpenedKind {
  /** Usable sources. */
  readonly sources: Source[];
  /** The others, with their reasons. */
  readonly leftOut: SourceLeftOut[];
}

/** A source that could not be read this time; a failed read is not a counter that wrapped. */
export class SourceError extends Error {
  /** Names the error. */
  override name = "SourceError";
}
