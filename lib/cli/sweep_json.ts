import { withoutSecrets } from "../sinks/mlflow/uri.ts";
import type { ResultPlaces } from "../runner/result_places.ts";
import type { SweepResult } from "../runner/sweep.ts";
import { chargeOf } from "../runner/sweep_budget.ts";
import type { SweepPlan } from "../runner/sweep_plan.ts";
import type { SweepReport } from "../runner/sweep_report.ts";

/** One JSON value for a sweep. */
export function sweepJson(
  { id, outcomes, starts, stopped }: SweepResult,
  { sum, durationS, saved }: SweepReport,
  { report, journal, trackingUri }: ResultPlaces,
  refused: SweepPlan["refused"],
): object {
  return {
    sweep: id,
    stopped: stopped ?? null,
    duration_s: durationS,
    notebooks: [
      ...outcomes.map(({ job, outcome }) => {
        const { energyJ, emissionsG } = outcome ? chargeOf(outcome) : {};
        return {
          name: job.name,
          file: job.file,
          parameters: job.parameters,
          status: outcome?.status ?? "not begun",
          server: outcome?.server ?? null,
          ...(outcome?.problem === undefined ? {} : { problem: outcome.problem }),
          executed: outcome && outcome.cellsRun > 0 ? job.executed : null,
          cells: outcome?.cells ?? null,
          cells_run: outcome?.cellsRun ?? 0,
          duration_s: outcome?.durationS ?? null,
          energy_j: energyJ ?? null,
          emissions_g: emissionsG ?? null,
          is_whole: outcome?.record !== undefined,
        };
      }),
      ...refused.map(({ name, problem }) => ({ name, status: "refused", problem })),
    ],
    sum: { energy_j: sum?.energyJ.share ?? null, emissions_g: sum?.emissionsG.share ?? null },
    // Forecasts.
    starts: starts.map((start) => ({
      asked: new Date(start.askedMs).toISOString(),
      start: new Date(start.startMs).toISOString(),
      expected_s: start.expectedS,
      grams_per_kwh: start.then,
      grams_per_kwh_at_once: start.now,
      source: start.source,
      kind: start.kind,
      zone: start.zone,
    })),
    saved_by_waiting_g: saved?.gramsSaved ?? null,
    report,
    journal,
    tracking_uri: withoutSecrets(trackingUri),
  };
}
