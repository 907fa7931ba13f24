import type { Seconds } from "../units.ts";
import type { Host } from "../host.ts";
import { attribute, type Attribution } from "../energy/attribute.ts";
import type { Calibration } from "../energy/calibration.ts";
import { type MachineModel, machineModel } from "../energy/machine_model.ts";
import { wattCurve } from "../energy/power_curve.ts";
import { type LedgerMark, openLedger, type Span } from "../meter/ledger.ts";
import { openSampler, type RawCurve, type SamplerPort } from "../meter/sampler.ts";
import { readProcessor } from "../sources/processor.ts";
import type { Source, SourceLeftOut } from "../sources/source.ts";
import type { Charged, PowerCurve } from "../record/run_record.ts";
import { readCalibration } from "./calibration_store.ts";
import { type CellMarks, openCellMarks } from "./cell_marks.ts";

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
  /** What the sampler saw between two marks, where one ran. */
  samples(start: LedgerMark, end: LedgerMark): RawCurve | undefined;
  /** Power between two marks, where a sampler ran. */
  curve(start: LedgerMark, end: LedgerMark): PowerCurve | undefined;
  /** Sources that could not be used. */
  readonly leftOut: readonly SourceLeftOut[];
}

/** The gauge with what only the process as a whole may touch. */
export interface ProcessGauge extends Gauge, Disposable {
  /** Sources that are read. */
  readonly sources: readonly Source[];
  /** What is known of the machine beside its counters. */
  readonly model: MachineModel;
  /** Uses a calibration from now on. */
  calibrate(calibration: Calibration): void;
  /** In a kernel: the meter at the begin and end of each cell. */
  readonly cells: CellMarks | undefined;
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
  const counted = ledger.sources.some(({ device }) => device.part === "cpu");
  let machine = machineModel(readProcessor(host), readCalibration(host).calibration, counted);
  const cells = port && openCellMarks(port, ledger.sources.length, (numbers) => ledger.place(numbers));
  const mark = () => {
    cells?.drain();
    return ledger.mark();
  };
  if (port) sampler.open();
  const measure = (start: LedgerMark, end: LedgerMark) => {
    const span = ledger.between(start, end);
    return { span, attribution: attribute(span, machine) };
  };
  return {
    mark,
    measure,
    since(from) {
      const { span, attribution: { machine, share, active, belowResolution } } = measure(from, mark());
      const energyJ = { ...(machine && { machine }), ...(share && { share }), ...(active && { active }) };
      const cpuS = span.cpu.ownS + span.cpu.childrenS;
      return { durationS: span.durationS, energyJ, cpuS, belowResolution };
    },
    samples: (start, end) => sampler.curve(start, end),
    curve(start, end) {
      const raw = sampler.curve(start, end);
      return raw && wattCurve(raw, machine.curve);
    },
    sample: (periodS) => sampler.start(periodS),
    rest: () => sampler.rest(),
    cells,
    sources: ledger.sources,
    get model() {
      return machine;
    },
    calibrate(calibration) {
      machine = machineModel(readProcessor(host), calibration, counted);
    },
    leftOut: ledger.leftOut,
    [Symbol.dispose]() {
      sampler[Symbol.dispose]();
      ledger[Symbol.dispose]();
    },
  };
}
