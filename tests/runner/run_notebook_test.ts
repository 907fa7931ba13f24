import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { type RunEvent, runNotebook } from "../../lib/runner/run_notebook.ts";
import { notebookOf } from "./notebook_of.ts";
import { assertValidNotebook } from "./valid_notebook.ts";

const LIMIT = { timeout: 60_000 };
const cwd = Deno.makeTempDirSync();
addEventListener("unload", () => Deno.removeSync(cwd, { recursive: true }));

Deno.test(
  "runNotebook() runs every code cell in the notebook's folder and writes the outputs back",
  LIMIT,
  async () => {
    Deno.writeTextFileSync(`${cwd}/data.txt`, "from a file");
    const notebook = notebookOf(
      "// reads\nconst text = await Deno.readTextFile('data.txt');\nconsole.log(text)",
      "",
      "await Deno.jupyter.display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>1</b>\\n', 'application/json': { a: 1 } }) });\nDeno.env.get('GREETING')",
    );
    const events: RunEvent[] = [], saved: string[] = [];
    const run = await runNotebook(notebook, {
      cwd,
      env: { GREETING: "hello" },
      onEvent: (event) => events.push(event),
      onChange: (state) => saved.push(serialiseNotebook(state)),
    });
    assert.equal(run.status, "ok");
    assert.equal(run.failed, undefined);
    assert.deepEqual(events.map(({ kind, cell }) => [kind, cell.number, cell.total, cell.id, cell.line]), [
      ["begin", 1, 2, "a", "const text = await Deno.readTextFile('data.txt');"],
      ["end", 1, 2, "a", "const text = await Deno.readTextFile('data.txt');"],
      ["begin", 2, 2, "c", run.cells[1]?.line],
      ["end", 2, 2, "c", run.cells[1]?.line],
    ]);
    assert.deepEqual(run.cells.map(({ status, executionCount }) => [status, executionCount]), [["ok", 1], [
      "ok",
      2,
    ]]);
    assert.ok(run.cells.every(({ durationS }) => durationS !== undefined && durationS > 0));
    const text = serialiseNotebook(run.notebook);
    assertValidNotebook(text);
    const [first, second, third] = JSON.parse(text).cells;
    assert.deepEqual(first.outputs, [{ name: "stdout", output_type: "stream", text: ["from a file\n"] }]);
    assert.deepEqual([second.outputs, second.execution_count], [[], null]);
    assert.deepEqual(third.outputs, [
      {
        data: { "application/json": { a: 1 }, "text/html": ["<b>1</b>\n"] },
        metadata: {},
        output_type: "display_data",
      },
      {
        data: { "text/plain": ['"hello"'] },
        execution_count: 2,
        metadata: {},
        output_type: "execute_result",
      },
    ]);
    assert.equal(saved.length, 2);
    assert.equal(saved[1], text);
    assert.deepEqual(JSON.parse(saved[0] ?? "").cells[2].outputs, []);
  },
);

Deno.test(
  "runNotebook() stops at the first failing cell and clears the outputs of an earlier run",
  LIMIT,
  async () => {
    const old = notebookOf("console.log(1)", "throw new RangeError('too far')", "console.log(3)");
    const notebook = {
      ...old,
      cells: old.cells.map((cell) => ({
        ...cell,
        outputs: [{ output_type: "stream" as const, name: "stdout", text: "old" }],
        execution_count: 9,
      })),
    };
    const run = await runNotebook(notebook, { cwd });
    assert.equal(run.status, "failed");
    assert.deepEqual(run.cells.map(({ status }) => status), ["ok", "failed", "skipped"]);
    assert.equal(run.failed?.id, "b");
    assert.deepEqual([run.failed?.error?.ename, run.failed?.error?.evalue], ["RangeError", "too far"]);
    const text = serialiseNotebook(run.notebook);
    assertValidNotebook(text);
    assert.ok(!text.includes("old"));
    const { cells } = JSON.parse(text);
    assert.deepEqual(cells.map((cell: { execution_count: unknown }) => cell.execution_count), [1, 2, null]);
    assert.equal(cells[1].outputs[0].ename, "RangeError");
  },
);

Deno.test(
  "runNotebook() lets cells fail that are tagged so, and leaves out those tagged skip-execution",
  LIMIT,
  async () => {
    const run = await runNotebook(
      notebookOf(
        { code: "throw new Error('wanted')", tags: ["raises-exception"] },
        { code: "throw new Error('left out')", tags: ["skip-execution"] },
        { code: "const = 1", tags: ["raises-exception"] },
        "console.log('end')",
      ),
      { cwd },
    );
    assert.equal(run.status, "ok");
    assert.deepEqual(run.cells.map(({ status }) => status), ["allowed", "skipped", "allowed", "ok"]);
    assertValidNotebook(serialiseNotebook(run.notebook));
  },
);

Deno.test(
  "runNotebook() interrupts a cell that takes too long and keeps what it has shown",
  LIMIT,
  async () => {
    const run = await runNotebook(
      notebookOf(
        { code: "console.log('begun'); await new Promise(() => {})", tags: ["raises-exception"] },
        "1",
      ),
      { cwd, timeoutMs: 1500 },
    );
    assert.equal(run.status, "failed");
    assert.deepEqual(run.failed?.error, {
      ename: "TimeoutError",
      evalue: "The cell did not end in 1.5 s",
      traceback: ["TimeoutError: The cell did not end in 1.5 s"],
    });
    assert.deepEqual(run.failed?.outputs.map(({ output_type }) => output_type), ["stream", "error"]);
    assertValidNotebook(serialiseNotebook(run.notebook));
  },
);

