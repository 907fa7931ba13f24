import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";
import { describeSource } from "../../lib/track/describe_source.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";

const TOKEN = "c0ffee5ec2e7";

/** A Jupyter server on loopback that knows one notebook, and its file in `folder`. */
function jupyter(folder: string, sources: readonly string[]) {
  const cells = sources.map((source, id) => ({
    cell_type: "code",
    id: String(id),
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  let kernel = "";
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: ({ port }) => resolve(port) },
    (request) => {
      if (request.headers.get("authorization") !== `token ${TOKEN}`) {
        return new Response(null, {
          status: 403,
        });
      }
      const { pathname, search } = new URL(request.url);
      if (pathname === "/api/sessions") {
        return Response.json([{ type: "notebook", path: "course/digits.ipynb", kernel: { id: kernel } }]);
      }
      const content = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
      return Response.json(search === "?content=0" ? { size: 100 } : { content });
    },
  );
  return {
    /** Says which kernel it has started: the file name that a connection file would have. */
    async started(id: string) {
      kernel = id;
      const url = `http://127.0.0.1:${await promise}/`;
      const told = JSON.stringify({ url, token: TOKEN, sock: "" });
      Deno.writeTextFileSync(`${folder}/jpserver-${Deno.pid}.json`, told);
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("a run in a kernel of a Jupyter server tells its notebook and cell, and never the token", async () => {
  using folder = temporaryFolder("origin-");
  const info = JSON.stringify({ runName: "forest", place: "BE", trackingUri: "none" });
  const cell =
    `using tracker = await track(${info});\nawait new Promise((resolve) => setTimeout(resolve, 100))`;
  await using server = jupyter(folder.path, ["# first", cell, "1"]);
  const id = "11965ba2-b3b6-4efe-a4b1-0d5423b6d770";
  await server.started(id);
  await using kernel = await startKernel({
    cwd: folder.path,
    env: {
      JPY_PARENT_PID: String(Deno.pid),
      // As in front of a kernel with another file of its own.
      WATTBOOK_CONNECTION_FILE: `${folder.path}/kernel-${id}.json`,
    },
  });
  const begun = await kernel.execute(
    `import { track } from "jsr:@wattbook/track@^1"; { await using t = await track(${info}) }`,
  );
  const trained = await kernel.execute(cell);
  deepStrictEqual([begun.status, trained.status, trained.executionCount], ["ok", "ok", 2]);
  const settled = await kernel.execute(
    `for (let tries = 0; tries < 100; tries++) {
  if (Deno.readTextFileSync(${
      JSON.stringify(`${folder.path}/.wattbook/journal/`)
    } + tracker.runId + ".jsonl").includes('"artifact"')) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}`,
  );
  strictEqual(settled.status, "ok");

  const runs = readJournals(`${folder.path}/.wattbook`).flatMap((run) =>
    run instanceof JournalError ? [] : [run]
  );
  const [, run] = runs;
  ok(run);
  deepStrictEqual(
    Object.fromEntries(
      Object.entries(run.tags).filter(([key]) => /^mlflow\.source\.(type|name)|^wattbook/.test(key)),
    ),
    {
      "mlflow.source.type": "NOTEBOOK",
      "mlflow.source.name": "course/digits.ipynb",
      "wattbook.cell": "2",
      "wattbook.cell_index": "2",
      "wattbook.source_hash": describeSource(cell).sourceHash,
    },
  );
  const [artifact] = run.artifacts;
  strictEqual(artifact?.path, "notebook/digits.ipynb");
  strictEqual(JSON.parse(Deno.readTextFileSync(artifact.file)).cells[1].source, cell);
  strictEqual(run.record?.status, "FINISHED");
  const outputs = JSON.stringify([begun, trained, settled]);
  const files = runs.map(({ path }) => Deno.readTextFileSync(path)).join("") +
    runs.flatMap(({ artifacts }) => artifacts.map(({ file }) => Deno.readTextFileSync(file))).join("");
  ok(!`${outputs}${files}${kernel.stderrTail()}`.includes(TOKEN), "the token stays with the server");
});

Deno.test("a quick run knows its cell before it ends, is delivered once, and is in the store when the cell is over", async () => {
  using folder = temporaryFolder("origin-");
  await using kernel = await startKernel({ cwd: folder.path });
  const info = JSON.stringify({ runName: "quick", place: "BE", display: "none" });
  const begun = await kernel.execute(
    `import { track } from "jsr:@wattbook/track@^1"; import { DatabaseSync } from "node:sqlite";
const isStored = () => new DatabaseSync("mlflow.db").prepare("SELECT status FROM runs WHERE run_uuid = ?").get(tracker.runId);
const done = (id) => Deno.readTextFileSync(".wattbook/journal/" + id + ".jsonl").includes('"delivered"');
await new Promise((resolve) => setTimeout(resolve, 1500));`,
  );
  strictEqual(begun.status, "ok");
  const ids: string[] = [];
  for (let cell = 0; cell < 5; cell++) {
    const { status } = await kernel.execute(
      `{ await using t = await track(${info}); globalThis.tracker = t; }`,
    );
    // The very next thing that anybody can ask this kernel.
    const stored = await kernel.execute("console.log(tracker.runId, isStored()?.status)");
    const text = stored.outputs.map((output) => output.output_type === "stream" ? output.text : "").join("");
    deepStrictEqual([status, text.trim().split(" ")[1]], ["ok", "FINISHED"]);
    ids.push(text.split(" ")[0] ?? "");
  }
  const settled = await kernel.execute(
    `for (let tries = 0; tries < 100 && !${JSON.stringify(ids)}.every(done); tries++) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}`,
  );
  strictEqual(settled.status, "ok");
  // A cell that has just begun may not be known in time on a busy machine; that every one is not would be a fault.
  const kinds = ids.map((id) =>
    Deno.readTextFileSync(`${folder.path}/.wattbook/journal/${id}.jsonl`).trim().split("\n")
      .map((line) => JSON.parse(line).kind).join(" ")
  );
  ok(kinds.includes("begin tags end delivered"), kinds.join("\n"));
});
