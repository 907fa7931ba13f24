import { writeKernelspec } from "../frontends/kernelspec.ts";
import { pythonEnvironment } from "../peers/python_environment.ts";
import { answers, freePort } from "./notebook_servers.ts";

const repository = new URL("../../", import.meta.url).pathname;

/**
 * Asked politely, the hub ends its proxy and the users' servers, which are in sessions of their own; one that has not
 * done so after ten seconds is ended all the same.
 */
const ENDED_WITH_US = `"$@" > hub.log 2>&1 & hub=$!; cat > /dev/null; kill -TERM $hub
tries=0; while kill -0 $hub 2> /dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done; kill -KILL 0`;

/** A JupyterHub on loopback, with one user whose server runs. */
export interface Hub extends AsyncDisposable {
  /** Address of the user's server. */
  readonly url: string;
  /** The user's token. */
  readonly token: string;
}

/** The real JupyterHub with its Node proxy; anybody may log in, servers are processes of this user. */
export async function jupyterHubPeer(user: string): Promise<Hub> {
  const python = await pythonEnvironment("jupyterhub-6.1.1", ["jupyterhub==6.1.1", "jupyterlab==4.6.6"]);
  const proxy = await httpProxy();
  const folder = Deno.makeTempDirSync({ dir: repository, prefix: ".server-hub-" });
  const ports = Array.from({ length: 4 }, freePort), [port, api, hub] = ports, admin = crypto.randomUUID();
  const kernels = writeKernelspec(folder, Deno.execPath());
  const deno = JSON.parse(new TextDecoder().decode(
    new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync().stdout,
  ));
  const own = {
    JUPYTER_PATH: kernels,
    // A user's home is another one here.
    DENO_DIR: deno.denoDir,
    WATTBOOK_PLACE: "BE",
    MLFLOW_TRACKING_URI: "none",
  };
  const words = (value: unknown) => JSON.stringify(value);
  Deno.writeTextFileSync(
    `${folder}/jupyterhub_config.py`,
    `
c.JupyterHub.bind_url = "http://127.0.0.1:${port}"
c.JupyterHub.hub_port = ${hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:${api}"
c.ConfigurableHTTPProxy.command = ${words(["node", proxy])}
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = ${words(`${folder}/{username}`)}
c.Spawner.cmd = ${words([python, "-m", "jupyterhub.singleuser"])}
c.Spawner.args = ["--allow-root"]
c.Spawner.environment = ${words(own)}
c.JupyterHub.services = [{"name": "test", "api_token": ${words(admin)}}]
c.JupyterHub.load_roles = [{
    "name": "test", "services": ["test"],
    "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"],
}]
`,
  );
  const process = new Deno.Command("sh", {
    args: ["-c", ENDED_WITH_US, "sh", python, "-m", "jupyterhub"],
    cwd: folder,
    env: { PYTHONUTF8: "1", PATH: `${Deno.env.get("PATH")}` },
    stdin: "piped",
    detached: true,
  }).spawn();
  const base = `http://127.0.0.1:${port}/hub/api`, authorization = `token ${admin}`;
  const ask = async (method: string, path: string, body = "{}") => {
    const response = await fetch(`${base}/${path}`, {
      method,
      headers: { authorization },
      ...(method === "POST" ? { body } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? {} : JSON.parse(text);
  };
  const dispose = async () => {
    // The user's server is in a session of its own, and its kernels end with it.
    await ask("DELETE", `users/${user}/server`).catch(() => {});
    await process.stdin.close();
    await process.status;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await answers(`${base}/`, authorization);
    await ask("POST", `users/${user}`);
    const { token } = await ask("POST", `users/${user}/tokens`);
    await ask("POST", `users/${user}/server`);
    const url = `http://127.0.0.1:${port}/user/${user}/`;
    await answers(`${url}api/status`, `token ${token}`);
    return { url, token, [Symbol.asyncDispose]: dispose };
  } catch (cause) {
    const log = Deno.readTextFileSync(`${folder}/hub.log`);
    await dispose();
    throw new Error(`Cannot start JupyterHub: ${log.slice(-3000)}`, { cause });
  }
}

/** Path of the program of JupyterHub's proxy, which is a package of npm. */
async function httpProxy(): Promise<string> {
  const folder = `${repository}.cache/peers/configurable-http-proxy-5.3.0`;
  const program = `${folder}/node_modules/configurable-http-proxy/bin/configurable-http-proxy`;
  try {
    Deno.statSync(program);
  } catch {
    // Not installed yet.
    Deno.mkdirSync(folder, { recursive: true });
    const args = ["install", "--no-audit", "--no-fund", "--prefix", folder, "configurable-http-proxy@5.3.0"];
    const { success, stderr } = await new Deno.Command("npm", { args, stdin: "null" }).output();
    if (!success) throw new Error(`Cannot install JupyterHub's proxy: ${new TextDecoder().decode(stderr)}`);
  }
  return program;
}
