/*
 * Made by tests/generate/package_power.ts from load profiles of four processors by their energy counters, January
 * 2025: CodeCarbon, codecarbon/data/hardware/cpu_load_profiling (MIT, Copyright (c) 2020 mlco2).
 */
import type { PackagePower } from "../processor_power.ts";

/** What processor packages draw, beside a whole server of their kind. */
export const PACKAGE_POWER: PackagePower = {
  fullPart: 0.645,
  idlePart: 0.356,
  exponent: 0.75,
  lowExponent: 1.5,
};
