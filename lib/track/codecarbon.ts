import { messageOf } from "../errors.ts";
import type { Intensity } from "../carbon/intensity.ts";
import type { Host } from "../host.ts";
import type { Span } from "../meter/span.ts";
import type { RawCurve } from "../meter/sampler.ts";
import { loadParity, type Parity } from "../parity/load_parity.ts";
import { type CodecarbonFigures, codecarbonFigures } from "../record/codecarbon_figures.ts";
import type { ResolvedInfo } from "../record/info.ts";
import { machineBytes } from "../sources/memory.ts";
import { readProcessor } from "../sources/processor.ts";
import { codecarbonPlace } from "./codecarbon_place.ts";
import { type CodecarbonReads, stepsOf } from "./codecarbon_steps.ts";

/** What CodeCarbon would say of a span; a sentence where it would say nothing. */
export type Codecarbon = (span: Span, curve: RawCurve | undefined) => CodecarbonFigures | string;

let loading: Promise<Parity> | undefined, loaded: Parity | undefined;

/** Whether a run needs CodeCarbon's rules. */
export function wantsCodecarbon({ method, codecarbon }: ResolvedInfo): boolean {
  return codecarbon || method !== "wattbook";
}

/** Loads CodeCarbon's rules and tables for a run that wants them, and nothing for any other. Never throws. */
export async function preloadCodecarbon(info: ResolvedInfo, host: Host): Promise<void> {
  if (!wantsCodecarbon(info) || loaded) return;
  try {
    loaded = await (loading ??= loadParity(host));
  } catch {
    // Not to be had offline, say: the run's record tells that they are missing. The next run tries again.
    loading = undefined;
  }
}

/**
 * What CodeCarbon would say of a run; `undefined` where nobody asked.
 *
 * @param info What the user wants.
 * @param intensity Where the electricity comes from.
 * @param host The machine.
 */
export function codecarbonFor(
  info: ResolvedInfo,
  intensity: Intensity,
  host: Host,
): Codecarbon | undefined {
  if (!wantsCodecarbon(info)) return undefined;
  const parity = loaded;
  if (parity === undefined) return () => "CodeCarbon's rules could not be loaded in time";
  const { name, arch, logicalCpus: threads, sockets } = readProcessor(host);
  const model = name === `${arch} processor` ? undefined : name;
  // Beside wattbook's figures stands what its users see who change nothing.
  const mode = info.method !== "wattbook" && info.figure === "share" ? "process" : "machine";
  const place = codecarbonPlace(info.place, intensity, host);
  const machineMemory = machineBytes(host);
  return (span, curve) => {
    const { packagesJ, graphics, steps }: CodecarbonReads = stepsOf(span, curve, mode);
    const bytes = mode === "machine"
      ? machineMemory ?? span.memory.totalBytes ?? 0
      : span.memory.residentBytes;
    try {
      const says = parity.runSays({
        mode,
        processor: { model, threads, sockets },
        memory: { gib: bytes / 1024 ** 3, architecture: /arm|aarch/.test(arch) ? "arm" : "x86" },
        packagesJ,
        graphics,
        steps,
        place,
        pue: info.pue,
      });
      return codecarbonFigures(says, mode, info.pue);
    } catch (error) {
      // Where CodeCarbon throws it reports nothing, and its user is told why.
      return `CodeCarbon 3.3.2 would report nothing: ${messageOf(error)}`;
    }
  };
}
