import { observerWorkerSource } from "../notebook/observer_worker.ts";
import { samplerWorkerSource } from "../meter/sampler_worker.ts";
import { beatWorkerSource } from "./beat_worker.ts";
import { cellMarksWorkerSource } from "./cell_marks_worker.ts";
import { mailboxWorkerSource, openMailbox } from "./mailbox.ts";

/** The one worker of a kernel. */
export interface KernelWorker {
  /** Sends a message. */
  postMessage(message: unknown): void;
  /** Listens for messages. */
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  /** Leaves a message under a key until the worker looks, some milliseconds after a cell's begin. */
  leave(key: string, message: unknown): void;
  /** Takes a message back that the worker does not have yet; otherwise false. */
  takeBack(key: string): boolean;
  /** Sends what `say` posts as one message: each message wakes a thread, which on a busy machine costs the cell. */
  together<Result>(say: () => Result): Result;
}

/**
 * Starts the one worker of a kernel: it observes the kernel's messages, listens for Stop, samples power
 * and writes the signs of life of a run that blocks.
 *
 * The texts are joined here so that neither room has to know the other; inline, because a worker file that is
 * given by address and not yet in the cache can deadlock a caller that waits. Never awaited;
 * `undefined` where none can be started.
 */
export function startWorker(): KernelWorker | undefined {
  const texts = [
    togetherWorkerSource,
    mailboxWorkerSource,
    observerWorkerSource,
    samplerWorkerSource,
    cellMarksWorkerSource,
    beatWorkerSource,
  ];
  const text = new Blob([texts.join("\n")], { type: "text/javascript" });
  try {
    return together(new Worker(URL.createObjectURL(text), { type: "module", name: "wattbook" }));
  } catch {
    // No thread to be had (limits of the system): the card says what is missing without it.
    return undefined;
  }
}

const togetherWorkerSource = `self.addEventListener("message", ({ data }) => {
  if (data?.room !== "together") return;
  for (const message of data.messages) self.dispatchEvent(new MessageEvent("message", { data: message }));
});`;

function together(worker: Worker): KernelWorker {
  let waiting: unknown[] | undefined;
  const box = openMailbox((message) => worker.postMessage(message));
  return {
    leave(key, message) {
      box.leave(key, message);
      if (waiting === undefined) box.close();
    },
    takeBack(key) {
      const isBack = box.takeBack(key);
      if (waiting === undefined) box.close();
      return isBack;
    },
    postMessage(message) {
      if (waiting) waiting.push(message);
      else worker.postMessage(message);
    },
    addEventListener: (type, listener) => worker.addEventListener(type, listener),
    together(say) {
      if (waiting) return say();
      const messages: unknown[] = waiting = [];
      try {
        return say();
      } finally {
        waiting = undefined;
        if (messages.length > 0) worker.postMessage({ room: "together", messages });
        box.close();
      }
    },
  };
}
