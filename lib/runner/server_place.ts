import type { Host } from "../host.ts";
import { type Intensity, loadIntensity } from "../carbon/intensity.ts";
import { findPlace, type LiveName } from "../carbon/place.ts";
import type { KernelServer } from "./jupyter_server.ts";
import { askKernel, SPECIFIER } from "./own_measure.ts";

/** Where a server's electricity comes from. */
export interface ServerPlace {
  /** The server. */
  readonly server: KernelServer;
  /** Its grid, by the year's figure; `undefined` when nobody knows where it stands. */
  readonly intensity?: Intensity | undefined;
  /** The service that is asked for its forecast. */
  readonly live: LiveName;
  /** Why the place is not known, or how it was found. */
  readonly why: string;
}

/** How a server is asked. */
export interface PlaceOptions {
  /** Environment and time zone of this machine. */
  readonly host: Host;
  /** Kernelspec. */
  readonly kernelName?: string | undefined;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** The import may have to be downloaded there first. */
const IMPORT_LIMIT_MS = 120_000;

/**
 * Finds out where a server stands: as the user says, else as one of its kernels finds it (its environment, its cloud
 * region, its time zone). This costs the start of a kernel; nothing else is asked.
 *
 * @throws {RangeError} When the user names a place that there is not.
 */
export async function serverPlace(server: KernelServer, options: PlaceOptions): Promise<ServerPlace> {
  const { host } = options;
  if (server.place !== undefined || server.isHere) {
    const place = findPlace(server.place, host);
    const live = place.kind === "zone" ? place.live ?? "auto" : "auto";
    return known(server, await loadIntensity(place), live);
  }
  try {
    const found = await probe(server, options);
    if (found !== undefined) return known(server, found, "auto");
    return { server, live: "auto", why: "its kernel did not say where it is" };
  } catch (error) {
    options.signal.throwIfAborted();
    // It may run notebooks all the same; where it stands is all that is missing.
    const why = error instanceof Error ? error.message.split("\n")[0] ?? "" : String(error);
    return { server, live: "auto", why };
  }
}

/** The world's average stands in where nothing is known: that is no place. */
function known(server: KernelServer, intensity: Intensity, live: LiveName): ServerPlace {
  const { placeFrom, note = "" } = intensity;
  if (placeFrom === "unknown") {
    return { server, live, why: note.split(/[:;]/)[0] ?? "nothing says where it is" };
  }
  return { server, intensity, live, why: `by ${placeFrom === "option" ? "--place" : placeFrom}` };
}

async function probe(
  server: KernelServer,
  { kernelName, signal }: PlaceOptions,
): Promise<Intensity | undefined> {
  const kernel = await server.start(kernelName, { signal }, Deno.cwd());
  const stop = () => kernel.kill();
  signal.addEventListener("abort", stop);
  try {
    const answer = await askKernel(kernel, (tell) =>
      `{
  try {
    const { intensityAt } = await import(${JSON.stringify(`${SPECIFIER}/carbon`)});
    await ${tell("{ intensity: await intensityAt() }")};
  } catch (error) {
    await ${tell('{ problem: String(error?.message ?? error).split("\\n")[0] }')};
  }
}`, IMPORT_LIMIT_MS);
    const problem = answer?.["problem"], intensity = answer?.["intensity"];
    if (typeof problem === "string") throw new Error(problem);
    return isIntensity(intensity) ? intensity : undefined;
  } finally {
    signal.removeEventListener("abort", stop);
    await kernel.shutdown();
  }
}

/** It comes from our own code, through JSON. */
function isIntensity(value: unknown): value is Intensity {
  return typeof value === "object" && value !== null && "gramsPerKwh" in value && "placeFrom" in value;
}
