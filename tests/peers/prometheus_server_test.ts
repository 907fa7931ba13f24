import assert from "node:assert/strict";
import { WATTBOOK } from "../cli/run_wattbook.ts";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { PROMETHEUS, testsThatNeed } from "../fixtures/needed_tool.ts";
import { freePort } from "../runner/notebook_servers.ts";
import { notebookOf } from "../runner/notebook_of.ts";

const root = new URL("../../", import.meta.url).pathname;

/** Milliseconds until every query has to have an answer. */
const PATIENCE_MS = 60_000;

const [program] = PROMETHEUS.probe;

/** What is drawn: a panel, and rows of panels. */
interface Panel {
  readonly title?: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly panels?: readonly Panel[];
}

testsThatNeed(PROMETHEUS)(
  "A Prometheus server that scrapes a sweep answers every query of the Grafana dashboard",
  async () => {
    const folder = Deno.makeTempDirSync({ dir: root, prefix: ".prometheus-" });
    try {
      const sweepPort = freePort(),
        port = freePort(),
        files = ["first", "second"].map((name) => {
          const cell = "{ const until = performance.now() + 3000; while (performance.now() < until); }";
          const pause = "await new Promise((resolve) => setTimeout(resolve, 3000));";
          Deno.writeTextFileSync(
            `${folder}/${name}.ipynb`,
            serialiseNotebook(notebookOf(pause, cell, pause)),
          );
          return `${folder}/${name}.ipynb`;
        });
      Deno.writeTextFileSync(
        `${folder}/prometheus.yml`,
        `global: { scrape_interval: 1s }
scrape_configs: [{ job_name: wattbook, static_configs: [{ targets: ["127.0.0.1:${sweepPort}"] }] }]
`,
      );
      const server = new Deno.Command(program, {
        args: [
          `--config.file=${folder}/prometheus.yml`,
          `--storage.tsdb.path=${folder}/data`,
          `--web.listen-address=127.0.0.1:${port}`,
        ],
        stdout: "null",
        stderr: "null",
      }).spawn();
      const words = [
        ...WATTBOOK,
        "notebook",
        ...files,
        "--out",
        `${folder}/out`,
        "--metrics-port",
        `${sweepPort}`,
      ];
      const sweep = new Deno.Command(Deno.execPath(), {
        args: [...words, "--json"],
        env: { WATTBOOK_PLACE: "BE", MLFLOW_TRACKING_URI: "none" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const ended = sweep.output();
      try {
        const queries = dashboardQueries(), open = new Set(queries);
        const checked = checkedText(`http://127.0.0.1:${sweepPort}/metrics`);
        for (const deadline = performance.now() + PATIENCE_MS; open.size > 0;) {
          assert.ok(performance.now() < deadline, `no data for: ${[...open].join("\n")}`);
          for (const query of open) if (await hasData(port, query)) open.delete(query);
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
        assert.equal(await checked, "");
        assert.ok(queries.length >= 11);
        assert.deepEqual(await ask(port, "label/server/values"), ["this machine"]);
      } finally {
        const { success, stderr } = await ended;
        server.kill();
        await server.status;
        assert.ok(success, new TextDecoder().decode(stderr));
      }
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
);

/** As Grafana fills them in: the last five minutes, all servers and users. */
function dashboardQueries(): string[] {
  const { panels }: { panels: Panel[] } = JSON.parse(
    Deno.readTextFileSync(`${root}docs/grafana_dashboard.json`),
  );
  const all = (panel: Panel): string[] => [
    ...(panel.targets ?? []).map(({ expr }) => expr),
    ...(panel.panels ?? []).flatMap(all),
  ];
  return panels.flatMap(all).map((query) =>
    query.replaceAll("$__range", "5m").replaceAll("$__rate_interval", "4s").replaceAll(
      /\$(server|user)/g,
      ".*",
    )
  );
}

/** Whether a query gives series, each with a number that is not 0 alone. */
async function hasData(port: number, query: string): Promise<boolean> {
  const data = await ask(port, `query?query=${encodeURIComponent(query)}`);
  const result: readonly { readonly value: [number, string] }[] = Object(data).result ?? [];
  return result.length > 0 && result.every(({ value: [, text] }) => Number.isFinite(Number(text))) &&
    result.some(({ value: [, text] }) => Number(text) > 0);
}

async function ask(port: number, path: string): Promise<unknown> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()).data;
  } catch (error) {
    // It does not listen yet, or is still reading its store.
    if (error instanceof TypeError || /503|not ready/i.test(String(error))) return undefined;
    throw error;
  }
}

/** What promtool finds wrong with the text of a sweep. */
async function checkedText(url: string): Promise<string> {
  let text = "";
  while (!text.includes("wattbook_kernel_energy_joules_total{")) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    try {
      text = await (await fetch(url)).text();
    } catch {
      // The sweep is still starting.
    }
  }
  const tool = new Deno.Command(program.replace(/prometheus$/, "promtool"), {
    args: ["check", "metrics"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = tool.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { stdout, stderr } = await tool.output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}
