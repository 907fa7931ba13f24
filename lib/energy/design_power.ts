import type { Watts } from "../units.ts";

/** Thermal design power of a line of processors. */
export interface DesignPower {
  /** For people: `"Core U"`. */
  readonly name: string;
  /** Watts of one chip. */
  readonly watts: Watts;
}

/**
 * Medians by line over the 6,661 names in CodeCarbon's `cpu_power.csv` (811df7f, 2026, MIT) and Eco2AI's
 * `cpu_names.csv` (366debb, 2025, Apache-2.0). Nine tenths of a line lie within a factor of 1.9.
 */
const INTEL_CORE: readonly (readonly [suffix: RegExp, watts: Watts])[] = [
  [/^Y/, 11.5],
  [/^(U|V|DU)/, 15],
  [/^P/, 28],
  [/^HX/, 55],
  [/^(H|MQ|MX|EQ)/, 45],
  [/^T/, 35],
  [/^K/, 125],
  [/^X/, 165],
  [/^/, 65],
];
const RYZEN: readonly (readonly [suffix: RegExp, watts: Watts])[] = [
  [/^(U|C)/, 15],
  [/^(HS|GE)/, 35],
  [/^HX/, 55],
  [/^H/, 45],
  [/^X3D/, 120],
  [/^X/, 105],
  [/^/, 65],
];
/** By the first digit of the number: 1950X and 2950X 180 W, 3970X and 5975WX 280 W, 7970X 350 W. */
const THREADRIPPER: readonly (readonly [number: RegExp, watts: Watts])[] = [
  [/^[12]/, 180],
  [/^[35]/, 280],
  [/^/, 350],
];

/** Design power of desktop and laptop processors by name; `undefined` for servers and names that do not tell. */
export function designPower(name: string): DesignPower | undefined {
  const plain = name.replace(/\((R|TM)\)|[®™]/gi, "").replace(/\s+/g, " ");
  const core = plain.match(/Core (?:i[3579]-|Ultra [3579] |[3579] )\d{3,5}([A-Z]*)/);
  if (core) return named("Core", core[1] ?? "", INTEL_CORE);
  const threadripper = plain.match(/Threadripper (?:PRO )?(\d{4})/);
  if (threadripper) return { ...named("", threadripper[1] ?? "", THREADRIPPER), name: "Threadripper" };
  if (/Ryzen AI/.test(plain)) return { name: "Ryzen AI", watts: 28 };
  const ryzen = plain.match(/Ryzen [3579] (?:PRO )?\d{4}([A-Z0-9]*)/);
  return ryzen ? named("Ryzen", ryzen[1] ?? "", RYZEN) : undefined;
}

function named(
  line: string,
  suffix: string,
  table: readonly (readonly [RegExp, Watts])[],
): DesignPower {
  const watts = table.find(([pattern]) => pattern.test(suffix))?.[1] ?? 65;
  return { name: `${line} ${suffix}`.trim(), watts };
}
