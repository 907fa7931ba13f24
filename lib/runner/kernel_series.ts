import type { Figure } from "../units.ts";
import {
  type Kernel,
  kernelFamilies,
  type Past,
  type SeriesFamily,
  serverFamilies,
  sumOf,
  sweepFamily,
} from "./kernel_families.ts";
import type { Progress } from "./own_measure.ts";
import type { SweepEvent } from "./sweep.ts";
import { chargeOf } from "./sweep_budget.ts";
import type { SweepJob } from "./sweep_plan.ts";

/** What the kernels of a sweep have used so far, as time series. */
export interface KernelSeries {
  /** Takes what happens. */
  take(event: SweepEvent): void;
  /** The sweep is over: what had not really begun has gone. */
  stop(): void;
  /** All metrics as they are now; without samples before the sweep has begun. */
  families(): readonly SeriesFamily[];
}

/** What series are called by. */
export interface KernelSeriesOptions {
  /** Notebooks in all. */
  readonly total: number;
  /** Who runs them; not a label when left out. */
  readonly user?: string | undefined;
  /** Clock, milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** A kernel that has ended is shown for so long: a slow Prometheus asks once a minute. Its server's sum keeps it. */
const SHOWN_MS = 10 * 60_000;

/** Begins to keep the series of a sweep. */
export function kernelSeries({ total, user, nowMs }: KernelSeriesOptions): KernelSeries {
  const kernels = new Map<SweepJob, Kernel>(), past = new Map<string, Past>();
  const ended: Record<string, number> = {};
  let sweep = "", running = 0;
  const say = (kernel: Kernel, progress: Progress) => {
    kernel.progress = progress;
    kernel.mostJ = most(kernel.mostJ, progress.energyJ);
    kernel.mostG = most(kernel.mostG, progress.emissionsG);
  };
  const begun = (job: SweepJob, server: string, startMs: number): Kernel => {
    const labels = {
      sweep,
      server,
      notebook: job.file,
      run: job.name,
      ...(user === undefined ? {} : { user }),
    };
    const none = {
      endMs: undefined,
      cellsRun: 0,
      cells: 0,
      progress: {},
      mostJ: undefined,
      mostG: undefined,
    };
    const kernel: Kernel = { labels, startMs, ...none };
    kernels.set(job, kernel);
    return kernel;
  };
  const forget = () => {
    for (const [job, { endMs, labels, mostJ, mostG }] of kernels) {
      if (endMs === undefined || nowMs() - endMs < SHOWN_MS) continue;
      const server = labels["server"] ?? "", sum = past.get(server) ?? { energyJ: 0, emissionsG: 0 };
      past.set(server, { energyJ: sum.energyJ + (mostJ ?? 0), emissionsG: sum.emissionsG + (mostG ?? 0) });
      kernels.delete(job);
    }
  };
  return {
    take(event) {
      if (event.kind === "sweep") sweep = event.id;
      if (!("job" in event)) return;
      const { job } = event, kernel = kernels.get(job);
      if (event.kind === "begin") {
        running++;
        begun(job, event.server, nowMs());
      } else if (event.kind === "again") {
        running--;
        kernels.delete(job);
      } else if (event.kind === "cell" && kernel) {
        const { cell: { number, total }, kind } = event.event;
        kernel.cells = total;
        kernel.cellsRun = kind === "end" ? number : number - 1;
      } else if (event.kind === "progress" && kernel) say(kernel, event.progress);
      else if (event.kind === "end") {
        const { outcome } = event;
        if (kernel && kernel.endMs === undefined) running--;
        ended[outcome.status] = (ended[outcome.status] ?? 0) + 1;
        if (outcome.server === undefined) return void kernels.delete(job);
        const last = kernel ?? begun(job, outcome.server, outcome.startMs);
        [last.endMs, last.cells, last.cellsRun] = [nowMs(), outcome.cells, outcome.cellsRun];
        say(last, chargeOf(outcome));
      }
    },
    stop() {
      for (const [job, { endMs }] of kernels) if (endMs === undefined) kernels.delete(job);
      running = 0;
    },
    families() {
      forget();
      const all = [...kernels.values()];
      const notebooks = { running, ...ended, waiting: total - running - sumOf(Object.values(ended)) };
      return [
        ...kernelFamilies(all),
        ...serverFamilies(all, past, sweep),
        sweepFamily(sweep, sweep === "" ? {} : notebooks),
      ];
    },
  };
}

function most(before: number | undefined, figure: Figure | undefined): number | undefined {
  return figure === undefined ? before : Math.max(before ?? 0, figure.value);
}
