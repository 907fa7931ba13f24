import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";
import { peerTest } from "../peers/peer.ts";
import type { TortureCell } from "../track/torture_order.ts";
import { CELLS, matrixCells, matrixNotebook } from "./matrix.ts";
import { inNbclient } from "./nbclient.ts";
import { npmDeno } from "./npm_deno.ts";
import { outsideFolder } from "./outside_folder.ts";
import { inOwnRunner } from "./own_runner.ts";
import { FAULTS, type Tally, tally } from "./tally.ts";

const cells = matrixCells();

function noFault(counted: Tally): void {
  deepStrictEqual(counted.findings, []);
  deepStrictEqual(FAULTS.filter((fault) => counted[fault] !== 0), []);
  strictEqual(counted.cells, CELLS);
}

Deno.test("matrixCells() are 200 cells with names of their own, every form three times at least", () => {
  strictEqual(cells.length, CELLS);
  const runs = cells.flatMap(({ code }) =>
    Array.from(code.matchAll(/"runName":"([^"]*)"/g), ([, name]) => name)
  );
  strictEqual(new Set(runs).size, runs.length);
  const counts = Map.groupBy(cells.slice(1, -1), ({ is }) => is.name);
  deepStrictEqual([...counts].filter(([, same]) => same.length < 3), []);
});

Deno.test("tally() counts lines and cards that are lost or under another cell", () => {
  using folder = temporaryFolder("tally-");
  const two: TortureCell[] = [0, 1].map((n) => ({
    is: { name: "form", code: () => "", lines: 2, cards: ["a FAILED"], error: "Error: x" },
    n,
    code: "",
  }));
  const notebook = JSON.parse(matrixNotebook(two));
  const card = (text: string) => ({ output_type: "display_data", data: { "text/plain": [text] } });
  const stream = (text: string) => ({ output_type: "stream", name: "stdout", text: [text] });
  notebook.cells[0].execution_count = 1;
  notebook.cells[0].outputs = [stream("cell 0 prints 0\n"), card("a-0 FINISHED in 1 s")];
  notebook.cells[1].outputs = [
    stream("cell 1 prints 0\ncell 0 prints 1\n"),
    card("a-0 FAILED"),
    { output_type: "error", ename: "Error", evalue: "x" },
  ];
  const { findings, ...counted } = tally(JSON.stringify(notebook), two, folder.path);
  deepStrictEqual(counted, {
    cells: 1,
    cards: 2,
    wrongStatuses: 1,
    wrongCells: 1,
    lostCards: 1,
    wrongResults: 0,
    wrongErrors: 1,
    lines: 4,
    lostLines: 1,
    misplacedLines: 1,
    runs: 2,
    wrongRuns: 2,
  });
  strictEqual(findings[0], "cell 0, form: shows [a-0 FINISHED], should be [a-0 FAILED]");
});

Deno.test("track() keeps the matrix whole in our own runner", { timeout: 300_000 }, async () => {
  using folder = temporaryFolder("matrix-");
  noFault(tally(await inOwnRunner(cells, folder.path, Deno.execPath()), cells, folder.path));
});

peerTest("track() keeps the matrix whole in nbclient", async () => {
  using folder = temporaryFolder("matrix-");
  noFault(tally(await inNbclient(cells, folder.path, Deno.execPath()), cells, folder.path));
});

for (const version of ["2.8.1", "2.2.15"]) {
  peerTest(`track() keeps the matrix whole in our own runner on Deno ${version}`, async () => {
    using folder = outsideFolder();
    const older = matrixCells(true);
    noFault(tally(await inOwnRunner(older, folder.path, await npmDeno(version)), older, folder.path));
  });

  peerTest(`track() keeps the matrix whole in nbclient on Deno ${version}`, async () => {
    using folder = outsideFolder();
    const older = matrixCells(true);
    noFault(tally(await inNbclient(older, folder.path, await npmDeno(version)), older, folder.path));
  });

  peerTest(`a cell that exits shows what it has printed on Deno ${version}`, async () => {
    using folder = outsideFolder();
    const command = [await npmDeno(version), "jupyter", "--kernel", "--conn"];
    await using kernel = await startKernel({ cwd: folder.path, command });
    await kernel.execute(`await import("jsr:@wattbook/track@^1"); 0`, { timeoutMs: 60_000 });
    let text = "";
    await rejects(
      // On 2.2 it never ended when too many messages were still on their way.
      kernel.execute(`for (let line = 0; line < 900; line++) console.log(line); Deno.exit(3)`, {
        timeoutMs: 60_000,
        onMessage: ({ header, content }) =>
          void (text += header.msg_type === "stream" ? content["text"] : ""),
      }),
      /The kernel died \(exit status 3\)/,
    );
    strictEqual(text, Array.from({ length: 900 }, (_, line) => `${line}\n`).join(""));
  });
}
