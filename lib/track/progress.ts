import { emissionsOf } from "../record/figures.ts";
import { type EpochEnd, type Forecast, forecast } from "../record/forecast.ts";
import { budgetUse } from "./budget.ts";
import type { Ending } from "./ending.ts";
import type { LiveSource } from "./live.ts";
import type { Run } from "./run.ts";

/** How far a training is. */
export interface Progress {
  /** There will be so many epochs; what is no whole number above 0 says nothing. */
  expect(epochs: unknown): void;
  /** Epoch `n` is over. */
  epoch(n: number, end: EpochEnd): void;
  /** What it will have used at its end; `undefined` before the second epoch, or when their number is not known. */
  forecast(): Forecast | undefined;
  /** How it is now, for its panel. */
  state(): LiveSource;
}

/** Epochs that a forecast looks back at: more tell little more, and a training may have millions. */
const KEPT = 50;

/** Follows the training of a run. */
export function openProgress(run: Run, ending: Ending): Progress {
  const ends: EpochEnd[] = [];
  let done = 0, latest: number | undefined, epochs: number | undefined;
  const { budget, pue, experimentName, runName } = run.info;
  const forecastNow = () =>
    epochs === undefined ? undefined : forecast(ends, { done, epochs, intensity: run.intensity, pue });
  return {
    expect(value) {
      const number = Number(value);
      if (Number.isInteger(number) && number > 0) epochs = number;
    },
    epoch(n, end) {
      // One that is reported twice (a library's callback and the user's own call) is one epoch.
      if (n === latest) ends.pop();
      else done++;
      latest = n;
      ends.push(end);
      if (ends.length > KEPT) ends.shift();
    },
    forecast: forecastNow,
    state() {
      const used = run.soFar();
      const { energyJ, seconds } = used;
      return {
        runName,
        experimentName,
        elapsedS: seconds,
        energyJ,
        emissionsG: energyJ && emissionsOf(energyJ, run.intensity, pue),
        epochs: done > 0 || epochs !== undefined ? { done, of: epochs } : undefined,
        forecast: forecastNow(),
        budget: budgetUse(budget, used),
        stopping: ending.stopped(),
      };
    },
  };
}
