import { observerWorkerSource } from "../notebook/observer_worker.ts";
import { samplerWorkerSource } from "../meter/sampler_worker.ts";
import { beatWorkerSource } from "./beat_worker.ts";
import { cellMarksWorkerSource } from "./cell_marks_worker.ts";

/**
 * Starts the one worker of a kernel: it observes the kernel's messages, listens for Stop, samples power
 * and writes the signs of life of a run that blocks.
 *
 * The texts are joined here so that neither room has to know the other; inline, because a worker file that is
 * given by address and not yet in the cache can deadlock a caller that waits. Never awaited;
 * `undefined` where none can be started.
 */
export function startWorker(): Worker | undefined {
  const texts = [observerWorkerSource, samplerWorkerSource, cellMarksWorkerSource, beatWorkerSource];
  const text = new Blob([texts.join("\n")], { type: "text/javascript" });
  try {
    return new Worker(URL.createObjectURL(text), { type: "module", name: "wattbook" });
  } catch {
    // No thread to be had (limits of the system): the card says what is missing without it.
    return undefined;
  }
}
