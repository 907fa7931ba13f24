import type { ExecuteOptions, Execution, ShutdownOptions } from "../jupyter/client.ts";

/** A kernel in which a notebook runs, here or behind a server; cells run one after the other. */
export interface NotebookKernel {
  /** Runs a cell and waits until everything it showed has arrived. */
  execute(code: string, options?: ExecuteOptions): Promise<Execution>;
  /** Waits, for a moment, until all that it shows is kept for the case that the way to it drops. */
  keepsOutputs?(): Promise<void>;
  /** What Stop does in a notebook. */
  interrupt(): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
  /** Ends it in good order. */
  shutdown(options?: ShutdownOptions): Promise<void>;
}

/** How a kernel is started. */
export interface StartOptions {
  /** Gives up when it aborts. */
  readonly signal: AbortSignal;
}

/** Starts the kernel of a notebook. */
export type StartKernel = (options: StartOptions) => Promise<NotebookKernel>;

/** The server of a kernel has gone, or no longer knows the kernel. */
export class ServerLost extends Error {
  /** Names the error. */
  override name = "ServerLost";
}

/** An answer went with the connection; the server is there, and another kernel of it can be asked. */
export class AnswerLost extends ServerLost {}

/** The kernel has ended without being asked to; its server is there. */
export class RemoteKernelDied extends Error {
  /** Names the error. */
  override name = "KernelDied";

  /** It is known by its end only. */
  constructor() {
    super("The kernel died");
  }
}
