import type { Figure } from "../units.ts";
import type { Intensity } from "../carbon/intensity.ts";
import type { Attribution } from "../energy/attribute.ts";
import type { Span } from "../meter/ledger.ts";
import type { SourceLeftOut } from "../sources/source.ts";
import { emissionsOf } from "./figures.ts";
import type { ResolvedInfo } from "./info.ts";
import type { Charged, MetricPoint, PowerCurve, RunRecord, RunStatus } from "./run_record.ts";

/** What a run has collected when it ends, besides its span. */
export interface Ended {
  /** 32 lower hexadecimal digits. */
  readonly runId: string;
  /** What the user asked for. */
  readonly info: ResolvedInfo;
  /** How it ended. */
  readonly status: RunStatus;
  /** The error that ended it. */
  readonly error?: { readonly name: string; readonly message: string } | undefined;
  /** Everything logged. */
  readonly metrics: readonly MetricPoint[];
  /** Parameters as text. */
  readonly params: Readonly<Record<string, string>>;
  /** Power over time. */
  readonly curve?: PowerCurve | undefined;
  /** Sources that could not be used. */
  readonly leftOut: readonly SourceLeftOut[];
  /** More sentences for the reader. */
  readonly notes: readonly string[];
}

/** Version of this package, as it stands in `deno.json`. */
export const VERSION = "1.0.0";

/**
 * Puts the one immutable result of a run together.
 *
 * @param ended What the run has collected.
 * @param span The measured span.
 * @param attribution Whose energy it was.
 * @param intensity Where the electricity comes from.
 */
export function buildRecord(
  ended: Ended,
  span: Span,
  attribution: Attribution,
  intensity: Intensity,
): RunRecord {
  const { info } = ended;
  const notes = [
    ...ended.notes,
    ...attribution.notes,
    ...span.notes,
    ...(intensity.note ? [intensity.note] : []),
  ];
  return {
    wattbook: VERSION,
    runId: ended.runId,
    experimentName: info.experimentName,
    runName: info.runName,
    ...(info.flavor ? { flavor: info.flavor } : {}),
    status: ended.status,
    ...(ended.error ? { error: ended.error } : {}),
    startMs: span.startMs,
    endMs: span.endMs,
    durationS: span.durationS,
    energyJ: charged(attribution, (figure) => figure),
    belowResolution: attribution.belowResolution,
    components: attribution.components.map(({ device, energyJ, machineJ }) => ({
      device,
      energyJ,
      machineJ,
    })),
    emissionsG: charged(attribution, (figure) => emissionsOf(figure, intensity, info.pue)),
    headline: info.figure,
    intensity,
    pue: info.pue,
    cpuTimeS: {
      own: span.cpu.ownS,
      children: span.cpu.childrenS,
      ...(span.cpu.machineBusyS === undefined ? {} : { machineBusy: span.cpu.machineBusyS }),
      ...(span.cpu.stealS > 0 ? { stolen: span.cpu.stealS } : {}),
      ...(span.cpu.waitedS === undefined ? {} : { waited: span.cpu.waitedS }),
    },
    coverage: {
      time: Math.min(1, ...span.devices.map((device) => device.coverage)),
      components: [...new Set(attribution.components.map((component) => component.part))],
      missing: attribution.missing,
    },
    overheadS: span.overheadS,
    leftOut: ended.leftOut.filter(({ absent }) => !absent),
    notes: [...new Set(notes)],
    // Copies: what is logged later must not change a record that is on its way to a store.
    metrics: [...ended.metrics],
    params: { ...ended.params },
    tags: { ...info.tags },
    ...(ended.curve ? { curve: ended.curve } : {}),
  };
}

function charged(attribution: Attribution, convert: (figure: Figure) => Figure): Charged {
  const { machine, share, active } = attribution;
  return {
    ...(machine ? { machine: convert(machine) } : {}),
    ...(share ? { share: convert(share) } : {}),
    ...(active ? { active: convert(active) } : {}),
  };
}
