import { messageOf } from "../errors.ts";
import type { KernelServer } from "./jupyter_server.ts";
import { NotebookError } from "./notebook_error.ts";
import { AnswerLost, ServerLost } from "./notebook_kernel.ts";

/** How jobs are handed out. */
export interface QueueOptions<Job, Server extends KernelServer = KernelServer> {
  /** Jobs that run at the same time on one server. */
  readonly jobsPerServer: number;
  /** No job is begun any more when it aborts. */
  readonly stop: AbortSignal;
  /**
   * Runs one; throws `ServerLost` or `NotebookError` only when nothing of it has run. `next` tells which one the server
   * will get after it, as far as that is known now; each job is told to one server only.
   */
  run(job: Job, server: Server, next: () => Job | undefined): Promise<void>;
  /** No server is left that would begin it. */
  refuse(job: Job, problem: string): void;
  /** A server is not used any more. */
  onLost(server: Server, problem: string): void;
}

/** A job that waits, and who would not have it. */
interface Waiting<Job> {
  readonly job: Job;
  readonly refusedBy: Set<KernelServer>;
  problem: string;
  /** A server was told that it comes next. */
  isTold: boolean;
  /** How often an answer was lost before it began. */
  answersLost: number;
}

/** Kernels whose answers are lost before a server counts as lost. */
const MOST_LOST = 4;

/**
 * Hands jobs to servers, each at most so many at a time. What a server refuses, or had not begun when it went, is given
 * to another one; a server that went gets nothing more.
 */
export async function runQueue<Job, Server extends KernelServer>(
  jobs: readonly Job[],
  servers: readonly Server[],
  options: QueueOptions<Job, Server>,
): Promise<void> {
  const waiting: Waiting<Job>[] = jobs.map((job) => ({
    job,
    refusedBy: new Set(),
    problem: "",
    isTold: false,
    answersLost: 0,
  }));
  const alive = new Set(servers);
  let running = 0, changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const refuseHopeless = () => {
    const hopeless = waiting.filter(({ refusedBy }) => [...alive].every((server) => refusedBy.has(server)));
    for (const entry of hopeless) {
      waiting.splice(waiting.indexOf(entry), 1);
      options.refuse(entry.job, entry.problem || "no server is left");
    }
  };
  const nextOf = (server: Server) => {
    const next = waiting.find(({ refusedBy, isTold }) => !isTold && !refusedBy.has(server));
    if (next) next.isTold = true;
    return next?.job;
  };
  const runOne = async (entry: Waiting<Job>, server: Server) => {
    running++;
    try {
      await options.run(entry.job, server, () => nextOf(server));
    } catch (error) {
      if (options.stop.aborted) return;
      if (!(error instanceof ServerLost) && !(error instanceof NotebookError)) {
        options.refuse(entry.job, messageOf(error));
        return;
      }
      // Its connection dropped, nothing else: another kernel of the server does as well.
      if (error instanceof AnswerLost && ++entry.answersLost < MOST_LOST) return void waiting.unshift(entry);
      entry.refusedBy.add(server);
      entry.problem = error.message;
      waiting.unshift(entry);
      if (error instanceof ServerLost && alive.delete(server)) options.onLost(server, error.message);
      refuseHopeless();
    } finally {
      running--;
      tell();
    }
  };
  const slot = async (server: Server) => {
    while (alive.has(server) && !options.stop.aborted) {
      const next = waiting.findIndex(({ refusedBy }) => !refusedBy.has(server));
      const [entry] = next < 0 ? [] : waiting.splice(next, 1);
      if (entry) await runOne(entry, server);
      // What runs elsewhere may come back.
      else if (running > 0) await changed.promise;
      else return;
    }
  };
  options.stop.addEventListener("abort", tell);
  try {
    await Promise.all(
      servers.flatMap((server) => Array.from({ length: options.jobsPerServer }, () => slot(server))),
    );
    if (!options.stop.aborted) refuseHopeless();
  } finally {
    options.stop.removeEventListener("abort", tell);
  }
}
