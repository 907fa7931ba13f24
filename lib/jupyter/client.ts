import { type ConnectionInfo, newConnection, writeConnectionFile } from "./connection.ts";
import { type Message, newMessage, Signer } from "./message.ts";
import { displayId, type Output, OutputCollector } from "./outputs.ts";
import { KernelProcess } from "./process.ts";
import { ZmtpConnection } from "./zmtp.ts";

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
}

/** How to run a cell. */
export interface ExecuteOptions {
  /** Milliseconds until the cell counts as failed. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Not counted, not shown. */
  readonly silent?: boolean | undefined;
  /** Called with each message on iopub that belongs to the cell. */
  readonly onMessage?: ((message: Message) => void) | undefined;
}

/** What a cell did. */
export interface Execution {
  /** `"aborted"` when an earlier cell failed and the kernel honours `stop_on_error`. */
  readonly status: "ok" | "error" | "aborted";
  /** The kernel's number of the cell. */
  readonly executionCount: number;
  /** Everything shown, in order. */
  readonly outputs: Output[];
  /** The error that ended it. */
  readonly error?: { readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };
}

/** A running kernel. Cells run one after the other; use `await using`. */
export interface Kernel extends AsyncDisposable {
  /** Runs a cell and waits until everything it showed has arrived. */
  execute(code: string, options?: ExecuteOptions): Promise<Execution>;
  /** Sends a request and waits for its reply. */
  request(channel: "shell" | "control", type: string, content?: Record<string, unknown>): Promise<Message>;
  /** What Stop does in a notebook: SIGINT, as the stock kernelspec asks for. */
  interrupt(): void;
  /** Ends the kernel: asked, then SIGTERM, then SIGKILL. */
  shutdown(): Promise<void>;
  /** Kills the process at once. */
  kill(): void;
  /** Number of the process. */
  readonly pid: number;
  /** Where it listens. */
  readonly connection: ConnectionInfo;
  /** Settles when the process has ended, with its exit status. */
  readonly exited: Promise<number>;
  /** The last lines that the process wrote to stderr. */
  stderrTail(): string;
}

/**
 * Starts a kernel and waits until it answers.
 *
 * @throws {Error} When it does not answer in time or dies; the message holds what it wrote to stderr.
 */
export async function startKernel(options: KernelOptions = {}): Promise<Kernel> {
  const { command = [Deno.execPath(), "jupyter", "--kernel", "--conn"], startLimitMs = 60_000 } = options;
  const connection = newConnection();
  const file = writeConnectionFile(connection);
  const process = new KernelProcess(
    [...command, file.path],
    options.cwd,
    options.env,
    () => file[Symbol.dispose](),
  );
  const deadline = performance.now() + startLimitMs;
  try {
    const channels = await connectAll(connection, process, deadline);
    const client = new KernelClient(connection, process, channels, await Signer.open(connection.key));
    await client.ready(deadline);
    return client;
  } catch (error) {
    process.kill();
    await process.exited;
    const tail = process.stderrTail();
    throw new Error(
      `Cannot start kernel: ${error instanceof Error ? error.message : error}${tail ? `\n${tail}` : ""}`,
      {
        cause: error,
      },
    );
  }
}

/** The three connections of a client; nobody asks questions on stdin here. */
interface Channels {
  readonly shell: ZmtpConnection;
  readonly control: ZmtpConnection;
  readonly iopub: ZmtpConnection;
}

async function connectAll(info: ConnectionInfo, process: KernelProcess, deadline: number): Promise<Channels> {
  const identity = crypto.randomUUID();
  const iopub = await retry(() => ZmtpConnection.connect(info.ip, info.iopub_port, "SUB"), process, deadline);
  const shell = await retry(
    () => ZmtpConnection.connect(info.ip, info.shell_port, "DEALER", identity),
    process,
    deadline,
  );
  const control = await retry(
    () => ZmtpConnection.connect(info.ip, info.control_port, "DEALER", identity),
    process,
    deadline,
  );
  return { shell, control, iopub };
}

