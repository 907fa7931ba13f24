import type { Host } from "../host.ts";

/** The room, as it is loaded. */
export type Parity = Pick<typeof import("./mod.ts"), "codecarbonSays" | "runSays">;

/**
 * Loads CodeCarbon's rules and tables at first use: 130 kB that nobody downloads who does not ask for them.
 *
 * @param host Loads modules.
 */
export async function loadParity(host: Host): Promise<Parity> {
  // No literal in import(): Deno would download it with the rest.
  return await host.load(new URL("./mod.ts", import.meta.url).href) as Parity;
}
