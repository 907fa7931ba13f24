import type { StoredCounts } from "./store.ts";

/** How runs are delivered. */
export interface SyncProgress {
  /** Number of the run, from 1. */
  readonly index: number;
  /** How many there are. */
  readonly total: number;
  /** Its name. */
  readonly runName: string;
}

/** Rows and files, counted. */
export type Counted = Pick<StoredCounts, "metrics" | "params" | "artifacts">;

/** What became of the runs of a source. */
export interface SyncResult {
  /** Runs that are in the store now and were not, or not wholly. */
  readonly delivered: number;
  /** Runs that were there already. */
  readonly upToDate: number;
  /** Runs that are still going on. */
  readonly open: number;
  /** Runs that are not in the store, or not wholly, with the reason. */
  readonly failed: readonly { readonly runName: string; readonly problem: string }[];
  /** What was counted at both ends of the runs that were delivered now. */
  readonly counted: { readonly logged: Counted; readonly stored: Counted };
}

/** Adds up what was counted. */
export class CountCheck {
  /** At the source. */
  logged: Counted = { metrics: 0, params: 0, artifacts: 0 };
  /** In the store. */
  stored: Counted = { metrics: 0, params: 0, artifacts: 0 };

  /** Adds a run; returns what is not as it should be. Fewer is a loss; more is what others added to the run. */
  add(stored: StoredCounts, planned: StoredCounts): string | undefined {
    this.logged = sum(this.logged, planned);
    this.stored = sum(this.stored, stored);
    const short = (["metrics", "params", "artifacts"] as const).filter((kind) => stored[kind] < planned[kind])
      .map((kind) => `${kind}: ${stored[kind]} stored, should be ${planned[kind]}`);
    const { models: models = 0 } = planned, kept = stored.models ?? 0;
    if (kept < models) short.push(`models: ${kept} stored, should be ${models}`);
    if (stored.status !== planned.status) short.push(`status ${stored.status}, should be ${planned.status}`);
    return short.length > 0 ? `not wholly delivered: ${short.join("; ")}` : undefined;
  }

  /** The sums. */
  get sums(): SyncResult["counted"] {
    return { logged: this.logged, stored: this.stored };
  }
}

function sum(a: Counted, b: Counted): Counted {
  return {
    metrics: a.metrics + b.metrics,
    params: a.params + b.params,
    artifacts: a.artifacts + b.artifacts,
  };
}