/** An address on loopback; a cell that asks it aborts the signal, so that the stop comes when the cell has begun. */
Deno.test(
  "runNotebook() does not wait for a cell that neither its limit nor the interrupt ends",
  LIMIT,
  async () => {
    const deaf =
      `Deno.addSignalListener("SIGINT", () => {}); await new Promise((resolve) => setTimeout(resolve, 1e6))`;
    const run = await runNotebook(notebookOf(deaf, "1"), { cwd, timeoutMs: 300 });
    assert.deepEqual(
      [run.status, run.failed?.error?.ename, run.cells.map(({ status }) => status)],
      ["failed", "TimeoutError", ["failed", "skipped"]],
    );
    // Five seconds of grace and the kernel's end, not the half minute that deliveries may take.
    assert.ok(run.durationS < 20, `${run.durationS} s`);
  },
);

function stopper() {
  const stop = new AbortController();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    stop.abort();
    return new Response("stopping");
  });
  const call = `void fetch("http://127.0.0.1:${server.addr.port}/").catch(() => {});`;
  return { signal: stop.signal, call, [Symbol.asyncDispose]: () => server.shutdown() };
}

const STOP =
  "runNotebook() stops at its signal: the cell is interrupted, its outputs are kept, the kernel is gone";

Deno.test(STOP, LIMIT, async () => {
  await using stop = stopper();
  const run = await runNotebook(
    notebookOf(
      `Deno.writeTextFileSync("pid", String(Deno.pid)); console.log("whole")`,
      `console.log("half"); ${stop.call} await new Promise(() => {})`,
      "1",
    ),
    { cwd, signal: stop.signal },
  );
  assert.equal(run.status, "stopped");
  assert.deepEqual(run.cells.map(({ status }) => status), ["ok", "stopped", "skipped"]);
  assert.deepEqual(run.cells[0]?.outputs, [{ output_type: "stream", name: "stdout", text: "whole\n" }]);
  assert.deepEqual(run.cells[1]?.outputs, [{ output_type: "stream", name: "stdout", text: "half\n" }]);
  const pid = Number(Deno.readTextFileSync(`${cwd}/pid`));
  assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound);
  assertValidNotebook(serialiseNotebook(run.notebook));
});

Deno.test("runNotebook() lets a cell end that hears of the interrupt", LIMIT, async () => {
  await using stop = stopper();
  const run = await runNotebook(
    notebookOf(
      `const stopped = Promise.withResolvers(); Deno.addSignalListener("SIGINT", () => stopped.resolve());`,
      `${stop.call} await stopped.promise; console.log("closed in good order")`,
    ),
    { cwd, signal: stop.signal },
  );
  assert.equal(run.status, "stopped");
  assert.deepEqual(run.cells[1]?.outputs, [
    { output_type: "stream", name: "stdout", text: "closed in good order\n" },
  ]);
});

Deno.test("runNotebook() kills a kernel that does not hear of it", LIMIT, async () => {
  await using stop = stopper();
  const kill = new AbortController();
  stop.signal.addEventListener("abort", () => kill.abort());
  const start = performance.now();
  const deaf = `Deno.addSignalListener("SIGINT", () => {})`;
  const run = await runNotebook(notebookOf(deaf, `${stop.call} await new Promise(() => {})`), {
    cwd,
    signal: stop.signal,
    killSignal: kill.signal,
  });
  assert.equal(run.status, "stopped");
  assert.ok(performance.now() - start < 4500, "the grace of five seconds was waited for");
});

// A pending promise may be collected after half a minute, which ends the cell too: the limit is below that.
Deno.test("runNotebook() stops in the moment in which a cell begins", { timeout: 15_000 }, async () => {
  const stop = new AbortController();
  const run = await runNotebook(notebookOf("1", "await new Promise(() => {})"), {
    cwd,
    signal: stop.signal,
    onEvent: ({ kind, cell }) => kind === "begin" && cell.id === "b" && stop.abort(),
  });
  assert.deepEqual(run.cells.map(({ status }) => status), ["ok", "stopped"]);
});

Deno.test("runNotebook() tells of a kernel that dies in a cell", LIMIT, async () => {
  const run = await runNotebook(notebookOf("console.log(1)", "Deno.exit(3)", "2"), { cwd });
  assert.equal(run.status, "failed");
  assert.equal(run.failed?.id, "b");
  assert.equal(run.failed?.error?.ename, "KernelDied");
  assert.match(run.failed?.error?.evalue ?? "", /^The kernel died \(exit status 3\)$/);
  assert.deepEqual(run.cells.map(({ status }) => status), ["ok", "failed", "skipped"]);
});

Deno.test("runNotebook() starts no kernel for a signal that came first", LIMIT, async () => {
  const run = await runNotebook(notebookOf("1"), {
    cwd,
    signal: AbortSignal.abort(),
    command: ["no-such-program"],
  });
  assert.deepEqual([run.status, run.cells[0]?.status], ["stopped", "skipped"]);
});
