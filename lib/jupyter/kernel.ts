import type { ConnectionInfo } from "./connection.ts";
import type { Message } from "./message.ts";
import type { Output } from "./outputs.ts";

/** How to start a kernel. */
export interface KernelOptions {
  /** Working folder of the kernel. Default: ours. */
  readonly cwd?: string | undefined;
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Program and words before the connection file. Default: this Deno, `jupyter --kernel --conn`. */
  readonly command?: readonly string[] | undefined;
  /** Milliseconds until the kernel has to answer. Default 60,000. */
  readonly startLimitMs?: number | undefined;
  /** Gives up starting when it aborts. Without effect once the kernel has started. */
  readonly signal?: AbortSignal | undefined;
}

/** How to run a cell. */
export interface ExecuteOptions {
  /** Milliseconds until the cell counts as failed; the kernel goes on with it. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Not counted, not shown. */
  readonly silent?: boolean | undefined;
  /** Called with each message on iopub that belongs to the cell. */
  readonly onMessage?: ((message: Message) => void) | undefined;
  /** Where the outputs are collected while they arrive, for a cell that may never end. Default: a new array. */
  readonly outputs?: Output[] | undefined;
}

/** How a kernel is ended. */
export interface ShutdownOptions {
  /**
   * It is killed where nothing needs its good end: Deno's lives on for 100 ms when asked to end, which only what cells
   * left running would notice. Default: no.
   */
  readonly atOnce?: boolean | undefined;
}

/** What a cell did. */
export interface Execution {
  /** `"aborted"` when an earlier cell failed and the kernel honours `stop_on_error`. */
  readonly status: "ok" | "error" | "aborted";
  /** The kernel's number of the cell. */
  readonly executionCount: number;
  /** Everything shown, in order. What the cell left running may still add to it until the next cell begins. */
  readonly outputs: Output[];
  /** The error that ended it. */
  readonly error?: CellError;
}

/** An error that ended a cell, as Jupyter tells it. */
export interface CellError {
  /** Its class. */
  readonly ename: string;
  /** Its message. */
  readonly evalue: string;
  /** Its stack, line by line. */
  readonly traceback: readonly string[];
}

/** A running kernel. Cells run one after the other; use `await using`. */
export interface Kernel extends AsyncDisposable {
  /**
   * Runs a cell and waits until everything it showed has arrived.
   *
   * @throws {DOMException} `"TimeoutError"` when the cell does not end in time.
   * @throws {KernelDied} When the kernel's process ends in the middle of it.
   */
  execute(code: string, options?: ExecuteOptions): Promise<Execution>;
  /** Sends a request and waits for its reply. */
  request(channel: "shell" | "control", type: string, content?: Record<string, unknown>): Promise<Message>;
  /** What Stop does in a notebook: SIGINT, as the stock kernelspec asks for. */
  interrupt(): void;
  /** Ends the kernel: asked, then SIGTERM, then SIGKILL. */
  shutdown(options?: ShutdownOptions): Promise<void>;
  /** Kills the process at once. */
  kill(): void;
  /** Whether `shutdown({ atOnce: true })` kills it, so that nobody has to wait for its end. */
  readonly mayEndAtOnce: boolean;
  /** Number of the process. */
  readonly pid: number;
  /** Where it listens. */
  readonly connection: ConnectionInfo;
  /** Settles when the process has ended, with its exit status. */
  readonly exited: Promise<number>;
  /** The last lines that the process wrote to stderr. */
  stderrTail(): string;
}

/** The process of a kernel has ended without being asked to. */
export class KernelDied extends Error {
  /** Names the error. */
  override name = "KernelDied";
  /** Exit status; 128 + n when signal n ended it. */
  readonly exitCode: number;

  constructor(exitCode: number, stderrTail: string) {
    super(`The kernel died (exit status ${exitCode})${stderrTail ? `\n${stderrTail}` : ""}`);
    this.exitCode = exitCode;
  }
}
