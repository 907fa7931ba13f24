import type { Watts } from "../units.ts";
import type { Processor } from "../sources/processor.ts";
import { type Architecture, architectureOf } from "./architecture.ts";
import { PACKAGE_POWER } from "./data/package_power.ts";
import { SERVER_POWER } from "./data/server_power.ts";
import { designPower } from "./design_power.ts";

/** Power of the processors of one machine, without anything else in it, and how far off that may be. */
export interface ProcessorPower {
  /** Kind of processor, for people. */
  readonly name: string;
  /** Nothing to do. */
  readonly idleW: Watts;
  /** All threads busy. */
  readonly fullW: Watts;
  /** Upper end of idle: what the whole machine draws, where such machines were measured. */
  readonly idleHighW: Watts;
  /** Upper end of full load. */
  readonly fullHighW: Watts;
  /** The lower ends are smaller by this factor. */
  readonly lowFactor: number;
}

/** What processor packages draw, beside a whole server of their kind. */
export interface PackagePower {
  /** Part of the server's full power. */
  readonly fullPart: number;
  /** Part of the server's idle power. */
  readonly idlePart: number;
  /** Power rises from idle to full with the load to this power. */
  readonly exponent: number;
  /** The same for the lower end of the interval. */
  readonly lowExponent: number;
}

/**
 * Four processors with counters lie down to 1.6 times below the line that the others give; that is few, so 1.8
 * (our estimate).
 */
const LOW_FACTOR = 1.8;

/** Where nothing like it was measured. */
const GUESS_FACTOR = 2;

/** Of architectures with less than three results little is known. */
const FEW = { results: 3, factor: 1.3 };

/**
 * Whole machine at full load over the design power of its chips: 1.06, 1.04 and 0.84 in SPECpower results of
 * 2015-18, 2019-21 and 2022 (Apache-2.0, as in `data/server_power.ts`); idle over full: 0.16, 0.21, 0.26.
 */
const DESIGN = { fullPart: 1.04, idlePart: 0.21 };

/** A whole machine of that kind, in watts, with the upper ends. */
interface Server {
  readonly fullW: Watts;
  readonly idleW: Watts;
  readonly fullSpread: number;
  readonly idleSpread: number;
  readonly lowFactor: number;
}

/**
 * Power of the processors of a machine by family and model, and on desktops and laptops by name; `undefined` where
 * neither tells. A virtual machine has the power of its threads in a chip of the usual size.
 *
 * @param processor The processor.
 * @param parts What packages are of a server; the proof on data held out passes others than the table's.
 */
export function processorPower(processor: Processor, parts = PACKAGE_POWER): ProcessorPower | undefined {
  const design = processor.hypervisor ? undefined : designPower(processor.name);
  const architecture = architectureOf(processor);
  if (design) return packages(design.name, parts, fromDesign(design.watts * processor.sockets));
  if (architecture?.threadW) return guessed(architecture.name, architecture.threadW, processor.logicalCpus);
  const server = architecture && fromServers(architecture, processor);
  return server && packages(architecture.name, parts, server);
}

function fromDesign(watts: Watts): Server {
  const { full: { spread: fullSpread }, idle: { spread: idleSpread } } = SERVER_POWER;
  const fullW = watts * DESIGN.fullPart;
  return { fullW, idleW: fullW * DESIGN.idlePart, fullSpread, idleSpread, lowFactor: LOW_FACTOR };
}

function fromServers({ row }: Architecture, processor: Processor): Server | undefined {
  if (row === undefined) return undefined;
  const { logicalCpus, sockets, hypervisor } = processor;
  const { full, idle, architectures } = SERVER_POWER;
  const { threads, fullW, idleW, results } = architectures[row];
  // A virtual machine sees its own threads only, not those of the chip that they are on.
  const ratio = hypervisor ? 1 : logicalCpus / sockets / threads;
  const few = results < FEW.results ? FEW.factor : 1;
  const spread = (law: { spread: number; spreadUnknown: number }) =>
    few * (hypervisor ? law.spreadUnknown : law.spread);
  return {
    fullW: fullW * ratio ** full.exponent * logicalCpus,
    idleW: idleW * ratio ** idle.exponent * logicalCpus,
    fullSpread: spread(full),
    idleSpread: spread(idle),
    lowFactor: few * LOW_FACTOR * (hypervisor ? full.spreadUnknown / full.spread : 1),
  };
}

/** The packages of a machine: a part of its power; at most they are all of it. */
function packages(
  name: string,
  { idlePart, fullPart }: PackagePower,
  { fullW, idleW, fullSpread, idleSpread, lowFactor }: Server,
): ProcessorPower {
  return {
    name,
    idleW: idleW * idlePart,
    fullW: fullW * fullPart,
    idleHighW: Math.min(idleW * idleSpread, fullW * fullSpread),
    fullHighW: fullW * fullSpread,
    lowFactor,
  };
}

function guessed(name: string, [idleW, fullW]: readonly [number, number], threads: number): ProcessorPower {
  return {
    name,
    idleW: idleW * threads,
    fullW: fullW * threads,
    idleHighW: idleW * threads * GUESS_FACTOR,
    fullHighW: fullW * threads * GUESS_FACTOR,
    lowFactor: GUESS_FACTOR,
  };
}
