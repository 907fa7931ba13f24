import type { Intensity } from "../carbon/intensity.ts";
import type { ResolvedInfo } from "../record/info.ts";
import type { Beside } from "./beside.ts";
import type { Gauge } from "./gauge.ts";
import type { OpenedJournal } from "./journals.ts";

/** What a run needs from the process it runs in. */
export interface RunWorld {
  /** The meter. */
  readonly gauge: Gauge;
  /** Opens the journal of a run. */
  openJournal(runId: string, info: ResolvedInfo, startMs: number): OpenedJournal;
  /** What is wanted of a run beside wattbook's own figures; `undefined` for nothing. */
  beside(info: ResolvedInfo, intensity: Intensity): Beside | undefined;
  /** Milliseconds since 1970. */
  epochMs(): number;
}
