import type { ExecuteOptions, Execution } from "../jupyter/client.ts";
import { CellExecutor } from "../jupyter/cell_executor.ts";
import { isHeldBack } from "../jupyter/held_back.ts";
import type { Message } from "../jupyter/message.ts";
import { within } from "../jupyter/within.ts";
import { mute } from "./mute_connection.ts";
import { type NotebookKernel, ServerLost } from "./notebook_kernel.ts";
import { RemoteRequests } from "./remote_requests.ts";
import { unlessAborted } from "./unless_aborted.ts";
import {
  type KernelModel,
  type Services,
  type ServicesConnection,
  type ServicesMessage,
  type ServicesSettings,
  statusOf,
} from "./services.ts";

/** Where a kernel is and how long its server is waited for. */
export interface RemoteOptions {
  /** Address of the server, for errors. */
  readonly server: string;
  /** Milliseconds of silence after which its server counts as lost. */
  readonly lostMs: number;
}

/** Milliseconds for one attempt to connect again. */
const RECONNECT_MS = 5000;

const DROPPED =
  "wattbook: the connection to the server dropped during this cell, some of its outputs may be missing\n";

/** Milliseconds between two looks for a server that is silent. */
const LOOK_MS = 500;

/** A kernel behind a Jupyter server: its connection may drop and come back, its server may go for good. */
export class RemoteKernel implements NotebookKernel {
  readonly #services: Services;
  readonly #settings: ServicesSettings;
  readonly #model: KernelModel;
  readonly #options: RemoteOptions;
  readonly #connection: ServicesConnection;
  readonly #connectionSettings: ServicesSettings;
  readonly #requests: RemoteRequests;
  readonly #cells: CellExecutor;
  #isConnected = false;
  #drops = 0;
  #isLooking = false;
  #isClosing = false;
  #error: Error | undefined;
  #closed: Promise<void> | undefined;

  /**
   * @param services Jupyter's client library.
   * @param settings The server.
   * @param model The kernel that was started there.
   * @param options Its name and our patience.
   */
  constructor(services: Services, settings: ServicesSettings, model: KernelModel, options: RemoteOptions) {
    [this.#services, this.#settings, this.#model, this.#options] = [services, settings, model, options];
    const own = this.#connectionSettings = { ...settings };
    this.#connection = new services.KernelConnection({ model, serverSettings: own, handleComms: false });
    this.#requests = new RemoteRequests(this.#connection, options.server);
    this.#cells = new CellExecutor((code, silent) => this.#requests.execute(code, silent));
    this.#cells.asksAhead = true;
    this.#connection.iopubMessage.connect((_, message) => this.#cells.publish(asMessage(message)));
    this.#connection.statusChanged.connect((_, status) => {
      if (/^(dead|restarting|autorestarting)$/.test(status)) this.#end(new RemoteKernelDied());
    });
    this.#connection.connectionStatusChanged.connect((_, status) => {
      const had = this.#isConnected;
      this.#isConnected = status === "connected";
      if (this.#isConnected && this.#drops > 0) this.#requests.findLost();
      if (!had || this.#isConnected || this.#isClosing) return;
      this.#drops++;
      void this.#look();
    });
  }

  /**
   * Waits until the kernel answers and what it publishes arrives.
   *
   * @throws {DOMException} `"TimeoutError"` when it does not in time.
   */
  async ready(signal: AbortSignal, limitMs: number): Promise<void> {
    // A server that goes now would not be missed: nothing drops that was never there.
    void this.#look(true);
    await within(unlessAborted(this.#ready(limitMs), signal), limitMs, "it did not answer in time");
  }

  async #ready(limitMs: number): Promise<void> {
    const deadline = performance.now() + limitMs;
    const { implementation, implementation_version } = await this.#connection.info;
    this.#cells.printsApart = !isHeldBack(implementation ?? "", implementation_version ?? "");
    await this.#cells.ready(deadline);
  }

  /** Runs a cell; says so in its outputs when some of them may be missing. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    const drops = this.#drops;
    const execution = await this.#cells.execute(code, options);
    // What was on its way in that moment is gone: the server counts it as delivered.
    if (this.#drops > drops) execution.outputs.push({ output_type: "stream", name: "stderr", text: DROPPED });
    return execution;
  }

  /** What Stop does in a notebook. */
  interrupt(): void {
    this.#services.KernelAPI.interruptKernel(this.#model.id, this.#settings).catch(() => {
      // The cell's own limit ends it; a server that is gone is noticed by the connection.
    });
  }

  /** Has the server end it, and does not wait for that. */
  kill(): void {
    void this.shutdown();
  }

  /** Ends it in good order. */
  shutdown(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#isClosing = true;
    const { KernelAPI } = this.#services;
    const isLost = this.#error instanceof ServerLost;
    if (this.#error === undefined && this.#isConnected) this.#connection.dispose();
    this.#end(new ServerLost("The kernel was shut down"));
    const over = KernelAPI.shutdownKernel(this.#model.id, this.#settings).catch(() => {
      // A server that has gone took its kernels along, or ends them by itself when they are idle.
    });
    // Nobody waits for an answer of a server that is silent.
    if (!isLost) await over;
  }

  /** There is no connection, or not yet: is the server still there, and does it still have the kernel? */
  async #look(isNew = false): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    if (isNew) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const deadline = performance.now() + this.#options.lostMs;
    while (!this.#isConnected && !this.#error) {
      const state = await this.#state();
      if (state === "gone") this.#lose("it no longer knows the kernel");
      if (state === "locked") this.#lose("it lets us in no more, the token is wrong or expired");
      if (state === "silent" && performance.now() > deadline) {
        this.#lose(`nothing was heard of it for ${this.#options.lostMs / 1000} s`);
      }
      // The library would wait up to half a minute before it tries again.
      if (state === "there" && this.#drops > 0 && !this.#isConnected) await this.#reconnect();
      if (!this.#isConnected) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    this.#isLooking = false;
  }

  async #state(): Promise<"there" | "gone" | "locked" | "silent"> {
    try {
      const model = await this.#services.KernelAPI.getKernelModel(this.#model.id, this.#settings);
      return model === undefined ? "gone" : "there";
    } catch (error) {
      // No answer is an answer too.
      const status = statusOf(error);
      return status === 401 || status === 403 ? "locked" : "silent";
    }
  }

  async #reconnect(): Promise<void> {
    try {
      await within(this.#connection.reconnect(), RECONNECT_MS, "no connection");
    } catch {
      // The loop looks again, and gives up in time.
    }
  }

  #lose(why: string): void {
    this.#end(new ServerLost(`Lost ${this.#options.server}: ${why}`));
  }

  #end(error: Error): void {
    if (this.#error) return;
    this.#error = error;
    this.#requests.end(error);
    mute(this.#connectionSettings);
  }
}

/** The kernel has ended without being asked to; its server is there. */
class RemoteKernelDied extends Error {
  override name = "KernelDied";

  constructor() {
    super("The kernel died");
  }
}

function asMessage({ header, content }: ServicesMessage): Message {
  return { header, parent: {}, metadata: {}, content, buffers: [] };
}
