import type { ExecuteOptions, Execution } from "../jupyter/client.ts";
import { CellExecutor } from "../jupyter/cell_executor.ts";
import { isHeldBack } from "../jupyter/held_back.ts";
import type { Message } from "../jupyter/message.ts";
import type { Output } from "../jupyter/outputs.ts";
import { within } from "../jupyter/within.ts";
import { catchInfo } from "./caught_info.ts";
import { keepCode } from "./recall_code.ts";
import { whileDeaf } from "./deaf_connection.ts";
import { mute } from "./mute_connection.ts";
import { type NotebookKernel, RemoteKernelDied, ServerLost } from "./notebook_kernel.ts";
import { Recall } from "./recall.ts";
import { RemoteRequests } from "./remote_requests.ts";
import { ServerLook } from "./server_look.ts";
import type {
  KernelModel,
  Services,
  ServicesConnection,
  ServicesMessage,
  ServicesSettings,
} from "./services.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** Where a kernel is and how long its server is waited for. */
export interface RemoteOptions {
  /** Address of the server, for errors. */
  readonly server: string;
  /** Milliseconds of silence after which its server counts as lost. */
  readonly lostMs: number;
}

/** Milliseconds that a kernel is waited for until it keeps what it shows. */
const KEEPING_LIMIT_MS = 2000;

/** Milliseconds without a word after which a connection that is back may be deaf. */
const LISTEN_MS = 1000;

/** What a cell shows when its kernel could not be asked for what went with the connection. */
const DROPPED: Output = {
  output_type: "stream",
  name: "stderr",
  text:
    "wattbook: the connection to the server dropped during this cell, some of its outputs may be missing\n",
};

/** A kernel behind a Jupyter server: its connection may drop and come back, its server may go for good. */
export class RemoteKernel implements NotebookKernel {
  readonly #services: Services;
  readonly #settings: ServicesSettings;
  readonly #model: KernelModel;
  readonly #connection: ServicesConnection;
  readonly #connectionSettings: ServicesSettings;
  readonly #requests: RemoteRequests;
  readonly #recall = new Recall((code) => this.#requests.tell(code));
  readonly #cells: CellExecutor;
  #isConnected = false;
  #drops = 0;
  #heard = 0;
  readonly #look: ServerLook;
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
    [this.#services, this.#settings, this.#model] = [services, settings, model];
    const own = this.#connectionSettings = { ...settings };
    this.#connection = new services.KernelConnection({ model, serverSettings: own, handleComms: false });
    catchInfo(this.#connection);
    this.#look = new ServerLook({
      model: () => services.KernelAPI.getKernelModel(model.id, settings),
      isDone: () => this.#isConnected || this.#error !== undefined,
      // The library would wait up to half a minute before it tries again.
      reconnect: () => this.#drops > 0 ? this.#connection.reconnect() : Promise.resolve(),
      lose: (why) => this.#end(new ServerLost(`Lost ${options.server}: ${why}`)),
    }, options.lostMs);
    this.#requests = new RemoteRequests(this.#connection, options.server, this.#recall);
    this.#cells = new CellExecutor((code, silent) => this.#requests.execute(code, silent));
    this.#cells.asksAhead = true;
    this.#cells.lossyWay = {
      note: DROPPED,
      recall: async (request) => {
        const recalled = await this.#recall.of(request);
        return recalled?.isWhole ? recalled.messages : undefined;
      },
    };
    this.#connection.iopubMessage.connect((_, message) => {
      this.#heard++;
      if (!this.#recall.take(message)) this.#cells.publish(asMessage(message));
    });
    this.#connection.statusChanged.connect((_, status) => {
      if (/^(dead|restarting|autorestarting)$/.test(status)) this.#end(new RemoteKernelDied());
    });
    this.#connection.connectionStatusChanged.connect((_, status) => {
      const had = this.#isConnected;
      this.#isConnected = status === "connected";
      if (this.#isConnected && this.#drops > 0) {
        this.#recall.again();
        this.#cells.isBack();
        this.#requests.findLost();
        this.#listen(this.#drops).catch(() => {
          // Connecting anew failed: whoever looks for the server says so.
        });
      }
      if (!had || this.#isConnected || this.#isClosing) return;
      this.#drops++;
      void this.#look.untilThere("now");
    });
  }

  /**
   * Waits until the kernel answers and what it publishes arrives.
   *
   * @throws {DOMException} `"TimeoutError"` when it does not in time.
   */
  async ready(signal: AbortSignal, limitMs: number): Promise<void> {
    // A server that goes now would not be missed: nothing drops that was never there.
    void this.#look.untilThere("later");
    await within(unlessAborted(this.#ready(limitMs), signal), limitMs, "it did not answer in time");
  }

  async #ready(limitMs: number): Promise<void> {
    const deadline = performance.now() + limitMs;
    const { implementation, implementation_version } = await this.#connection.info;
    const isLate = isHeldBack(implementation ?? "", implementation_version ?? "");
    this.#cells.printsApart = !isLate;
    await this.#cells.ready(deadline);
    // What is on its way when the connection drops is gone: the server counts it as delivered.
    this.#recall.keep(keepCode(isLate));
  }

  /** Waits until the kernel keeps what it shows, a moment after its start. */
  keepsOutputs(): Promise<void> {
    return this.#recall.keeping(KEEPING_LIMIT_MS);
  }

  /** The connection is back: is it also heard? */
  async #listen(drops: number): Promise<void> {
    await whileDeaf({
      isWaiting: () => this.#drops === drops && this.#isConnected && this.#requests.isWaiting,
      heard: () => this.#heard,
      kernelState: () => this.#look.kernelState(),
      reconnect: () => this.#connection.reconnect(),
      pause: () => new Promise((resolve) => setTimeout(resolve, LISTEN_MS)),
    });
  }

  /** Runs a cell; says so in its outputs when some of them may be missing. */
  execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    return this.#cells.execute(code, options);
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

  #end(error: Error): void {
    if (this.#error) return;
    this.#error = error;
    this.#requests.end(error);
    this.#recall.end();
    mute(this.#connectionSettings);
  }
}

function asMessage({ header, content }: ServicesMessage): Message {
  return { header, parent: {}, metadata: {}, content, buffers: [] };
}
