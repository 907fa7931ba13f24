import type { Seconds } from "../units.ts";
import type { Host } from "../host.ts";
import { attribute, type Attribution } from "../energy/attribute.ts";
import { machineModel } from "../energy/machine_model.ts";
import { type LedgerMark, openLedger, type Span } from "../meter/ledger.ts";
import { readProcessor } from "../sources/processor.ts";
import type { SourceLeftOut } from "../sources/source.ts";
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
