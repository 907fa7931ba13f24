import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { NotebookError } from "../../lib/runner/notebook_error.ts";
import { runSweep, type SweepOptions } from "../../lib/runner/sweep.ts";
import { parseBudget } from "../../lib/runner/sweep_budget.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { fakeServer, gone } from "./fake_server.ts";
import { notebookOf } from "./notebook_of.ts";

/** A folder with one notebook of two cells, and the jobs of a grid over it. */
function grid(count: number) {
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-sweep-" }), out = `${folder}/out`;
  const notebook = notebookOf({ code: "let n = 0;", tags: ["parameters"] }, "work(n)");
  Deno.writeTextFileSync(`${folder}/a.ipynb`, serialiseNotebook(notebook));
  const sets = Array.from({ length: count }, (_, n) => ({ n }));
  const { jobs } = planSweep([`${folder}/a.ipynb`], sets, out);
  return { folder, out, jobs, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

/** Which `n` were worked on. */
function worked(...servers: readonly { readonly ran: readonly string[] }[]): number[] {
  const cells = servers.flatMap(({ ran }) => ran);
  return cells.flatMap((code) => code.match(/^\/\/ Parameters\nlet n = (\d+);$/)?.[1] ?? []).map(Number)
    .toSorted((a, b) => a - b);
}

const statuses = (result: Awaited<ReturnType<typeof runSweep>>) =>
  result.outcomes.map(({ outcome }) => outcome?.status ?? "not begun");

Deno.test("runSweep() runs each job once, at most so many at a time on one server", async () => {
  using sweep = grid(7);
  const turn = () => new Promise<void>((resolve) => queueMicrotask(resolve));
  const servers = [fakeServer("one", { onCell: turn }), fakeServer("two", { onCell: turn })];
  const result = await runSweep(sweep.jobs, servers, { out: sweep.out, jobsPerServer: 2 });
  assert.deepEqual(statuses(result), Array(7).fill("ok"));
  assert.deepEqual(servers.map((server) => server.most()), [2, 2]);
  // The next ones start meanwhile, and none is left.
  assert.ok(servers.some((server) => server.mostAlive() > 2));
  assert.ok(servers.every((server) => server.mostAlive() <= 5));
  assert.deepEqual(servers.map((server) => server.alive()), [0, 0]);
  assert.equal(servers.flatMap(({ ran }) => ran).filter((code) => code === "work(n)").length, 7);
  assert.deepEqual(
    result.outcomes.map(({ outcome }) => outcome?.record?.energyJ.share?.value),
    Array(7).fill(10),
  );
});

Deno.test("runSweep() gives what a lost server had not begun to another one, and what it had begun to nobody", async () => {
  using sweep = grid(5);
  const broken = fakeServer("broken", {
    onStart: (starts) => {
      if (starts > 1) throw gone();
    },
    onCell: (code) => {
      if (code === "work(n)") throw gone();
    },
  });
  const healthy = fakeServer("healthy");
  const result = await runSweep(sweep.jobs, [broken, healthy], { out: sweep.out });
  assert.deepEqual(statuses(result).toSorted(), ["lost", "ok", "ok", "ok", "ok"]);
  assert.deepEqual(worked(broken, healthy), [0, 1, 2, 3, 4]);
});

Deno.test("runSweep() tries a refused job on the other servers, then says why it cannot run", async () => {
  using sweep = grid(2);
  const refuse = (sentence: string) => ({
    onStart: () => {
      throw new NotebookError(sentence);
    },
  });
  const servers = [fakeServer("one", refuse("no kernel here")), fakeServer("two", refuse("nor here"))];
  const result = await runSweep(sweep.jobs, servers, { out: sweep.out });
  assert.deepEqual(statuses(result), ["refused", "refused"]);
  assert.match(result.outcomes[0]?.outcome?.problem ?? "", /^a n=0: (no kernel|nor) here$/);
  const nobody = await runSweep(sweep.jobs, [fakeServer("gone", {
    onStart: () => {
      throw gone();
    },
  })], {
    out: sweep.out,
    resume: true,
  });
  assert.deepEqual(statuses(nobody), ["refused", "refused"]);
  assert.match(nobody.outcomes[1]?.outcome?.problem ?? "", /^a n=1: Lost it: gone$|no server is left$/);
});

Deno.test("runSweep() goes on after a crash: ended jobs are kept, one that had begun is not run again unasked", async () => {
  using sweep = grid(4);
  const first = fakeServer("first");
  await runSweep(sweep.jobs.slice(0, 1), [first], { out: sweep.out });
  // What a killed process leaves: a job whose first cell was sent, and half a line.
  const [, second] = sweep.jobs;
  const line = JSON.stringify({ kind: "cell", key: second?.key, server: "first", startMs: 5 });
  Deno.writeTextFileSync(`${sweep.out}/sweep.jsonl`, `${line}\n{"kind":"en`, { append: true });

  const options: SweepOptions = { out: sweep.out };
  const server = fakeServer("later");
  await assert.rejects(
    runSweep(sweep.jobs, [server], options),
    /should be --resume to go on with it, or another --out$/,
  );
  const result = await runSweep(sweep.jobs, [server], { ...options, resume: true });
  assert.deepEqual(statuses(result), ["ok", "lost", "ok", "ok"]);
  assert.match(
    result.outcomes[1]?.outcome?.problem ?? "",
    /^a n=1: was running on first when an earlier call ended; cells may have run and are not run again$/,
  );
  assert.deepEqual(worked(server), [2, 3]);
  assert.equal(result.outcomes[0]?.outcome?.record?.energyJ.share?.value, 10);
  const again = await runSweep(sweep.jobs, [server], { ...options, resume: true, again: "unfinished" });
  assert.deepEqual(statuses(again), ["ok", "ok", "ok", "ok"]);
  assert.deepEqual(worked(server), [1, 2, 3]);
  assert.equal(again.id, result.id);
});

Deno.test("runSweep() stops at its budget; what was not begun is begun by a later call", async () => {
  using sweep = grid(5);
  const server = fakeServer("one", { joules: 3600 });
  const result = await runSweep(sweep.jobs, [server], { out: sweep.out, budget: parseBudget("2Wh") });
  // A watt hour each: the second uses it up.
  assert.deepEqual([result.stopped, statuses(result)], ["budget", [
    "ok",
    "ok",
    "not begun",
    "not begun",
    "not begun",
  ]]);
  const rest = await runSweep(sweep.jobs, [server], { out: sweep.out, resume: true });
  assert.deepEqual([rest.stopped, statuses(rest)], [undefined, Array(5).fill("ok")]);
  assert.deepEqual(worked(server), [0, 1, 2, 3, 4]);
});

Deno.test("runSweep() interrupts what runs when it is stopped, and does not run it again", async () => {
  using sweep = grid(3);
  const stop = new AbortController();
  const server = fakeServer("one", {
    onCell: (code) => {
      if (code !== "work(n)") return;
      stop.abort();
      return new Promise(() => {});
    },
  });
  const result = await runSweep(sweep.jobs, [server], { out: sweep.out, signal: stop.signal });
  assert.deepEqual([result.stopped, statuses(result)], ["signal", ["stopped", "not begun", "not begun"]]);
  const quick = fakeServer("quick");
  assert.deepEqual(statuses(await runSweep(sweep.jobs, [quick], { out: sweep.out, resume: true })), [
    "stopped",
    "ok",
    "ok",
  ]);
  assert.deepEqual(worked(quick), [1, 2]);
});

Deno.test("planSweep() names executed notebooks by what differs, and refuses those that would meet", () => {
  using sweep = grid(2);
  const { folder } = sweep, other = `${folder}/other`;
  Deno.mkdirSync(other);
  Deno.copyFileSync(`${folder}/a.ipynb`, `${other}/a.ipynb`);
  const sets = [{ n: 1, name: "x/y" }, { n: 2, name: "x/y" }];
  const plan = planSweep(
    [`${folder}/a.ipynb`, `${other}/a.ipynb`, `${folder}/none.ipynb`],
    sets,
    `${folder}/out`,
  );
  assert.deepEqual(plan.jobs.map(({ executed, name }) => [executed, name]), [
    [`${folder}/out/a.n=1.ipynb`, "a n=1"],
    [`${folder}/out/a.n=2.ipynb`, "a n=2"],
  ]);
  assert.match(
    plan.refused[0]?.problem ?? "",
    /would be written to ".*a\.n=1\.ipynb" like ".*a\.ipynb", run it with another --out$/,
  );
  assert.match(plan.refused.at(-1)?.problem ?? "", /none\.ipynb": no such file$/);
  assert.match(
    plan.warnings[0] ?? "",
    /parameter "name" is not in its cell tagged "parameters", which has n/,
  );
  assert.equal(new Set(plan.jobs.map(({ key }) => key)).size, 2);
});
