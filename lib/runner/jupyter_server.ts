import { type Host, realHost } from "../host.ts";
import { nearest } from "../carbon/nearest.ts";
import { NotebookError } from "./notebook_error.ts";
import type { NotebookKernel, StartOptions } from "./notebook_kernel.ts";
import { RemoteKernel } from "./remote_kernel.ts";
import type { ServerAddress } from "./server_address.ts";
import { asked, unreached } from "./server_errors.ts";
import { loadServices, type Services, type ServicesSettings } from "./services.ts";

/** What can run the kernels of notebooks: this machine, or a server. */
export interface KernelServer {
  /** Its name for people: `"this machine"` or the address. */
  readonly name: string;
  /** Where its electricity comes from, as the user says (`"FR"`, `"live:GB"`); its kernels are told so. */
  readonly place?: string | undefined;
  /** Whether it is the machine of this process. */
  readonly isHere?: boolean | undefined;
  /**
   * Starts a kernel.
   *
   * @param kernelName Name of its kernelspec; left out, the server's Deno.
   * @param options Gives up when told so.
   * @param cwd Folder of the notebook, where the kernel works when that is on this machine.
   */
  start(kernelName: string | undefined, options: StartOptions, cwd: string): Promise<NotebookKernel>;
}

/** How long a server is waited for. */
export interface ServerPatience {
  /** Milliseconds for the answer to one request. Default 30,000. */
  readonly answerMs: number;
  /** Milliseconds until a kernel has to answer, after others did not. Default 60,000. */
  readonly startMs: number;
  /** Milliseconds until another kernel is started in place of one that does not answer. Default 10,000. */
  readonly silentMs: number;
  /** Milliseconds of silence after which a server counts as lost. Default 20,000. */
  readonly lostMs: number;
}

const PATIENCE: ServerPatience = { answerMs: 30_000, startMs: 60_000, silentMs: 10_000, lostMs: 20_000 };

/** Kernels that are started before one is waited for to the end: of Deno 2.2's about every second one is silent. */
const MOST_ATTEMPTS = 8;

/** How a server is spoken to. */
export interface JupyterServerOptions {
  /** Where its electricity comes from: `"FR"`, `"live:GB"`. Default: its kernels find out. */
  readonly place?: string | undefined;
  /** How long it is waited for. */
  readonly patience?: Partial<ServerPatience> | undefined;
  /** Loads the client library, has the network. */
  readonly host?: { load(specifier: string): Promise<unknown>; readonly fetch: typeof fetch } | undefined;
}

/**
 * A Jupyter Server, a JupyterHub user's server or a Kernel Gateway. Nothing is asked of it before the first kernel.
 *
 * @param address Where it is.
 * @param options How it is spoken to.
 */
export function jupyterServer(
  address: ServerAddress,
  { place, patience, host = realHost() }: JupyterServerOptions = {},
): KernelServer {
  const limits = { ...PATIENCE, ...patience };
  let loading: Promise<{ services: Services; settings: ServicesSettings }> | undefined;
  const open = () =>
    loading ??= loadServices(host).then((services) => ({
      services,
      settings: services.ServerConnection.makeSettings(settingsOf(address, host, limits)),
    }));
  return {
    name: address.url.replace(/\/$/, ""),
    place,
    async start(kernelName, { signal }) {
      const { services, settings } = await open();
      const name = await asked(address, () => knownName(services, settings, kernelName, address));
      signal.throwIfAborted();
      for (let attempt = 1;; attempt++) {
        const model = await asked(address, () => services.KernelAPI.startNew({ name }, settings));
        const kernel = new RemoteKernel(services, settings, model, { server: address.url, ...limits });
        try {
          await kernel.ready(signal, attempt < MOST_ATTEMPTS ? limits.silentMs : limits.startMs);
          return kernel;
        } catch (error) {
          kernel.kill();
          const isLate = error instanceof DOMException && error.name === "TimeoutError";
          // Nothing has run in it: another one may answer.
          if (!isLate) throw error;
          if (attempt === MOST_ATTEMPTS) throw silent(address, limits.startMs, error);
        }
      }
    },
  };
}

function settingsOf(
  { url, token, headers }: ServerAddress,
  host: Pick<Host, "fetch">,
  { answerMs }: ServerPatience,
) {
  // JupyterHub takes no token in an address. Only Deno's own socket takes headers; the library knows the two arguments
  // of a browser's.
  const authorization = token === "" ? {} : { authorization: `token ${token}` };
  class Socket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, { protocols: protocols ?? [], headers: { ...authorization, ...headers } });
    }
  }
  const limited = async (request: Request) => {
    try {
      return await host.fetch(request, { signal: AbortSignal.timeout(answerMs) });
    } catch (error) {
      throw unreached(error);
    }
  };
  return {
    baseUrl: url,
    wsUrl: url.replace(/^http/, "ws"),
    token,
    appendToken: false,
    init: { headers: { ...headers } },
    fetch: limited,
    Request,
    Headers,
    WebSocket: Socket,
  };
}

/** The kernelspec of a notebook, or what comes nearest to none: the server's only one for our language. */
async function knownName(
  { KernelSpecAPI }: Services,
  settings: ServicesSettings,
  wanted: string | undefined,
  { url }: ServerAddress,
): Promise<string> {
  const { kernelspecs } = await KernelSpecAPI.getSpecs(settings);
  const names = Object.keys(kernelspecs);
  const ours = names.filter((name) => /^(typescript|javascript)$/i.test(kernelspecs[name]?.language ?? ""));
  const name = wanted ?? (ours.includes("deno") ? "deno" : ours[0]);
  if (name !== undefined && ours.includes(name)) return name;
  const has = names.length > 0 ? names.map((known) => `"${known}"`).join(", ") : "none";
  const meant = name === undefined ? undefined : nearest(name, ours);
  const hint = meant !== undefined
    ? `did you mean --kernel ${meant}`
    : ours.length > 0
    ? `give one of them with --kernel`
    : 'none of them is Deno\'s: run "deno jupyter --install" on the server';
  const what = name === undefined || !names.includes(name)
    ? `kernel "${name ?? "deno"}" is not there`
    : `kernel "${name}" is not Deno's`;
  throw new NotebookError(`Cannot start a kernel on ${url}: ${what}, the server has ${has}; ${hint}`);
}

function silent({ url }: ServerAddress, startMs: number, cause: unknown): NotebookError {
  const tries = `${MOST_ATTEMPTS} kernels were started and none answered, the last one not in ${
    startMs / 1000
  } s`;
  const remedy =
    "look into the server's log; Deno before 2.8 is often silent behind a server, use a newer one there";
  return new NotebookError(`Cannot start a kernel on ${url}: ${tries}; ${remedy}`, { cause });
}
