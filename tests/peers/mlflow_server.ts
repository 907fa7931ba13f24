import type { MlflowPython } from "./mlflow_python.ts";

/** The real `mlflow server` on loopback; use `await using`. */
export interface MlflowServer extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
}

/** Longest wait for its first answer: it imports half of Python, and migrates the store before it listens. */
const START_MS = 90_000;

/**
 * Starts the real server, its artifacts in a folder.
 *
 * @param mlflow The installation.
 * @param folder Working folder of the server.
 * @param options Where its rows go, default `mlflow.db` in the folder; and how many workers it has, default 1.
 */
export async function mlflowServer(
  mlflow: Pick<MlflowPython, "python" | "environment">,
  folder: string,
  { backend = "sqlite:///mlflow.db", workers = 1 }: { readonly backend?: string; readonly workers?: number } =
    {},
): Promise<MlflowServer> {
  const port = freePort(), url = `http://127.0.0.1:${port}`;
  const args = ["server", "--backend-store-uri", backend, "--host", "127.0.0.1"];
  // Its worker outlives it when only the parent is stopped. The shell ends the whole group once its input closes,
  // which also happens when this process dies.
  const process = new Deno.Command("sh", {
    args: [
      "-c",
      '"$@" > server.log 2>&1 & cat > /dev/null; kill -KILL 0',
      "sh",
      mlflow.python,
      "-m",
      "mlflow",
      ...args,
      "--port",
      String(port),
      "--workers",
      String(workers),
    ],
    cwd: folder,
    env: mlflow.environment,
    stdin: "piped",
    detached: true,
  }).spawn();
  const stop = async () => {
    await process.stdin.close();
    await process.status;
  };
  try {
    await answers(`${url}/health`);
  } catch (cause) {
    await stop();
    const log = await Deno.readTextFile(`${folder}/server.log`);
    throw new Error(`Cannot start mlflow server: ${log.slice(-2000)}`, { cause });
  }
  return { url, [Symbol.asyncDispose]: stop };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function answers(url: string): Promise<void> {
  for (const begin = performance.now();;) {
    try {
      const response = await fetch(url);
      await response.body?.cancel();
      if (response.ok) return;
    } catch (error) {
      // It does not listen yet.
      if (performance.now() - begin > START_MS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
