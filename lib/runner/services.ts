import type { Header } from "../jupyter/message.ts";
import type { Host } from "../host.ts";

/** Where a server is and how it is spoken to, as the library wants it. */
export interface ServicesSettings {
  /** Address with a slash at its end. */
  readonly baseUrl: string;
  /** Asks. */
  fetch: (request: Request) => Promise<Response>;
  /** Class of its connections. */
  WebSocket: unknown;
}

/** A kernel on a server. */
export interface KernelModel {
  /** Its id. */
  readonly id: string;
  /** Name of its kernelspec. */
  readonly name: string;
  /** What it does: `"idle"`, `"busy"`, `"starting"`. */
  readonly execution_state?: string;
}

/** A message as the library gives it. */
export interface ServicesMessage {
  /** Says what it is. */
  readonly header: Header;
  /** What it says. */
  readonly content: Record<string, unknown>;
}

/** A signal of the library. */
export interface ServicesSignal<Value> {
  /** Has a slot called from now on. */
  connect(slot: (sender: unknown, value: Value) => void): boolean;
}

/** A request to run code. */
export interface ServicesRequest {
  /** What was sent. */
  readonly msg: { readonly header: Header };
  /** Called with the reply. */
  onReply: (message: ServicesMessage) => void;
  /** The kernel is done with it. */
  readonly done: Promise<unknown>;
  /** Nobody waits for it any more. */
  dispose(): void;
}

/** A connection to a kernel. */
export interface ServicesConnection {
  /** Its kernel. */
  readonly id: string;
  /** What it says of itself, once it has answered. */
  readonly info: Promise<{ readonly implementation?: string; readonly implementation_version?: string }>;
  /** The state of the connection has changed. */
  readonly connectionStatusChanged: ServicesSignal<"connected" | "connecting" | "disconnected">;
  /** The state of the kernel has changed. */
  readonly statusChanged: ServicesSignal<string>;
  /** The kernel has published something. */
  readonly iopubMessage: ServicesSignal<ServicesMessage>;
  /** Connects anew, now. */
  reconnect(): Promise<void>;
  /** Asks the kernel what it is. */
  requestKernelInfo?: () => Promise<unknown>;
  /** Has code run. */
  requestExecute(content: Record<string, unknown>, disposeOnDone: boolean): ServicesRequest;
  /** Closes it; the kernel lives on. */
  dispose(): void;
}

/** The few members of `@jupyterlab/services` that are used. */
export interface Services {
  /** Makes settings. */
  readonly ServerConnection: { makeSettings(options: Record<string, unknown>): ServicesSettings };
  /** Kernels of a server. */
  readonly KernelAPI: {
    startNew(options: { name: string; path?: string }, settings: ServicesSettings): Promise<KernelModel>;
    getKernelModel(id: string, settings: ServicesSettings): Promise<KernelModel | undefined>;
    interruptKernel(id: string, settings: ServicesSettings): Promise<void>;
    shutdownKernel(id: string, settings: ServicesSettings): Promise<void>;
  };
  /** What a server can start. */
  readonly KernelSpecAPI: {
    getSpecs(settings: ServicesSettings): Promise<{
      readonly default: string;
      readonly kernelspecs: Readonly<Record<string, { readonly language: string } | undefined>>;
    }>;
  };
  /** A connection to a kernel. */
  readonly KernelConnection: new (options: {
    readonly model: KernelModel;
    readonly serverSettings: ServicesSettings;
    readonly handleComms: boolean;
  }) => ServicesConnection;
}

/** The newest version when this was written: 46 packages, BSD-3-Clause, Jupyter's own client. */
const SPECIFIER = "npm:@jupyterlab/services@7.6.6";

/** Loads Jupyter's client library; fetched at first use, never with the package itself. */
export async function loadServices(host: Pick<Host, "load">): Promise<Services> {
  // The seam to a package without types here: the interface above is what its documentation promises.
  const loaded = await host.load(SPECIFIER) as Services & { readonly default?: Services };
  return loaded.KernelAPI ? loaded : loaded.default ?? loaded;
}

/** The status that a server answered, of an error of the library; `undefined` when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const response = error instanceof Error && "response" in error ? error.response : undefined;
  return response instanceof Response ? response.status : undefined;
}
