import { messageOf } from "../errors.ts";
import { openChannels } from "../jupyter/channels.ts";
import { newConnection, writeConnectionFile } from "../jupyter/connection.ts";
import { Conversation } from "../jupyter/conversation.ts";
import { type Message, Signer } from "../jupyter/message.ts";
import { KernelProcess } from "../jupyter/process.ts";
import { ZmtpConnection } from "../jupyter/zmtp.ts";

/** How to start a child. */
export interface ChildOptions {
  /** Program and words before the connection file. */
  readonly command: readonly string[];
  /** Module to import for its magics, as the child can import it; `undefined` for none. */
  readonly magics: string | undefined;
  /** Where front-ends hear what this kernel publishes; told to what runs in the child. */
  readonly iopub: { readonly hostname: string; readonly port: number };
}

/** The process of a child, and the connections with it. */
export interface ChildLink {
  /** Its process. */
  readonly process: KernelProcess;
  /** Requests and replies. */
  readonly conversation: Conversation;
  /** Questions to the user. */
  readonly stdin: ZmtpConnection;
  /** Signs with the child's key. */
  readonly signer: Signer;
}

/**
 * Starts the process of a child on private ports, with a key of its own, and connects.
 *
 * @param command Program and words before the connection file.
 * @param deadline On the clock of `performance.now()`, in milliseconds.
 * @returns Begins the conversation; called once, with what to do with a published message.
 * @throws {Error} When the process cannot be started, ends, or does not listen in time.
 */
export async function openChildLink(
  command: readonly string[],
  deadline: number,
): Promise<(publish: (message: Message) => void) => ChildLink> {
  const connection = newConnection();
  const file = writeConnectionFile(connection);
  // Colours are taken out of results here: the programs that a cell starts need not know.
  const env = { NO_COLOR: Deno.env.get("NO_COLOR") ?? "" };
  const process = new KernelProcess([...command, file.path], undefined, env, () => file[Symbol.dispose]());
  try {
    const signer = new Signer(connection.key);
    const channels = await openChannels(connection, process, deadline);
    const stdin = await ZmtpConnection.connect(connection.ip, connection.stdin_port, "DEALER");
    return (publish) => ({
      process,
      conversation: new Conversation(process, channels, signer, publish),
      stdin,
      signer,
    });
  } catch (error) {
    throw await startProblem(process, error);
  }
}

/** Ends a process that has not become a kernel, and says why with what it wrote. */
export async function startProblem(process: KernelProcess, cause: unknown): Promise<Error> {
  process.kill();
  await process.exited;
  const tail = process.stderrTail(), why = messageOf(cause);
  return new Error(`Cannot start kernel: ${why}${tail ? `\n${tail}` : ""}`, { cause });
}
