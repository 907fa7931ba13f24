import { observerWorkerSource } from "../notebook/observer_worker.ts";
import { samplerWorkerSource } from "../meter/sampler_worker.ts";
import { beatWorkerSource } from "./beat_worker.ts";
import { cellMarksWorkerSource } from "./cell_marks_worker.ts";

/**
 * Starts the one worker of a kernel: it observes the kernel's messages, listens for Stop, samples power
 * and writes the signs of life of a run that blocks.
 *
 * The texts are joined here so that neither room has to know the other; inline, because a worker file that is
 * given by address and not yet in the cache can deadlock a caller that waits. Never awaited.
 */
export function startWorker(): Worker {
  const texts = [observerWorkerSource, samplerWorkerSource, cellMarksWorkerSource, beatWorkerSource].join(
    "\n",
  );
  const text = new Blob([texts], { type: "text/javascript" });
  const address = URL.createObjectURL(text);
  const worker = new Worker(address, { type: "module", name: "wattbook" });
  return worker;
}
