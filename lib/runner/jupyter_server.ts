import { type Host, realHost } from "../host.ts";
import { nearest } from "../carbon/nearest.ts";
import { NotebookError } from "./notebook_error.ts";
import { type NotebookKernel, ServerLost, type StartOptions } from "./notebook_kernel.ts";
import { RemoteKernel } from "./remote_kernel.ts";
import type { ServerAddress } from "./server_address.ts";
import { loadServices, type Services, type ServicesSettings, statusOf } from "./services.ts";

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
  /** Milliseconds until a kernel has to answer. Default 60,000. */
  readonly startMs: number;
  /** Milliseconds of silence after which a server counts as lost. Default 20,000. */
  readonly lostMs: number;
}

const PATIENCE: ServerPatience = { answerMs: 30_000, startMs: 60_000, lostMs: 20_000 };

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
      const model = await asked(address, () => services.KernelAPI.startNew({ name }, settings));
      const kernel = new RemoteKernel(services, settings, model, { server: address.url, ...limits });
      try {
        await kernel.ready(signal);
        return kernel;
      } catch (error) {
        kernel.kill();
        throw error;
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

/** Asks a server; what goes wrong becomes one sentence with a remedy. */
async function asked<Answer>({ url, token }: ServerAddress, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotebookError || !(error instanceof Error)) throw error;
    const status = statusOf(error);
    const why = error.message.replaceAll(token === "" ? "\0" : token, "…").split("\n")[0];
    if (status === 401 || status === 403) {
      const remedy = token === ""
        ? "give a token with --token or JUPYTER_TOKEN"
        : "the token is wrong or expired";
      throw new NotebookError(`Cannot use ${url}: it answered ${status}, ${remedy}`, { cause: error });
    }
    if (error instanceof SyntaxError) {
      throw new NotebookError(`Cannot use ${url}: it answered something else, should be a Jupyter server`, {
        cause: error,
      });
    }
    if (status !== undefined && status < 500) {
      throw new NotebookError(
        `Cannot use ${url}: it answered ${status} (${why}), should be a Jupyter server`,
        {
          cause: error,
        },
      );
    }
    throw new ServerLost(`Cannot reach ${url}: ${why}`, { cause: error });
  }
}

/** Has the reason in its message: the library keeps nothing else of an error. */
function unreached(error: unknown): Error {
  const reasons: string[] = [];
  for (let below: unknown = error; below instanceof Error; below = below.cause) reasons.push(below.message);
  const text = reasons.join(": ");
  if (/certificate/i.test(text)) {
    return new TypeError("its certificate is not trusted, give that of its authority in DENO_CERT");
  }
  if (/refused/i.test(text)) return new TypeError("nobody listens there");
  return new TypeError(reasons.at(-1) ?? String(error), { cause: error });
}
