import { SourceError } from "./source.ts";

/** What is asked again and again: over HTTP, or by running a program. */
export type PollOptions = Asked & {
  /** Addresses without secrets; the first one that answers is kept. */
  readonly urls?: readonly string[];
  /** Value of the Authorization header; never shown. */
  readonly authorization?: string;
  /** Program and arguments, in place of addresses; what it prints is the answer. */
  readonly command?: readonly string[];
};

interface Asked {
  /** Text of a function that stands on its own: from the answer (JSON that was read, or what a program printed) to a number, NaN. */
  readonly pick: string;
  /** Milliseconds between two questions. */
  readonly periodMs: number;
}

/** The newest answer, asked for by a thread of its own. */
export interface Poll {
  /** Value and age; throws where there is none, or it is too old to mean now. */
  read(): number;
  /** Resolves when something has answered, or it is known why not. */
  answered(): Promise<void>;
  /** Memory with value and time, for the sampler's thread. */
  readonly memory: SharedArrayBuffer;
  /** Ends the thread. */
  end(): Promise<void>;
}

/** Shared words: newest value, when it came (milliseconds since 1970), how long the reason is; then the reason. */
const WORDS = 3, REASON_BYTES = 200;

/** A question takes five seconds at most, and the thread some time to start. */
const PATIENCE_MS = 7000;

/** An answer may be this many periods old, and two seconds of network. */
const STALE_PERIODS = 3, NETWORK_MS = 2000;

/**
 * Asks in a thread of its own, because the calling thread computes for minutes without a pause. The thread keeps
 * no process alive.
 */
export function openPoll(options: PollOptions, what: string, epochMs: () => number): Poll {
  const memory = new SharedArrayBuffer(8 * WORDS + REASON_BYTES);
  const words = new Float64Array(memory, 0, WORDS);
  let ended = false, worker: { terminate(): Promise<number> } | undefined;
  const begun = begin({ ...options, memory, reasonAt: 8 * WORDS }).then((started) => {
    worker = started;
    if (ended) return started.terminate();
  }).catch(() => {
    // No thread to be had: the reader says that nothing has answered.
  });
  return {
    memory,
    read() {
      const [value = NaN, atMs = 0] = words;
      const ageMs = epochMs() - atMs;
      if (atMs > 0 && ageMs <= STALE_PERIODS * options.periodMs + NETWORK_MS) return value;
      const reason = reasonIn(memory, words[2] ?? 0);
      const since = atMs > 0 ? `no answer for ${Math.round(ageMs / 1000)} s` : "it has not answered yet";
      throw new SourceError(`Cannot read ${what}: ${since}${reason && `, ${reason}`}`);
    },
    async answered() {
      const until = performance.now() + PATIENCE_MS;
      while (words[1] === 0 && words[2] === 0 && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async end() {
      ended = true;
      await begun;
      await worker?.terminate();
    },
  };
}

function reasonIn(memory: SharedArrayBuffer, length: number): string {
  return new TextDecoder().decode(new Uint8Array(memory, 8 * WORDS, Math.min(length, REASON_BYTES)).slice());
}

/**
 * Reads the newest answer. Stands on its own, because it runs as text in the sampler's thread.
 */
export function openPolled(
  { memory, oldestMs }: { memory: SharedArrayBuffer; oldestMs: number },
): () => number {
  const words = new Float64Array(memory, 0, 2);
  return () => {
    if (Date.now() - (words[1] ?? 0) > oldestMs) throw new Error("no answer");
    return words[0] ?? NaN;
  };
}

/** How old an answer may be. */
export function oldestMs(periodMs: number): number {
  return STALE_PERIODS * periodMs + NETWORK_MS;
}

async function begin(workerData: unknown): Promise<{ terminate(): Promise<number> }> {
  const { Worker } = await import("node:worker_threads");
  const worker = new Worker(POLLER, { eval: true, workerData });
  // The thread catches everything; what it cannot catch shows up as an old answer.
  worker.on("error", () => {});
  worker.unref();
  return worker;
}

/** The thread: no redirects (they could lead elsewhere), five seconds per question, reasons without addresses. */
const POLLER = `
const { workerData } = require("node:worker_threads");
const { urls = [], authorization, command, pick, periodMs, memory, reasonAt } = workerData;
const words = new Float64Array(memory, 0, reasonAt / 8), reason = new Uint8Array(memory, reasonAt);
const number = (0, eval)("(" + pick + ")");
const headers = { accept: "application/json", ...(authorization ? { authorization } : {}) };
let at = 0;
const tell = (text) => {
  const bytes = new TextEncoder().encode(text).subarray(0, reason.length);
  reason.set(bytes);
  words[2] = bytes.length;
};
const fetched = async (url) => {
  const response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(5000) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error("it answered " + response.status + ", expected 200");
  }
  const text = await response.text();
  try { return number(JSON.parse(text)); } catch { throw new Error("its answer is no JSON of such a device"); }
};
const printed = async ([program, ...args]) => {
  const signal = AbortSignal.timeout(5000);
  const { code, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null", signal }).output();
  const text = (bytes) => new TextDecoder().decode(bytes).trim();
  if (code !== 0) throw new Error("it ended with " + code + ", expected 0: " + text(stderr).split("\\n", 1)[0]);
  return number(text(stdout));
};
const ask = async () => {
  const url = urls[at];
  try {
    const value = await (command ? printed(command) : fetched(url));
    if (!Number.isFinite(value)) throw new Error("its answer holds no such number");
    if (value < 0) throw new Error("it tells " + value + ", less than nothing");
    words[0] = value;
    words[1] = Date.now();
    words[2] = 0;
  } catch (error) {
    if (words[1] === 0 && urls.length > 0) at = (at + 1) % urls.length;
    tell(String(error?.message ?? error).replaceAll(url || " ", url ? "it" : " ").replaceAll(authorization || " ", authorization ? "it" : " "));
  }
  setTimeout(ask, periodMs);
};
ask();
`;
