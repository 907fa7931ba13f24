import type { Intensity } from "../carbon/intensity.ts";
import type { Host } from "../host.ts";
import type { Span } from "../meter/span.ts";
import type { RawCurve } from "../meter/sampler.ts";
import { byCodecarbon, chargedByCodecarbon } from "../record/codecarbon_figures.ts";
import type { ResolvedInfo } from "../record/info.ts";
import type { Charged, RunRecord } from "../record/run_record.ts";
import { codecarbonFor } from "./codecarbon.ts";
import { embodiedOf, waterOf } from "./extras.ts";

export { preloadCodecarbon } from "./codecarbon.ts";

/** What a user wants of a run beside, or instead of, wattbook's own figures. */
export interface Beside {
  /** The record with what was asked for. */
  complete(record: RunRecord, span: Span, curve: RawCurve | undefined): RunRecord;
  /** The figures by the method that was asked for; `undefined` where it says nothing. */
  charged(
    span: Span,
    curve: RawCurve | undefined,
  ): { readonly energyJ: Charged; readonly emissionsG: Charged } | undefined;
}

/** What is wanted of a run beside wattbook's own figures: CodeCarbon's, water, embodied emissions. */
export function besideOf(info: ResolvedInfo, intensity: Intensity, host: Host): Beside {
  const codecarbon = codecarbonFor(info, intensity, host);
  return {
    charged(span, curve) {
      const said = codecarbon?.(span, curve);
      return typeof said === "object" ? chargedByCodecarbon(said) : undefined;
    },
    complete(record, span, curve) {
      const said = codecarbon?.(span, curve);
      const asked = info.method !== "wattbook";
      const figures = typeof said !== "object"
        ? record
        : asked
        ? byCodecarbon(record, said)
        : { ...record, codecarbon: said };
      const notes = typeof said === "string"
        ? [`${said}${asked ? "; the figures are by wattbook's own method" : ""}`, ...figures.notes]
        : figures.notes;
      const waterL = info.water ? waterOf(figures, info, host) : undefined;
      const embodiedG = info.embodied === undefined
        ? undefined
        : embodiedOf(info.embodied, figures.durationS);
      return { ...figures, notes, ...(waterL ? { waterL } : {}), ...(embodiedG ? { embodiedG } : {}) };
    },
  };
}
