import { pythonEnvironment } from "../peers/python_environment.ts";
import { writeKernelspec } from "../frontends/kernelspec.ts";

const repository = new URL("../../", import.meta.url).pathname;

/** A real server on loopback; its kernels die with it. */
export interface NotebookServer extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** What it wants to see. */
  readonly token: string;
  /** Folder in which its kernels work. */
  readonly folder: string;
  /** Kills it and its kernels at once, as a machine goes. */
  kill(): Promise<void>;
}

/** Longest wait for its first answer. */
const START_MS = 60_000;

/** How a server is to be there. */
export interface PeerOptions {
  /** Its port. Default: a free one. */
  readonly port?: number;
  /** What it wants to see. Default: a new one. */
  readonly token?: string;
  /** More variables for it and its kernels. */
  readonly env?: Readonly<Record<string, string>>;
  /** Certificate and key of the server, and that of who signed it, for TLS; paths. Default: no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly authority: string };
}

/** The real Jupyter Server, the one that comes with JupyterLab. */
export async function jupyterServerPeer(options: PeerOptions = {}): Promise<NotebookServer> {
  const { tls } = options;
  const python = await pythonEnvironment("jupyterlab-4.6.6", ["jupyterlab==4.6.6"]);
  return await startServer(
    python,
    "jupyter_server",
    (port, token, folder) => [
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${folder}`,
      `--IdentityProvider.token=${token}`,
      "--no-browser",
      "--allow-root",
      ...(tls ? [`--ServerApp.certfile=${tls.cert}`, `--ServerApp.keyfile=${tls.key}`] : []),
    ],
    {},
    options,
  );
}

/** The real Kernel Gateway, which has kernels and nothing else. */
export async function kernelGatewayPeer(): Promise<NotebookServer> {
  const python = await pythonEnvironment("jupyter_kernel_gateway-3.0.1", ["jupyter_kernel_gateway==3.0.1"]);
  return await startServer(python, "kernel_gateway", (port, token) => [
    `--KernelGatewayApp.port=${port}`,
    "--KernelGatewayApp.port_retries=0",
    `--KernelGatewayApp.auth_token=${token}`,
  ]);
}

/**
 * The real Enterprise Gateway, with its kernels on this machine. It wants older relatives of Jupyter Server (1.24) and
 * jupyter_client (6.1), so that it never shares an environment with the others.
 */
export async function enterpriseGatewayPeer(): Promise<NotebookServer> {
  const python = await pythonEnvironment("jupyter_enterprise_gateway-3.3.0", [
    "jupyter_enterprise_gateway==3.3.0",
  ]);
  const words = (port: number, token: string) => [
    "--EnterpriseGatewayApp.ip=127.0.0.1",
    `--EnterpriseGatewayApp.port=${port}`,
    "--EnterpriseGatewayApp.port_retries=0",
    `--EnterpriseGatewayApp.auth_token=${token}`,
  ];
  // It refuses kernels to root, which tests in a container are.
  return await startServer(python, "enterprise_gateway", words, {
    EG_UNAUTHORIZED_USERS: "nobody-at-all",
    EG_PROHIBITED_UIDS: "99999",
  });
}

/** Inside the repository, and with its data: a cell's import of the package finds this working tree there. */
async function startServer(
  python: string,
  module: string,
  words: (port: number, token: string, folder: string) => string[],
  more: Readonly<Record<string, string>> = {},
  { port = freePort(), token = crypto.randomUUID(), tls, env: asked = {} }: PeerOptions = {},
): Promise<NotebookServer> {
  const folder = Deno.makeTempDirSync({ dir: repository, prefix: ".server-" });
  Deno.symlinkSync(`${repository}notebooks/data`, `${folder}/data`);
  const own = `${folder}/.jupyter`;
  const env = {
    JUPYTER_PATH: writeKernelspec(own, Deno.execPath()),
    JUPYTER_CONFIG_DIR: `${own}/config`,
    JUPYTER_DATA_DIR: `${own}/data`,
    JUPYTER_RUNTIME_DIR: `${own}/runtime`,
    WATTBOOK_PLACE: "BE",
    MLFLOW_TRACKING_URI: "none",
    PYTHONUTF8: "1",
    ...more,
    ...asked,
  };
  // A process group of its own: kernels that outlive their server, or this process, would stay for ever.
  const server = new Deno.Command("sh", {
    args: [
      "-c",
      '"$@" > server.log 2>&1 & cat > /dev/null; kill -KILL 0',
      "sh",
      python,
      "-m",
      module,
      ...words(port, token, folder),
    ],
    cwd: folder,
    env,
    stdin: "piped",
    detached: true,
  }).spawn();
  let killing: Promise<void> | undefined;
  const kill = () =>
    killing ??= (async () => {
      await killKernels(folder);
      await server.stdin.close();
      await server.status;
    })();
  const dispose = async () => {
    await kill();
    await Deno.remove(folder, { recursive: true });
  };
  const url = `${tls ? "https" : "http"}://127.0.0.1:${port}`;
  try {
    await answers(`${url}/api`, `token ${token}`, tls?.authority);
  } catch (cause) {
    const log = Deno.readTextFileSync(`${folder}/server.log`);
    await dispose();
    throw new Error(`Cannot start ${module}: ${log.slice(-2000)}`, { cause });
  }
  return { url, token, folder, kill, [Symbol.asyncDispose]: dispose };
}

/** A server starts its kernels in groups of their own; their connection files are in its folder. */
async function killKernels(folder: string): Promise<void> {
  const pids = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = await Deno.readTextFile(`/proc/${name}/cmdline`);
      if (command.includes(folder) && command.includes("jupyter\0--kernel")) pids.push(Number(name));
    } catch {
      // It has ended meanwhile.
    }
  }
  for (const pid of pids) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // The same.
    }
  }
}

/** A port of loopback where nobody listens. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Waits until a server answers. */
export async function answers(url: string, authorization: string, authority?: string): Promise<void> {
  using client = Deno.createHttpClient({ caCerts: authority ? [Deno.readTextFileSync(authority)] : [] });
  for (const begin = performance.now();;) {
    try {
      const response = await fetch(url, { headers: { authorization }, client });
      await response.body?.cancel();
      if (response.ok) return;
    } catch (error) {
      // It does not listen yet.
      if (performance.now() - begin > START_MS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
