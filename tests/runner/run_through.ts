import { realHost } from "../../lib/host.ts";
import { jupyterServer } from "../../lib/runner/jupyter_server.ts";
import { runNotebook } from "../../lib/runner/run_notebook.ts";
import { serverAddress } from "../../lib/runner/server_address.ts";
import { type CodeOf, notebookOf } from "./notebook_of.ts";
import type { NotebookServer } from "./notebook_servers.ts";
import { openRelay } from "./relay.ts";

const host = realHost({ environment: {} });

/** What cells may do to their connection. */
const cuts = (url: string) =>
  `const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const cut = async (what) => void await (await fetch("${url}/" + what)).text();`;

/** Runs a notebook on a server through a relay that swallows and drops what its cells tell it to. */
export async function runThrough(server: NotebookServer, kernel: string, ...cells: CodeOf[]) {
  await using relay = openRelay(server.url);
  const through = jupyterServer(serverAddress(relay.url, { host, token: server.token }), { host });
  const run = await runNotebook(notebookOf(cuts(relay.url), ...cells), {
    cwd: ".",
    timeoutMs: 30_000,
    start: (options) => through.start(kernel, options, "."),
  });
  const cellsOf = run.cells.slice(1).map(({ status, outputs, executionCount, error }) => (
    { status, outputs, executionCount, error: error?.evalue }
  ));
  return { run, cells: cellsOf, drops: relay.drops() };
}
