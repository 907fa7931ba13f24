/** Processor family, as far as memory goes. */
export type MemoryArchitecture = "x86" | "arm";

/** W of one module, and the least that CodeCarbon charges. */
const MODULE_W: Readonly<Record<MemoryArchitecture, { readonly each: number; readonly least: number }>> = {
  x86: { each: 5, least: 10 },
  arm: { each: 1.5, least: 3 },
};

const MODULE_GIB = [128, 64, 32, 16, 8, 4];
const MOST_MODULES = 32;

/**
 * How many memory modules CodeCarbon takes a machine to have.
 *
 * @param gib Memory in GiB.
 */
export function moduleCount(gib: number): number {
  if (gib <= 2) return 1;
  if (gib <= 16) return 2;
  if (gib <= 64) return 4;
  if (gib <= 128) return 8;
  const module = MODULE_GIB.find((size) => size <= gib / 8);
  // NaN fits no size; CodeCarbon then keeps the least of a large server.
  return module === undefined ? 8 : Math.min(Math.ceil(gib / module), MOST_MODULES);
}

/**
 * Power of memory, whether it is used or not: modules in steps, each step a little cheaper.
 *
 * @param gib Memory in GiB: of the machine, or of the process tree in process mode.
 * @param architecture Family of the processor.
 * @returns Watts.
 */
export function memoryWatts(gib: number, architecture: MemoryArchitecture): number {
  const { each, least } = MODULE_W[architecture];
  return Math.max(least, modulesWatts(each, moduleCount(gib)));
}

function modulesWatts(each: number, count: number): number {
  if (count <= 4) return each * count;
  if (count <= 8) return each * 4 + each * 0.9 * (count - 4);
  if (count <= 16) return each * 4 + each * 0.9 * 4 + each * 0.8 * (count - 8);
  return each * 4 + each * 0.9 * 4 + each * 0.8 * 8 + each * 0.7 * (count - 16);
}
