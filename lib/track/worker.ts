import { observerWorkerSource } from "../notebook/observer_worker.ts";
import { samplerWorkerSource } from "../meter/sampler_worker.ts";

/**
 * Starts the one worker of a kernel: it observes the kernel's messages, listens for Stop and samples power.
 *
 * Both texts are joined here so that neither room has to know the other; inline, because a worker file that is
 * given by address and not yet in the cache can deadlock a caller that waits. Never awaited.
 */
export function startWorker(): Worker {
  const text = new Blob([observerWorkerSource, "\n", samplerWorkerSource], { type: "text/javascript" });
  const address = URL.createObjectURL(text);
  const worker = new Worker(address, { type: "module", name: "wattbook" });
  return worker;
}
