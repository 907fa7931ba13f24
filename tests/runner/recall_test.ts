import assert from "node:assert/strict";
import { kernelSpec } from "../../lib/kernel/install.ts";
import { keepCode } from "../../lib/runner/recall_code.ts";
import type { CodeOf } from "./notebook_of.ts";
import { jupyterServerPeer, kernelGatewayPeer, type NotebookServer } from "./notebook_servers.ts";
import { runThrough } from "./run_through.ts";

/** Jupyter's client library keeps timers after its last connection is closed. */
const REAL = { timeout: 120_000, sanitizeOps: false, sanitizeResources: false };

/**
 * The stock kernel's printed lines may overtake everything else, or be overtaken: whatever is not printed comes after a
 * pause. Each loses something else while nothing arrives: outputs of all kinds, an error with its reply,
 * a reply alone.
 */
const CELLS: readonly CodeOf[] = [
  `for (let line = 0; line < 60; line++) {
  console.log(line);
  if (line === 5) await cut("swallow");
  if ([10, 12, 15].includes(line)) await pause(60);
  if (line === 10) {
    await Deno.jupyter.broadcast("display_data", {
      data: { "text/plain": "first ☀" }, metadata: {}, transient: { display_id: "one" },
    });
  }
  if (line === 12) {
    console.error("a warning");
    await pause(60);
  }
  if (line === 15) {
    await Deno.jupyter.broadcast("update_display_data", {
      data: { "text/plain": "second 🌍" }, metadata: {}, transient: { display_id: "one" },
    });
  }
  if (line === 25) await cut("drop");
  await pause(15);
}
"its result"`,
  `console.log("before"); await pause(60); await Deno.jupyter.broadcast("clear_output", { wait: false });
await pause(60); console.log("after"); await pause(60);
await cut("swallow"); setTimeout(() => cut("drop"), 300);
6 * 7`,
  {
    code: `await cut("swallow"); console.log("lost?"); setTimeout(() => cut("drop"), 400); await pause(60);
throw new TypeError("late");`,
    tags: ["raises-exception"],
  },
  `await cut("swallow"); void setTimeout(() => cut("drop"), 600);`,
  { code: "let x = ;", tags: ["raises-exception"] },
  `await cut("drop"); console.log("one"); await pause(100); await cut("drop"); console.log("two");`,
  "x = 1; var x; x",
];

Deno.test(
  "a cell has all its outputs, its error and its number after its connection dropped",
  REAL,
  async (t) => {
    const ways = [["Jupyter Server", jupyterServerPeer, "deno"], [
      "Kernel Gateway",
      kernelGatewayPeer,
      "deno",
    ], [
      "wattbook's own kernel",
      jupyterServerPeer,
      "wattbook",
    ]] as const;
    for (const [name, open, kernel] of ways) {
      await t.step(name, async () => {
        await using server = await open();
        installOwnKernel(server);
        const cut = await runThrough(server, kernel, ...CELLS);
        assert.equal(cut.drops, 6);
        const uncut = await runThrough(server, kernel, ...CELLS.map((cell) => withoutCuts(cell)));
        assert.equal(uncut.drops, 0);
        assert.deepEqual(cut.cells, uncut.cells);
        // And that is what they show.
        const [all, result, failed, , unparsed, twice, last] = cut.cells;
        const lines = Array.from({ length: 60 }, (_, line) => `${line}\n`).join("");
        const printed = all?.outputs.flatMap((output) =>
          output.output_type === "stream" && output.name === "stdout" ? output.text : []
        );
        assert.equal(printed?.join(""), lines);
        assert.deepEqual(all?.outputs.map(({ output_type }) => output_type), KINDS);
        assert.match(JSON.stringify(all?.outputs), /second 🌍/);
        assert.match(JSON.stringify(result?.outputs), /"after\\n".*42/);
        assert.deepEqual([failed?.status, failed?.error], ["allowed", "late"]);
        assert.equal(unparsed?.status, "allowed");
        assert.match(unparsed?.error ?? "", /Expression expected/);
        assert.match(JSON.stringify(twice?.outputs), /"one\\ntwo\\n"/);
        assert.deepEqual([last?.status, last?.executionCount], ["ok", 8]);
      });
    }
  },
);

/** The first cell's outputs. */
const KINDS = ["stream", "display_data", "stream", "stream", "stream", "execute_result"];

/** Beside Deno's. */
function installOwnKernel({ folder }: NotebookServer): void {
  const spec = `${folder}/.jupyter/jupyter/kernels/wattbook`;
  Deno.mkdirSync(spec, { recursive: true });
  Deno.writeTextFileSync(`${spec}/kernel.json`, JSON.stringify(kernelSpec(Deno.execPath())));
}

function withoutCuts(cell: CodeOf): CodeOf {
  const plain = (code: string) => code.replaceAll(/cut\("\w+"\)/g, "undefined");
  return typeof cell === "string" ? plain(cell) : { ...cell, code: plain(cell.code) };
}

const LOSING = `for (let line = 0; line < 60; line++) {
  console.log(line, "x".repeat(1000));
  if (line === 5) await cut("swallow");
  if (line === 25) await cut("drop");
  await pause(15);
}`;

Deno.test("a cell says that outputs may be missing where its kernel does not know them", REAL, async () => {
  await using server = await jupyterServerPeer();
  const cases = [
    // It keeps nothing: no file of its connection can be found, say.
    `delete globalThis[Symbol.for("wattbook.recall")];`,
    // It keeps less than the cell has shown.
    `${keepCode(true, 20_000)} await pause(1500);`,
  ];
  for (const first of cases) {
    const { cells: [, losing, after] } = await runThrough(server, "deno", first, LOSING, "6 * 7");
    assert.equal(losing?.status, "ok");
    assert.deepEqual(losing?.outputs.at(-1), {
      output_type: "stream",
      name: "stderr",
      text:
        "wattbook: the connection to the server dropped during this cell, some of its outputs may be missing\n",
    });
    assert.equal(after?.status, "ok");
    assert.doesNotMatch(JSON.stringify(after?.outputs), /missing/);
  }
});

Deno.test(
  "a cell of which the kernel has never heard counts as lost and is not sent again",
  REAL,
  async () => {
    await using server = await jupyterServerPeer();
    const mark = `${server.folder}/ran`;
    const { run } = await runThrough(
      server,
      "deno",
      `void setTimeout(() => cut("swallow_requests").then(() => pause(700)).then(() => cut("drop")), 50);`,
      `await pause(200)`,
      `Deno.writeTextFileSync(${JSON.stringify(mark)}, "x", { append: true });`,
    );
    assert.equal(run.status, "failed");
    assert.equal(run.failed?.error?.ename, "ServerLost");
    assert.match(run.failed?.error?.evalue ?? "", /^Lost http:\S+: an answer went with the connection$/);
    await assert.rejects(Deno.stat(mark), Deno.errors.NotFound);
  },
);
