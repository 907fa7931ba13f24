import type { ConnectionInfo } from "./connection.ts";
import type { KernelProcess } from "./process.ts";
import { ZmtpConnection } from "./zmtp.ts";

/** Milliseconds between two knocks. */
const KNOCK_MS = 5;

/** The three connections of a client; nobody asks questions on stdin here. */
export interface Channels extends Disposable {
  /** Requests. */
  readonly shell: ZmtpConnection;
  /** Shutdown. */
  readonly control: ZmtpConnection;
  /** Outputs. */
  readonly iopub: ZmtpConnection;
}

/**
 * Connects to a kernel that is starting.
 *
 * @param info Where it listens.
 * @param process Its process: once that has ended nobody will answer.
 * @param deadline On the clock of `performance.now()`, in milliseconds.
 * @throws {Error} When the process ends or the deadline passes.
 */
export async function openChannels(
  info: ConnectionInfo,
  process: KernelProcess,
  deadline: number,
): Promise<Channels> {
  const identity = crypto.randomUUID();
  const opened = new DisposableStack();
  const open = async (port: number, type: "DEALER" | "SUB") =>
    opened.use(await knock(() => ZmtpConnection.connect(info.ip, port, type, identity), process, deadline));
  try {
    const iopub = await open(info.iopub_port, "SUB");
    const shell = await open(info.shell_port, "DEALER");
    const control = await open(info.control_port, "DEALER");
    return { shell, control, iopub, [Symbol.dispose]: () => opened.dispose() };
  } catch (error) {
    opened.dispose();
    throw error;
  }
}

/** A kernel opens its ports when it is ready: knock until then. */
async function knock<Result>(
  action: () => Promise<Result>,
  process: KernelProcess,
  deadline: number,
): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (process.exitCode !== undefined) {
        throw new Error(`it ended with status ${process.exitCode}`, { cause: error });
      }
      // Refused means "not yet"; everything else is final.
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      if (performance.now() > deadline) {
        throw new Error("it did not open its ports in time", { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, KNOCK_MS));
    }
  }
}
