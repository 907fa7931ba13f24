import { calibratedCurve } from "../../lib/energy/calibrated_curve.ts";
import { calibrationSteps } from "../../lib/energy/calibrate.ts";
import { machineWatts, processWatts } from "../../lib/parity/cpu_watts.ts";
import { mean } from "../generate/fit_servers.ts";
import { loadProfiles } from "../generate/power_data.ts";

/** How four calibration points do on the public load profiles. */
export interface CalibrationScore {
  /** Mean error where threads are fully busy, as a part of the truth, signs dropped. */
  readonly pinnedError: number;
  /** Part of those points inside the printed interval. */
  readonly pinnedInside: number;
  /** The same points by CodeCarbon: machine mode, process mode. */
  readonly codecarbonErrors: readonly [machine: number, process: number];
  /** Part of all points, the load spread over all threads included, inside the printed interval. */
  readonly inside: number;
}

/** Calibrates each processor at idle, its first step, half and full, and predicts all its points. */
export function calibrationScore(): CalibrationScore {
  const pinned: { error: number; inside: boolean; machine: number; process: number }[] = [],
    spread: boolean[] = [];
  for (const { points, threads, designW, processor } of loadProfiles()) {
    const some = points.filter(({ series }) => series === "some");
    const near = (busy: number) =>
      some.reduce((best, next) => Math.abs(next.busy - busy) < Math.abs(best.busy - busy) ? next : best);
    const chosen = [...new Set([near(0), some[1] ?? near(1), near(threads / 2), near(threads)])];
    const steps = calibrationSteps(chosen.map(({ busy, watts }) => ({ busyThreads: busy, watts })), threads);
    const { watts: predicted, factors } = calibratedCurve(steps, { part: "cpu", measuredBy: "test" });
    const isInside = (busy: number, watts: number) =>
      watts >= predicted(busy) * factors(busy).low && watts <= predicted(busy) * factors(busy).high;
    const apart = (value: number, truth: number) => Math.abs(value / truth - 1);
    for (const { series, busy, load, watts } of points) {
      if (series !== "some") {
        spread.push(isInside(load * threads, watts));
        continue;
      }
      const allW = designW * processor.sockets;
      pinned.push({
        error: apart(predicted(busy), watts),
        inside: isInside(busy, watts),
        machine: apart(machineWatts(allW, load * 100), watts),
        process: apart(processWatts(allW, 1, load, 1), watts),
      });
    }
  }
  const inside = pinned.map((point) => point.inside);
  return {
    pinnedError: mean(pinned.map(({ error }) => error)),
    pinnedInside: mean(inside.map(Number)),
    codecarbonErrors: [
      mean(pinned.map(({ machine }) => machine)),
      mean(pinned.map(({ process }) => process)),
    ],
    inside: mean([...inside, ...spread].map(Number)),
  };
}
