import type { Seconds } from "../units.ts";
import type { Host } from "../host.ts";
import { attribute, type Attribution } from "../energy/attribute.ts";
import { machineModel } from "../energy/machine_model.ts";
import { wattCurve } from "../energy/power_curve.ts";
import { type LedgerMark, openLedger, type Span } from "../meter/ledger.ts";
import { openSampler, type SamplerPort } from "../meter/sampler.ts";
import { readProcessor } from "../sources/processor.ts";
import type { Source, SourceLeftOut } from "../sources/source.ts";
import type { Charged, PowerCurve } from "../record/run_record.ts";

/** The meter of this process: one ledger, and whose energy it was. */
export interface Gauge {
  /** Reads everything at this moment. */
  mark(): LedgerMark;
  /** The span between two marks, with its attribution. */
  measure(start: LedgerMark, end: LedgerMark): { span: Span; attribution: Attribution };
  /** Energy since a mark. */
  since(
    mark: LedgerMark,
  ): { durationS: Seconds; energyJ: Charged; cpuS: Seconds; belowResolution: boolean };
  /** Power between two marks, where a sampler ran. */
  curve(start: LedgerMark, end: LedgerMark): PowerCurve | undefined;
  /** Sources that could not be used. */
  readonly leftOut: readonly SourceLeftOut[];
}

/** The gauge with what only the process as a whole may touch. */
export interface ProcessGauge extends Gauge, Disposable {
  /** Sources that are read. */
  readonly sources: readonly Source[];
  /** Draws the power curve from now on, a point every `periodS` seconds; without it often at first, then once a second. */
  sample(periodS: Seconds | undefined): void;
  /** Stops drawing. */
  rest(): void;
}

/**
 * Opens the meter of this process.
 *
 * @param host The machine.
 * @param port The kernel's worker, which samples too; `undefined` outside of a kernel.
 */
export function openGauge(host: Host, port?: SamplerPort): ProcessGauge {
  const ledger = openLedger(host);
  const sampler = openSampler(ledger, port);
  const machine = machineModel(readProcessor(host));
  const measure = (start: LedgerMark, end: LedgerMark) => {
    const span = ledger.between(start, end);
    return { span, attribution: attribute(span, machine) };
  };
  return {
    mark: () => ledger.mark(),
    measure,
    since(mark) {
      const { span, attribution: { machine, share, active, belowResolution } } = measure(mark, ledger.mark());
      const energyJ = { ...(machine && { machine }), ...(share && { share }), ...(active && { active }) };
      const cpuS = span.cpu.ownS + span.cpu.childrenS;
      return { durationS: span.durationS, energyJ, cpuS, belowResolution };
    },
    curve(start, end) {
      const raw = sampler.curve(start, end);
      return raw && wattCurve(raw, machine.curve);
    },
    sample: (periodS) => sampler.start(periodS),
    rest: () => sampler.rest(),
    sources: ledger.sources,
    leftOut: ledger.leftOut,
    [Symbol.dispose]() {
      sampler[Symbol.dispose]();
      ledger[Symbol.dispose]();
    },
  };
}
