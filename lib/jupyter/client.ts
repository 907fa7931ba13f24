import { openChannels } from "./channels.ts";
import { newConnection, writeConnectionFile } from "./connection.ts";
import { Conversation } from "./conversation.ts";
import type { Kernel, KernelOptions } from "./kernel.ts";
import { KernelClient } from "./kernel_client.ts";
import { Signer } from "./message.ts";
import { KernelProcess } from "./process.ts";

export { KernelDied } from "./kernel.ts";
export type {
  CellError,
  ExecuteOptions,
  Execution,
  Kernel,
  KernelOptions,
  ShutdownOptions,
} from "./kernel.ts";

/** How often other ports are tried. */
const MOST_ATTEMPTS = 5;

/**
 * Starts a kernel and waits until it answers.
 *
 * @throws {Error} When it does not answer in time or dies; the message holds what it wrote to stderr.
 */
export async function startKernel(options: KernelOptions = {}): Promise<Kernel> {
  for (let attempt = 1;; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Its ports were free when we chose them: among many kernels that start at once another one may have been first.
      const isTaken = error instanceof Error && /\bAddrInUse\b/.test(error.message);
      if (!isTaken || attempt === MOST_ATTEMPTS || options.signal?.aborted) throw error;
    }
  }
}

async function startOnce(options: KernelOptions): Promise<Kernel> {
  const { command = [Deno.execPath(), "jupyter", "--kernel", "--conn"], startLimitMs = 60_000 } = options;
  const connection = newConnection();
  const file = writeConnectionFile(connection);
  const removeFile = () => file[Symbol.dispose]();
  const process = spawn([...command, file.path], options, removeFile);
  const deadline = performance.now() + startLimitMs;
  const giveUp = () => process.kill();
  options.signal?.addEventListener("abort", giveUp, { once: true });
  await using opened = new AsyncDisposableStack();
  try {
    const signer = new Signer(connection.key);
    const channels = await openChannels(connection, process, deadline);
    const client = opened.use(
      new KernelClient(
        connection,
        process,
        (publish) => new Conversation(process, channels, signer, publish),
        options.command === undefined && !sendsTelemetry(options.env),
      ),
    );
    await client.ready(deadline);
    opened.move();
    return client;
  } catch (error) {
    process.kill();
    await process.exited;
    const tail = process.stderrTail();
    throw new Error(
      `Cannot start kernel: ${error instanceof Error ? error.message : error}${tail ? `\n${tail}` : ""}`,
      { cause: error },
    );
  } finally {
    options.signal?.removeEventListener("abort", giveUp);
  }
}

/** Deno's own telemetry leaves while the process ends by itself. */
function sendsTelemetry(env: KernelOptions["env"]): boolean {
  const name = "OTEL_DENO";
  if (env?.[name] !== undefined) return true;
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state !== "granted" || Deno.env.get(name) !== undefined;
}

function spawn(
  command: readonly string[],
  { cwd, env }: KernelOptions,
  removeFile: () => void,
): KernelProcess {
  try {
    return new KernelProcess(command, cwd, env, removeFile);
  } catch (error) {
    removeFile();
    throw new Error(`Cannot start kernel: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}
