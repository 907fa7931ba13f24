import type { Host } from "../host.ts";

/** The Jupyter server that started this kernel, asked without waiting for it elsewhere. */
export interface ServerApi {
  /**
   * The answer to `GET <path>` as JSON; `undefined` when there is none, whatever the reason: whoever asks can do
   * without, and what a server answers must not become an error of the user's cell.
   */
  get(path: string): Promise<unknown>;
}

const LIMIT_MS = 5000;

/** Hosts that are this machine; a token goes nowhere else. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Finds the server by the files that every Jupyter server leaves in its runtime folder, `jpserver-<PID>.json`: its
 * own number is in this kernel's environment. The token stays in here.
 *
 * @param host Environment, files, network.
 * @param connectionFile This kernel's connection file, which lies in the same folder as a rule.
 */
export function findServer(host: Host, connectionFile: string): ServerApi | undefined {
  const parent = host.env("JPY_PARENT_PID");
  if (parent === undefined || !/^\d+$/.test(parent)) return undefined;
  for (const folder of runtimeFolders(host, connectionFile)) {
    const server = readServer(`${folder}/jpserver-${parent}.json`, host);
    if (server) return server;
  }
  return undefined;
}

/** Where Jupyter keeps its runtime files (jupyter_core, `jupyter_runtime_dir()`). */
function runtimeFolders(host: Host, connectionFile: string): string[] {
  const home = host.env("HOME") ?? host.env("USERPROFILE");
  const share = host.env("XDG_DATA_HOME") ?? (home && `${home}/.local/share`);
  const data = host.env("JUPYTER_DATA_DIR") ??
    (host.os === "darwin" ? home && `${home}/Library/Jupyter` : share && `${share}/jupyter`);
  const folders = [
    connectionFile.slice(0, Math.max(0, connectionFile.lastIndexOf("/"))),
    host.env("JUPYTER_RUNTIME_DIR"),
    data && `${data}/runtime`,
  ];
  return folders.flatMap((folder) => folder ? [folder] : []);
}

function readServer(file: string, host: Host): ServerApi | undefined {
  try {
    const told: unknown = JSON.parse(host.readText(file));
    if (typeof told !== "object" || told === null) return undefined;
    const field = (name: string) => String(Reflect.get(told, name) ?? "");
    const address = addressOf(field("url"), field("sock"), field("port"), field("base_url"));
    return address && { get: (path) => get(host, address, field("token"), path) };
  } catch {
    // Most kernels were not started by a server, or it was another user's.
    return undefined;
  }
}

/** Where a server is reached: by its socket, or on loopback. */
interface Address {
  readonly base: string;
  readonly socket: string | undefined;
}

function addressOf(url: string, sock: string, port: string, baseUrl: string): Address | undefined {
  if (sock.startsWith("/")) return { base: `http://localhost${withSlash(baseUrl)}`, socket: sock };
  const known = URL.parse(url);
  if (known === null || !/^https?:$/.test(known.protocol)) return undefined;
  if (LOOPBACK.test(known.hostname)) return { base: withSlash(known.href), socket: undefined };
  // It listens on every address of this machine, so on this one too; what it calls itself may be anywhere.
  const isEvery = /^(0\.0\.0\.0|\[::\])$/.test(known.hostname);
  return isEvery
    ? { base: `${known.protocol}//127.0.0.1:${port}${withSlash(baseUrl)}`, socket: undefined }
    : undefined;
}

function withSlash(text: string): string {
  return text.endsWith("/") ? text : `${text}/`;
}

async function get(host: Host, { base, socket }: Address, token: string, path: string): Promise<unknown> {
  const client = socket === undefined
    ? undefined
    : Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
  try {
    const response = await host.fetch(base + path, {
      headers: token === "" ? {} : { authorization: `token ${token}` },
      // The token must not follow a redirection.
      redirect: "error",
      signal: AbortSignal.timeout(LIMIT_MS),
      ...(client ? { client } : {}),
    });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    return undefined;
  } catch {
    // Away, slow, or not a Jupyter server; the reason could hold the token and helps nobody here.
    return undefined;
  } finally {
    client?.close();
  }
}
