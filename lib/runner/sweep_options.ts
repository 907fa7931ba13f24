import type { Progress } from "./own_measure.ts";
import type { SweepStart } from "./greenest_start.ts";
import type { RunEvent } from "./run_notebook.ts";
import type { SweepBudget } from "./sweep_budget.ts";
import type { JobOutcome } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";
import type { ReadyEvent, ReadyOptions } from "./sweep_ready.ts";

/** What happens in a sweep. */
export type SweepEvent =
  | ReadyEvent
  | { readonly kind: "sweep"; readonly id: string; readonly startMs: number }
  | { readonly kind: "begin"; readonly job: SweepJob; readonly server: string }
  | { readonly kind: "cell"; readonly job: SweepJob; readonly event: RunEvent }
  | { readonly kind: "progress"; readonly job: SweepJob; readonly progress: Progress }
  | { readonly kind: "again"; readonly job: SweepJob; readonly server: string; readonly problem: string }
  | { readonly kind: "end"; readonly job: SweepJob; readonly outcome: JobOutcome; readonly isKept: boolean }
  | { readonly kind: "server"; readonly server: string; readonly problem: string };

/** How a sweep is run. */
export interface SweepOptions extends ReadyOptions {
  /** Folder of the results and of the log that a later call goes on with. */
  readonly out: string;
  /** Notebooks that run at the same time on one server. Default 1. */
  readonly jobsPerServer?: number | undefined;
  /** Name of the kernelspec, for all. Default: what each notebook says. */
  readonly kernelName?: string | undefined;
  /** Most milliseconds for one cell. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Variables for the cells. Default: none. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Goes on with the sweep in `out`: what has ended is kept. Default: a new one. */
  readonly resume?: boolean | undefined;
  /** Runs again what failed or may have run in part: `"unfinished"`. Default: nothing of it. */
  readonly again?: "unfinished" | undefined;
  /** Ends the sweep when it is used up. Default: none. */
  readonly budget?: SweepBudget | undefined;
  /** Whether each kernel measures itself. Default true. */
  readonly measures?: boolean | undefined;
  /** Kernels per server that wait for a notebook. Default: one more than run there at once, at most 4. */
  readonly kernelsAhead?: number | undefined;
  /** Stops in good order: running cells are interrupted. */
  readonly signal?: AbortSignal | undefined;
  /** Kills the kernels. */
  readonly killSignal?: AbortSignal | undefined;
  /** Takes what happens. */
  readonly onEvent?: ((event: SweepEvent) => void) | undefined;
}

/** What became of a sweep. */
export interface SweepResult {
  /** Its id. */
  readonly id: string;
  /** Milliseconds since 1970 at which it began, perhaps in an earlier call. */
  readonly startMs: number;
  /** What became of each job, in the order of the plan; `undefined` where nothing was begun. */
  readonly outcomes: readonly { readonly job: SweepJob; readonly outcome: JobOutcome | undefined }[];
  /** When each call of it has begun, where it waited for the greenest time. */
  readonly starts: readonly SweepStart[];
  /** Why it ended before all was begun. */
  readonly stopped: "budget" | "signal" | undefined;
}
