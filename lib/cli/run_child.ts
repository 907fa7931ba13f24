import { messageOf } from "../errors.ts";
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { CliError } from "./command.ts";

/** Where a child's output goes. */
export interface RunChildOptions {
  /** Sends what it writes to stdout to our stderr, so that stdout is left to us. Default false. */
  readonly outputToStderr?: boolean;
}

/**
 * Runs a command with our input and output and waits for its end. Ctrl-C reaches it by itself (same process group),
 * SIGTERM is passed on; we outlive both, to tell the figure.
 *
 * @param command Program and arguments.
 * @returns Its exit status; 128 + n when signal n ended it.
 * @throws {CliError} When it cannot be started: status 127 where there is no such command, else 126.
 */
export async function runChild(command: readonly string[], options: RunChildOptions = {}): Promise<number> {
  const listeners: [Deno.Signal, () => void][] = [];
  const listen = (signal: Deno.Signal, listener: () => void) => {
    Deno.addSignalListener(signal, listener);
    listeners.push([signal, listener]);
  };
  listen("SIGINT", () => {});
  // Before the command begins: what ends us before we listen would leave it behind.
  let pid: number | undefined, isAsked = false;
  if (Deno.build.os !== "windows") {
    listen("SIGTERM", () => {
      isAsked = true;
      terminate(pid);
    });
  }
  try {
    return await new Promise((resolve, reject) => {
      const [program = "", ...args] = command;
      // The child gets the descriptor itself: nothing is copied, and a grandchild that keeps it open holds up nobody.
      const stdout = options.outputToStderr ? 2 : "inherit";
      const child = spawn(program, args, { stdio: ["inherit", stdout, "inherit"] });
      child.on("error", reject);
      child.on("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
      pid = child.pid;
      if (isAsked) terminate(pid);
    });
  } catch (error) {
    throw startError(command[0] ?? "", error);
  } finally {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  }
}

/** Not by `child.kill()`: Deno would then report the signal instead of the status that the command ended with. */
function terminate(pid: number | undefined): void {
  try {
    if (pid !== undefined) Deno.kill(pid, "SIGTERM");
  } catch {
    // It ended in this moment: what the signal asks for has happened.
  }
}

/** In the words and with the exit status of a shell. */
function startError(program: string, error: unknown): CliError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const name = JSON.stringify(program);
  if (code === "ENOENT") return new CliError(`cannot run ${name}: no such command`, 127);
  if (code === "EACCES") {
    return new CliError(`cannot run ${name}: it is not a program, or not permitted`, 126);
  }
  return new CliError(`cannot run ${name}: ${messageOf(error)}`, 126);
}
