import type { Ending } from "./ending.ts";
import type { CallbacksOptions, FitCallbacks } from "./tracker.ts";

/** What the callbacks of a run are made of. */
export interface FitParts {
  /** Logs an epoch. */
  readonly epoch: (n: number, metrics: Readonly<Record<string, number>>) => void;
  /** Draws the panel, when its time has come. */
  readonly touch: () => void;
  /** When the run should stop. */
  readonly ending: Pick<Ending, "signal" | "stopped">;
}

/** Callbacks that log epochs, draw the panel, and end the training of a model that is told to. */
export function fitCallbacks(
  { epoch, touch, ending }: FitParts,
  model: CallbacksOptions["model"],
): FitCallbacks {
  // By the signal, which finds a training that awaits, and by asking, which finds one that blocks.
  const stop = () => {
    if (model) model.stopTraining = true;
  };
  if (model) ending.signal.addEventListener("abort", stop, { once: true });
  const heed = () => {
    if (ending.stopped()) stop();
  };
  return {
    onEpochEnd(n, logs = {}) {
      epoch(n, logs);
      heed();
    },
    onBatchEnd() {
      touch();
      heed();
    },
  };
}
