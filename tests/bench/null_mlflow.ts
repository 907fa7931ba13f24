/** An MLflow server that stores nothing and answers at once: what is left is our own cost. Use `await using`. */
export interface NullMlflow extends AsyncDisposable {
  /** Tracking URI. */
  readonly uri: string;
  /** How many requests came. */
  readonly requests: number;
}

/** Starts a server that answers every call of MLflow's REST API with a run of the right name. */
export function startNullMlflow(): NullMlflow {
  let requests = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    requests++;
    await request.body?.cancel();
    const { pathname } = new URL(request.url);
    if (pathname === "/version") return new Response("3.1.0");
    if (pathname === "/health") return new Response("OK");
    return Response.json(answerTo(pathname));
  });
  return {
    uri: `http://127.0.0.1:${server.addr.port}`,
    get requests() {
      return requests;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function answerTo(pathname: string): unknown {
  const experiment = {
    experiment_id: "1",
    name: "bench",
    artifact_location: "mlflow-artifacts:/1",
    lifecycle_stage: "active",
  };
  const info = {
    run_id: crypto.randomUUID().replaceAll("-", ""),
    experiment_id: "1",
    status: "RUNNING",
    artifact_uri: "mlflow-artifacts:/1/run/artifacts",
    lifecycle_stage: "active",
  };
  if (pathname.endsWith("/experiments/get-by-name")) return { experiment };
  if (pathname.endsWith("/experiments/create")) return { experiment_id: "1" };
  if (pathname.endsWith("/runs/create") || pathname.endsWith("/runs/get")) return { run: { info, data: {} } };
  if (pathname.endsWith("/runs/update")) return { run_info: info };
  if (pathname.endsWith("/runs/search")) return { runs: [] };
  return {};
}
