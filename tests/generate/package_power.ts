/**
 * Makes `lib/energy/data/package_power.ts` from the load profiles under `tests/fixtures/hardware/` and the table of
 * servers, which comes first:
 *
 * ```sh
 * deno run -A tests/generate/server_power.ts && deno run -A tests/generate/package_power.ts
 * ```
 *
 * @module
 */
import { fitPackages } from "./fit_packages.ts";
import { loadProfiles } from "./power_data.ts";

const TARGET = new URL("../../lib/energy/data/package_power.ts", import.meta.url);

/** The table as source text; a test compares it with the file. */
export function packagePowerSource(): string {
  const { fullPart, idlePart, exponent, lowExponent } = fitPackages(loadProfiles());
  return `/*
 * Made by tests/generate/package_power.ts from load profiles of four processors by their energy counters, January
 * 2025: CodeCarbon, codecarbon/data/hardware/cpu_load_profiling (MIT, Copyright (c) 2020 mlco2).
 */
import type { PackagePower } from "../processor_power.ts";

/** What processor packages draw, beside a whole server of their kind. */
export const PACKAGE_POWER: PackagePower = {
  fullPart: ${fullPart},
  idlePart: ${idlePart},
  exponent: ${exponent},
  lowExponent: ${lowExponent},
};
`;
}

if (import.meta.main) Deno.writeTextFileSync(TARGET, packagePowerSource());
