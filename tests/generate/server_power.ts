/**
 * Makes `lib/energy/data/server_power.ts` from the data under `tests/fixtures/hardware/`:
 *
 * ```sh
 * deno run -A tests/generate/server_power.ts
 * ```
 *
 * @module
 */
import { fitServers, type PowerLaw } from "./fit_servers.ts";
import { serverResults } from "./power_data.ts";

const TARGET = new URL("../../lib/energy/data/server_power.ts", import.meta.url);

/** The table as source text; a test compares it with the file. */
export function serverPowerSource(): string {
  const { fitted } = serverResults();
  const servers = fitServers(fitted);
  const three = (value: number) => Number(value.toPrecision(3));
  const law = ({ exponent, spread, spreadUnknown }: PowerLaw) =>
    `{ exponent: ${three(exponent)}, spread: ${three(spread)}, spreadUnknown: ${three(spreadUnknown)} }`;
  const rows = Object.entries(servers.architectures).map(([key, { threads, fullW, idleW, results }]) =>
    `    ${key}: { threads: ${threads}, fullW: ${three(fullW)}, idleW: ${
      three(idleW)
    }, results: ${results} },`
  );
  return `/*
 * Made by tests/generate/server_power.ts.
 *
 * SPECpower_ssj2008 results of ${fitted.length} servers, published 2007-2026, as collected by Cloud Carbon
 * Footprint (ccf-coefficients, data/SPECpower-2026-03-09.csv, commit b0032d9, Apache-2.0). SPECpower_ssj is a
 * trademark of the Standard Performance Evaluation Corporation (spec.org); the results are used for research, and
 * what is derived from them is ours.
 */

/**
 * Watts of whole servers per hardware thread, by micro-architecture, at \`threads\` per chip; with another number of
 * threads per chip times (their ratio) to the power of \`exponent\`.
 */
export const SERVER_POWER = {
  full: ${law(servers.full)},
  idle: ${law(servers.idle)},
  architectures: {
${rows.join("\n")}
  },
} as const;
`;
}

if (import.meta.main) Deno.writeTextFileSync(TARGET, serverPowerSource());
