import assert from "node:assert/strict";
import { keepCode } from "../../lib/runner/recall_code.ts";
import { jupyterServerPeer, type NotebookServer } from "./notebook_servers.ts";
import { runThrough } from "./run_through.ts";

/** Jupyter's client library keeps timers after its last connection is closed. */
const REAL = { timeout: 120_000, sanitizeOps: false, sanitizeResources: false };

/** What the second of two cells has shown. */
async function secondCell(server: NotebookServer, ...cells: readonly [string, string]) {
  const { cells: [, second] } = await runThrough(server, "deno", ...cells);
  return second?.outputs;
}

/** Less than one line of a cell: of that cell the kernel knows the end alone. */
const KEEPS_LITTLE = `${keepCode(true, 20_000)} await pause(1500);`;

/** The answer and everything after it reach nobody. */
const LOSES_REPLY = `await cut("swallow"); void setTimeout(() => cut("drop"), 400);`;

Deno.test(
  "a cell of which the kernel knows the end alone keeps what has arrived, and says so",
  REAL,
  async () => {
    await using server = await jupyterServerPeer();
    const shown = await secondCell(
      server,
      KEEPS_LITTLE,
      `console.log("x".repeat(30_000)); await pause(100); await cut("drop"); await pause(100);`,
    );
    assert.deepEqual(shown?.[0], {
      output_type: "stream",
      name: "stdout",
      text: "x".repeat(30_000) + "\n",
    });
    assert.match(JSON.stringify(shown?.[1]), /may be missing/);
    const { run } = await runThrough(
      server,
      "deno",
      KEEPS_LITTLE,
      `${LOSES_REPLY} throw new Error("x".repeat(30_000));`,
    );
    assert.deepEqual([run.status, run.failed?.error?.ename], ["failed", "ServerLost"]);
  },
);

Deno.test(
  "a cell whose answers are longer than half of what is kept is recalled as a whole",
  REAL,
  async () => {
    await using server = await jupyterServerPeer();
    const shown = await secondCell(
      server,
      `${keepCode(true, 1_000_000)} await pause(1500);`,
      `for (let line = 0; line < 18; line++) console.log("x".repeat(50_000));\nawait pause(500); ${LOSES_REPLY}`,
    );
    const text = ("x".repeat(50_000) + "\n").repeat(18);
    assert.deepEqual(shown, [{ output_type: "stream", name: "stdout", text }]);
  },
);

Deno.test("a cell that imports a file of its folder is well when its answer went", REAL, async () => {
  await using server = await jupyterServerPeer();
  Deno.writeTextFileSync(`${server.folder}/rate.ts`, "export const rate = 3;");
  const { cells: [importing, using] } = await runThrough(
    server,
    "deno",
    `import { rate } from "./rate.ts"; ${LOSES_REPLY}`,
    "rate * 2",
  );
  assert.deepEqual([importing?.status, importing?.outputs, using?.status], ["ok", [], "ok"]);
});

Deno.test("a kernel that dies after its connection dropped ends its notebook alone", REAL, async () => {
  await using server = await jupyterServerPeer();
  const { run } = await runThrough(server, "deno", `await cut("drop"); await pause(700); Deno.exit(3);`);
  assert.deepEqual([run.status, run.failed?.error?.ename], ["failed", "KernelDied"]);
});
