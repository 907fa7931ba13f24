import { ABOUT } from "./record_of.ts";
import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { jupyterServer } from "../../lib/runner/jupyter_server.ts";
import { parseNotebook, serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { runNotebook } from "../../lib/runner/run_notebook.ts";
import { serverAddress } from "../../lib/runner/server_address.ts";
import { runSweep } from "../../lib/runner/sweep.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { sumRecords } from "../../lib/runner/sweep_record.ts";
import { runWattbook } from "../cli/run_wattbook.ts";
import { notebookOf } from "./notebook_of.ts";
import { openRelay } from "./relay.ts";
import { jupyterServerPeer, kernelGatewayPeer, type NotebookServer } from "./notebook_servers.ts";

/** Jupyter's client library keeps timers after its last connection is closed. */
const REAL = { timeout: 120_000, sanitizeOps: false, sanitizeResources: false };
const host = realHost({ environment: {} });

function serverOf({ url, token }: NotebookServer, lostMs = 20_000) {
  return jupyterServer(serverAddress(`${url}/lab?token=${token}`, { host }), { host, patience: { lostMs } });
}

/** A folder with notebooks in it, inside the repository as the kernels' import asks for. */
function notebooks(files: Readonly<Record<string, ReturnType<typeof notebookOf>>>) {
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-sweep-" });
  for (const [name, notebook] of Object.entries(files)) {
    Deno.writeTextFileSync(`${folder}/${name}`, serialiseNotebook(notebook));
  }
  return { folder, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

Deno.test(
  "runSweep() runs notebooks on two Jupyter Servers and a Kernel Gateway, each kernel measuring itself",
  REAL,
  async () => {
    await using first = await jupyterServerPeer();
    await using second = await jupyterServerPeer();
    await using gateway = await kernelGatewayPeer();
    using files = notebooks({
      "train.ipynb": notebookOf(
        { code: "let rate = 1;", tags: ["parameters"] },
        "for (let line = 0; line < 50; line++) console.log(line);",
        "const until = performance.now() + 300; while (performance.now() < until); rate * 10",
      ),
    });
    const rates = [1, 2, 3, 4, 5, 6];
    const { jobs } = planSweep(
      [`${files.folder}/train.ipynb`],
      rates.map((rate) => ({ rate })),
      `${files.folder}/out`,
    );
    const servers = [first, second, gateway].map((server) => serverOf(server));
    const { outcomes, stopped } = await runSweep(jobs, servers, { out: `${files.folder}/out` });
    assert.equal(stopped, undefined);
    assert.deepEqual(
      outcomes.map(({ outcome }) => [outcome?.status, outcome?.problem]),
      rates.map(() => ["ok", undefined]),
    );
    // All three had something to do.
    assert.deepEqual(
      new Set(outcomes.map(({ outcome }) => outcome?.server)),
      new Set([first.url, second.url, gateway.url]),
    );
    outcomes.forEach(({ job }, index) => {
      const cells = parseNotebook(Deno.readTextFileSync(job.executed), job.executed).cells;
      assert.deepEqual(cells.map(({ source }) => source)[1], `// Parameters\nlet rate = ${index + 1};`);
      const [, , lines, result] = cells.map((cell) => cell.cell_type === "code" ? cell.outputs : []);
      const text = Array.from({ length: 50 }, (_, line) => `${line}\n`).join("");
      assert.deepEqual(lines, [{ output_type: "stream", name: "stdout", text }]);
      const [shown] = result ?? [];
      assert.equal(
        shown?.output_type === "execute_result" && shown.data["text/plain"],
        String((index + 1) * 10),
      );
    });
    // The servers say where they are, the records come from there.
    const records = outcomes.flatMap(({ outcome }) => outcome?.record ?? []);
    assert.deepEqual(records.map(({ intensity }) => intensity.zone), rates.map(() => "BE"));
    const shares = records.map(({ energyJ }) => energyJ.share);
    const sum = sumRecords(records, ABOUT)?.energyJ.share;
    for (const end of ["low", "value", "high"] as const) {
      const expected = shares.reduce((total, share) => total + (share?.[end] ?? NaN), 0);
      assert.ok(Math.abs((sum?.[end] ?? NaN) - expected) < 1e-9 * expected);
    }
  },
);

Deno.test(
  "jupyterServer() says in a line what is wrong: token, kernel, address, no Jupyter",
  REAL,
  async () => {
    await using server = await jupyterServerPeer();
    await using other = closable(
      Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => new Response("hello")),
    );
    const closed = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    closed.close();
    const cases: [string, string, string | undefined, RegExp][] = [
      [
        server.url,
        "not-this-one",
        undefined,
        /^Cannot use http:\S+: it answered 403, the token is wrong or expired$/,
      ],
      [server.url, "", undefined, /it answered 403, give a token with --token or JUPYTER_TOKEN$/],
      [
        server.url,
        server.token,
        "demo",
        /kernel "demo" is not there, the server has "deno".*; did you mean --kernel deno$/,
      ],
      [
        server.url,
        server.token,
        "python3",
        /kernel "python3" is not Deno's, the server has .*"python3".*; give one of them/,
      ],
      [`http://127.0.0.1:${closed.addr.port}`, "", undefined, /^Cannot reach http:\S+: /],
      [
        `http://127.0.0.1:${other.port}`,
        "",
        undefined,
        /^Cannot use http:\S+: it answered something else, should be a Jupyter server$/,
      ],
    ];
    for (const [url, token, kernel, message] of cases) {
      const { start } = jupyterServer(serverAddress(url, { host, token }), { host });
      await assert.rejects(start(kernel, { signal: new AbortController().signal }, "."), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(!error.message.includes("\n") && (token === "" || !error.message.includes(token)));
        return true;
      });
    }
  },
);

Deno.test(
  "runNotebook() on a server: a cell that never ends, a kernel that dies, a connection that drops",
  REAL,
  async () => {
    await using server = await jupyterServerPeer();
    const { start } = serverOf(server);
    const run = (timeoutMs: number, ...code: string[]) =>
      runNotebook(notebookOf(...code), {
        cwd: ".",
        timeoutMs,
        start: (options) => start("deno", options, "."),
      });
    const late = await run(
      1500,
      "console.log('begun'); await new Promise((resolve) => setTimeout(resolve, 1e6))",
      "1",
    );
    assert.deepEqual([late.status, late.failed?.error?.ename], ["failed", "TimeoutError"]);
    assert.equal(late.failed?.outputs[0]?.output_type, "stream");
    const dead = await run(20_000, "Deno.exit(3)");
    assert.deepEqual([dead.status, dead.failed?.error?.ename], ["failed", "KernelDied"]);

    await using relay = openRelay(server.url);
    const through = jupyterServer(serverAddress(relay.url, { host, token: server.token }), { host });
    const dropped = await runNotebook(
      notebookOf(
        `console.log("before"); await pause(300); await fetch("${relay.url}/drop"); await pause(2000); ` +
          `console.log("after"); function pause(ms) { return new Promise((resolve) => setTimeout(resolve, ms)); }`,
        "6 * 7",
      ),
      { cwd: ".", start: (options) => through.start("deno", options, ".") },
    );
    assert.equal(relay.drops(), 1);
    assert.equal(dropped.status, "ok");
    assert.deepEqual(dropped.cells[0]?.outputs, [
      { output_type: "stream", name: "stdout", text: "before\nafter\n" },
    ]);
  },
);

Deno.test(
  "runSweep() loses a server: what it had not begun runs elsewhere, what may have run does not",
  REAL,
  async () => {
    await using doomed = await jupyterServerPeer();
    await using healthy = await jupyterServerPeer();
    using files = notebooks({
      "work.ipynb": notebookOf(
        { code: "let n = 0; let log = '';", tags: ["parameters"] },
        "Deno.writeTextFileSync(log, `${n} `, { append: true });",
        "await new Promise((resolve) => setTimeout(resolve, 700))",
      ),
    });
    const log = `${files.folder}/log`, out = `${files.folder}/out`;
    const sets = [1, 2, 3, 4, 5, 6].map((n) => ({ n, log }));
    const { jobs } = planSweep([`${files.folder}/work.ipynb`], sets, out);
    const servers = [doomed, healthy].map((server) => serverOf(server, 1000));
    let killed: Promise<void> | undefined;
    const { outcomes } = await runSweep(jobs, servers, {
      out,
      onEvent(event) {
        // In the middle of a notebook: its log line is written, its last cell runs.
        const isThere = event.kind === "cell" && event.event.kind === "begin" &&
          event.event.cell.number === 4;
        const started = outcomesOn.get(event.kind === "cell" ? event.job : undefined);
        if (event.kind === "begin") outcomesOn.set(event.job, event.server);
        if (isThere && started === doomed.url) killed ??= doomed.kill();
      },
    });
    await killed;
    assert.ok(killed, "the first server never got to the last cell");
    const lost = outcomes.filter(({ outcome }) => outcome?.status === "lost");
    assert.deepEqual([lost.length, outcomes.filter(({ outcome }) => outcome?.status === "ok").length], [
      1,
      5,
    ]);
    assert.match(
      lost[0]?.outcome?.problem ?? "",
      /^work n=\d: Lost http:\S+: nothing was heard of it for 1 s during cell 4 of 4 \("c"\), which may have run and is not run again$/,
    );
    // Each ran once.
    const lines = () => Deno.readTextFileSync(log).trim().split(" ").toSorted();
    assert.deepEqual(lines(), ["1", "2", "3", "4", "5", "6"]);

    // Going on changes nothing unless it is asked for.
    const rest = servers.slice(1);
    const same = await runSweep(jobs, rest, { out, resume: true });
    assert.deepEqual(
      same.outcomes.map(({ outcome }) => outcome?.status),
      outcomes.map(({ outcome }) => outcome?.status),
    );
    assert.equal(lines().length, 6);
    const again = await runSweep(jobs, rest, { out, resume: true, again: "unfinished" });
    assert.ok(again.outcomes.every(({ outcome }) => outcome?.status === "ok"));
    assert.deepEqual(
      lines(),
      ["1", "2", "3", "4", "5", "6", String(lost[0]?.job.parameters["n"])].toSorted(),
    );
  },
);

const outcomesOn = new Map<unknown, string>();

Deno.test(
  "wattbook notebook --server prints a table with the sum, and one line for each that could not run",
  REAL,
  async () => {
    await using server = await jupyterServerPeer();
    using files = notebooks({
      "good.ipynb": notebookOf("1 + 1"),
      "fails.ipynb": notebookOf("throw new RangeError('too far')", "2"),
    });
    Deno.writeTextFileSync(`${files.folder}/broken.ipynb`, "{");
    const { code, stdout, stderr } = await runWattbook(
      [
        "notebook",
        "good.ipynb",
        "broken.ipynb",
        "fails.ipynb",
        "--server",
        server.url,
        "--jobs",
        "2",
        "--out",
        "out",
      ],
      { cwd: files.folder, env: { JUPYTER_TOKEN: server.token, MLFLOW_TRACKING_URI: "" } },
    );
    assert.equal(code, 1);
    assert.match(stderr, /^wattbook notebook: Cannot read notebook "broken\.ipynb": it is no JSON/m);
    assert.match(stderr, /^wattbook notebook: fails: cell 1 of 2 \("a"\) failed: RangeError: too far$/m);
    assert.match(stdout, /^good +ok +127\.0\.0\.1:\d+ +1\/1 .* BE$/m);
    assert.match(stdout, /^fails +failed +127\.0\.0\.1:\d+ +1\/2 /m);
    assert.match(
      stdout,
      /^1 of 2 notebooks done on 1 server in .* CO2e \(.*\) from .* \(.*\), grade [A-E]; electricity: Belgium/m,
    );
    assert.match(Deno.readTextFileSync(`${files.folder}/out/report.html`), /RangeError: too far/);
  },
);

function closable(server: Deno.HttpServer<Deno.NetAddr>) {
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}