/** A kernel opens its ports when it is ready: knock until then. */
async function retry<Result>(
  action: () => Promise<Result>,
  process: KernelProcess,
  deadline: number,
): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      // Refused means "not yet"; anything else, a dead process and the end of patience are final.
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      if (process.exitCode !== undefined) {
        throw new Error(`it ended with status ${process.exitCode}`, { cause: error });
      }
      if (performance.now() > deadline) {
        throw new Error("it did not open its ports in time", { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** A cell that runs: its outputs, and whom to tell. */
interface Current {
  readonly outputs: Output[];
  readonly onMessage: ((message: Message) => void) | undefined;
}

class KernelClient implements Kernel {
  readonly connection: ConnectionInfo;
  readonly #process: KernelProcess;
  readonly #channels: Channels;
  readonly #signer: Signer;
  readonly #session = crypto.randomUUID();
  readonly #collector = new OutputCollector();
  readonly #waiting = new Map<string, { resolve(message: Message): void; reject(error: Error): void }>();
  readonly #markers = new Map<string, () => void>();
  #current: Current = { outputs: [], onMessage: undefined };
  #queue: Promise<unknown> = Promise.resolve();
  readonly #loops: Promise<unknown>;

  constructor(connection: ConnectionInfo, process: KernelProcess, channels: Channels, signer: Signer) {
    this.connection = connection;
    this.#process = process;
    this.#channels = channels;
    this.#signer = signer;
    this.#loops = Promise.all([
      this.#listen(channels.shell, (message) => this.#reply(message)),
      this.#listen(channels.control, (message) => this.#reply(message)),
      this.#listen(channels.iopub, (message) => this.#publish(message)),
    ]);
    void process.exited.then((code) => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(`The kernel died (exit status ${code})`));
      }
      this.#waiting.clear();
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  get exited(): Promise<number> {
    return this.#process.exited;
  }

  stderrTail(): string {
    return this.#process.stderrTail();
  }

  /** The kernel answers, and its iopub has our subscription: a marker comes back. */
  async ready(deadline: number): Promise<void> {
    await within(
      this.request("shell", "kernel_info_request"),
      deadline - performance.now(),
      "it did not answer in time",
    );
    while (!await this.#fence(500)) {
      if (performance.now() > deadline) throw new Error("it published nothing in time");
    }
  }

  execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    const run = this.#queue.then(() => this.#execute(code, options));
    // The next cell runs whatever became of this one; its caller gets the error.
    this.#queue = run.catch(() => {});
    return run;
  }

  async #execute(code: string, { timeoutMs, silent = false, onMessage }: ExecuteOptions): Promise<Execution> {
    this.#current = { outputs: [], onMessage };
    const { outputs } = this.#current;
    const content = {
      code,
      silent,
      store_history: !silent,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: false,
    };
    const limit = timeoutMs ?? Infinity;
    const reply = await within(
      this.request("shell", "execute_request", content),
      limit,
      `The cell did not end in ${limit / 1000} s`,
    );
    // The stock kernel replies before its outputs have left: what comes before the marker belongs to this cell.
    for (let tries = 0; tries < 20 && !await this.#fence(2000); tries++);
    this.#current = { outputs: [], onMessage: undefined };
    const status = reply.content["status"] === "ok"
      ? "ok"
      : reply.content["status"] === "aborted"
      ? "aborted"
      : "error";
    const executionCount = Number(reply.content["execution_count"] ?? 0);
    if (status !== "error") return { status, executionCount, outputs };
    return { status, executionCount, outputs, error: errorOf(reply, outputs) };
  }

  /** Has the kernel publish a marker and waits until it comes back; everything published before has arrived then. */
  async #fence(limitMs: number): Promise<boolean> {
    const marker = `wattbook-client-${crypto.randomUUID()}`;
    const seen = new Promise<true>((resolve) => this.#markers.set(marker, () => resolve(true)));
    const code = `await Deno.jupyter.broadcast("update_display_data",` +
      `{data:{},metadata:{},transient:{display_id:${JSON.stringify(marker)}}})`;
    const request = {
      code,
      silent: true,
      store_history: false,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: false,
    };
    await this.request("shell", "execute_request", request);
    const timer = Promise.withResolvers<false>();
    const clock = setTimeout(() => timer.resolve(false), limitMs);
    const arrived = await Promise.race([seen, timer.promise, this.exited.then(() => false)]);
    clearTimeout(clock);
    this.#markers.delete(marker);
    return arrived;
  }

  async request(
    channel: "shell" | "control",
    type: string,
    content: Record<string, unknown> = {},
  ): Promise<Message> {
    if (this.#process.exitCode !== undefined) {
      throw new Error(`The kernel is dead (exit status ${this.#process.exitCode})`);
    }
    const message = newMessage(type, content, this.#session);
    const answer = new Promise<Message>((resolve, reject) =>
      this.#waiting.set(message.header.msg_id, { resolve, reject })
    );
    const frames = await this.#signer.encode(message);
    this.#channels[channel].send(frames).catch((error) => {
      this.#waiting.get(message.header.msg_id)?.reject(
        error instanceof Error ? error : new Error(String(error)),
      );
    });
    return await answer;
  }

  interrupt(): void {
    this.#process.signal("SIGINT");
  }

  kill(): void {
    this.#process.kill();
  }

  async shutdown(): Promise<void> {
    if (this.#process.exitCode === undefined) {
      // A kernel that is busy or broken may never answer: the process is ended anyway.
      this.request("control", "shutdown_request", { restart: false }).catch(() => {});
      await this.#process.end(1500);
    }
    for (const channel of Object.values(this.#channels)) channel[Symbol.dispose]();
    await this.#loops;
    await this.#queue;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) await this.shutdown();
    this.#closed = true;
  }
  #closed = false;

  async #listen(channel: ZmtpConnection, take: (message: Message) => void): Promise<void> {
    for (let frames = await channel.receive(); frames !== undefined; frames = await channel.receive()) {
      take(await this.#signer.decode(frames));
    }
  }

  #reply(message: Message): void {
    const id = message.parent.msg_id ?? "";
    this.#waiting.get(id)?.resolve(message);
    this.#waiting.delete(id);
  }

  #publish(message: Message): void {
    const marker = message.header.msg_type === "update_display_data" ? displayId(message.content) : undefined;
    if (marker?.startsWith("wattbook-client-")) return this.#markers.get(marker)?.();
    this.#current.onMessage?.(message);
    this.#collector.add(this.#current.outputs, message);
  }
}

/** The stock kernel says nothing of a cell that does not parse: say so in its place. */
function errorOf(reply: Message, outputs: Output[]): { ename: string; evalue: string; traceback: string[] } {
  const shown = outputs.findLast((output) => output.output_type === "error");
  if (shown?.output_type === "error") {
    return { ename: shown.ename, evalue: shown.evalue, traceback: shown.traceback };
  }
  const ename = String(reply.content["ename"] || "Error");
  const evalue = String(reply.content["evalue"] || "Execution failed");
  const hint = evalue === "Execution failed" ? "the cell does not parse, or an import in it failed" : evalue;
  const error = {
    ename: ename === "Error" ? "SyntaxError" : ename,
    evalue: hint,
    traceback: [`${ename}: ${hint}`],
  };
  outputs.push({ output_type: "error", ...error });
  return error;
}

async function within<Result>(promise: Promise<Result>, limitMs: number, sentence: string): Promise<Result> {
  if (limitMs === Infinity) return await promise;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(sentence)), limitMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    // The promise that lost the race may still fail; nobody waits for it any more.
    promise.catch(() => {});
  }
}
