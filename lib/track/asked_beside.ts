import type { Intensity } from "../carbon/intensity.ts";
import type { Host } from "../host.ts";
import type { ResolvedInfo } from "../record/info.ts";
import type { Beside } from "./beside.ts";

let loaded: typeof import("./beside.ts") | undefined;

/** Whether a user wants more of a run, or other figures, than wattbook's own. */
export function wantsBeside({ method, codecarbon, water, embodied }: ResolvedInfo): boolean {
  return codecarbon || method !== "wattbook" || water || embodied !== undefined;
}

/** Loads what is wanted beside wattbook's own figures; nothing for a run that wants nothing. */
export async function preloadBeside(info: ResolvedInfo, host: Host): Promise<void> {
  if (!wantsBeside(info)) return;
  // No literal in import(): what few ask for does not belong to everybody's download and start.
  loaded ??= await host.load(new URL("./beside.ts", import.meta.url).href) as typeof import("./beside.ts");
  await loaded.preloadCodecarbon(info, host);
}

/**
 * What is wanted of a run beside wattbook's own figures: CodeCarbon's, water, embodied emissions.
 *
 * @returns `undefined` where nothing is, so that it costs nothing.
 */
export function besideOf(info: ResolvedInfo, intensity: Intensity, host: Host): Beside | undefined {
  if (!wantsBeside(info)) return undefined;
  return loaded ? loaded.besideOf(info, intensity, host) : late;
}

/** For a cell that fails before it was loaded. */
const late: Beside = {
  charged: () => undefined,
  complete: (record) => ({
    ...record,
    notes: [
      "What was asked beside wattbook's own figures could not be loaded in time; the figures are wattbook's",
      ...record.notes,
    ],
  }),
};
