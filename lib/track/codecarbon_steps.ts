import type { Span } from "../meter/span.ts";
import type { RawCurve } from "../meter/sampler.ts";
import type { MeasuredRun } from "../parity/mod.ts";

/** The readings of a span as CodeCarbon would have made them. */
export type CodecarbonReads = Pick<MeasuredRun, "packagesJ" | "graphics" | "steps">;

/**
 * What of a span CodeCarbon would have read: package counters of powercap alone, cards of NVIDIA and AMD, and the
 * processors' load once a second where a sampler ran, else over the whole span.
 *
 * @param span The span.
 * @param curve What the sampler saw.
 * @param mode Load of the whole machine, or CPU time of the process tree.
 */
export function stepsOf(span: Span, curve: RawCurve | undefined, mode: MeasuredRun["mode"]): CodecarbonReads {
  const { durationS, devices } = span;
  const counted = (prefix: string) =>
    devices.filter(({ device: { id }, energyJ }) => id.startsWith(prefix) && energyJ !== undefined);
  const packages = counted("rapl:package-"), platform = counted("rapl:psys");
  const used = packages.length > 0 ? packages : platform;
  const cards = [...counted("nvidia:"), ...counted("amd:")].filter(({ device }) => device.part === "gpu");
  return {
    ...(used.length > 0 ? { packagesJ: used.map(({ energyJ = 0 }) => energyJ) } : {}),
    graphics: cards.map(({ kind, energyJ = 0 }) =>
      kind === "counter" || !(durationS > 0) ? { joules: energyJ } : { watts: energyJ / durationS }
    ),
    steps: curved(span, curve, mode) ?? [{ seconds: durationS, busyS: busySeconds(span, mode) }],
  };
}

/** CodeCarbon counts stolen time as busy. */
function busySeconds({ cpu }: Span, mode: MeasuredRun["mode"]): number {
  const tree = cpu.ownS + cpu.childrenS;
  return mode === "process" ? tree : (cpu.machineBusyS ?? tree) + cpu.stealS;
}

/** The sampler's steps; what it cannot tell apart in time (children, steal) is spread over them. */
function curved(
  span: Span,
  curve: RawCurve | undefined,
  mode: MeasuredRun["mode"],
): MeasuredRun["steps"] | undefined {
  if (curve === undefined) return undefined;
  const cores = mode === "process" ? curve.ownCores : curve.busyCores;
  if (cores.some(Number.isNaN)) return undefined;
  const steps = curve.timeS.map((atS, at) => {
    const seconds = atS - (curve.timeS[at - 1] ?? 0);
    return { seconds, busyS: (cores[at] ?? 0) * seconds };
  });
  const seen = steps.reduce((sum, { busyS }) => sum + busyS, 0);
  const missedS = Math.max(0, busySeconds(span, mode) - seen) / span.durationS;
  return steps.map(({ seconds, busyS }) => ({ seconds, busyS: busyS + missedS * seconds }));
}
