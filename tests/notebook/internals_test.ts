import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { type Execution, type Kernel, startKernel } from "../../lib/jupyter/client.ts";
import { type Output, OutputCollector } from "../../lib/jupyter/outputs.ts";
import { within } from "../../lib/jupyter/within.ts";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";
import { type SeenCell, StrictFrontEnd } from "./strict_front_end.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";

const LIMIT_MS = 30_000;

interface Case {
  readonly name: string;
  /** Runs before the import. */
  readonly before?: string;
  /** Runs after the import, in a cell of its own. */
  readonly after?: string;
  /** What the card says is missing; nothing when the second way is as good. */
  readonly says?: RegExp;
  /** Nothing can be shown: the journal alone has the runs. */
  readonly blind?: boolean;
  /** Nobody tells of the cell's end: only blocks and callbacks end a run. */
  readonly blocksOnly?: boolean;
}

const FREEZE = (object: string, key: string) =>
  `Object.defineProperty(${object}, "${key}", { value: ${object}.${key}, writable: false, configurable: false });`;
const NO_SUCCESS = FREEZE("Deno[Deno.internal].jupyter", "broadcastResult");
const NO_FAILURE = FREEZE("JSON", "stringify");
const NO_FILE =
  `const words = Deno.readTextFileSync("/proc/self/cmdline").split("\\0"); Deno.removeSync(words[words.indexOf("--conn") + 1]);`;

const CASES: readonly Case[] = [
  { name: "nothing" },
  {
    name: "the hook for a cell's end",
    before: NO_SUCCESS,
    says: /no hook for a cell's end: the card comes after the cell's end/,
  },
  {
    name: "the hook for a cell that throws",
    before: NO_FAILURE,
    says: /no hook for a cell that throws: the card comes after/,
  },
  {
    name: "both hooks",
    before: NO_SUCCESS + NO_FAILURE,
    says: /no hook for a cell's end[^]*no hook for a cell that throws/,
  },
  {
    name: "the connection file",
    before: NO_FILE,
    says: /Printed lines may come late, because the kernel's connection file cannot be read/,
  },
  {
    name: "the worker",
    before: `globalThis.Worker = class { constructor() { throw new Error("no") } };`,
    says: /because there is no worker/,
  },
  {
    name: "Deno.internal while we begin",
    before: `globalThis.kept = Deno.internal; delete Deno.internal;`,
    after: "Deno.internal = kept",
    says: /no hook for a cell's end/,
  },
  { name: "its class of a console", before: `delete Deno[Deno.internal].Console;` },
  {
    name: "both hooks and the connection file",
    before: NO_SUCCESS + NO_FAILURE + NO_FILE,
    says: /only blocks and callbacks end a run/,
    blocksOnly: true,
  },
  {
    name: "Deno.addSignalListener",
    before: "Deno.addSignalListener = undefined; Deno.removeSignalListener = undefined;",
  },
  {
    name: "Deno.jupyter.broadcast, afterwards",
    after: `Deno.jupyter.broadcast = () => { throw new Error("closed") }`,
  },
  {
    name: "a broadcast that works, before",
    before: `Deno.jupyter.broadcast = () => Promise.reject(new Error("closed"));`,
    blind: true,
  },
  {
    name: "Deno.jupyter, afterwards",
    after: `for (const key of Object.keys(Deno.jupyter)) Deno.jupyter[key] = undefined`,
  },
  {
    name: "JSON.stringify, afterwards",
    after: `JSON.stringify = ((former) => (...args) => former(...args))(JSON.stringify)`,
  },
  {
    name: "our JSON.stringify, afterwards",
    after: "JSON.stringify = globalThis.plain",
    before: `globalThis.plain = JSON.stringify;`,
  },
  {
    name: "a console that works",
    after:
      `for (const key of ["log", "error", "warn", "info"]) console[key] = () => { throw new Error("mute") }`,
  },
  {
    name: "Error.captureStackTrace",
    after:
      `Error.captureStackTrace = undefined; Error.stackTraceLimit = 0; Error.prepareStackTrace = () => { throw new Error("no") }`,
  },
  { name: "Atomics.wait", after: `Atomics.wait = () => { throw new Error("not here") }` },
  {
    name: "performance, Date and timers that work",
    after: `performance.now = () => 0; Date.now = () => 0; Math.random = () => 0`,
  },
];

/** Everything that a front-end showed, late or not: what came after its cell's end too. */
function everything(frontEnd: StrictFrontEnd, cells: readonly SeenCell[]): Output[] {
  const late = frontEnd.strays.flatMap((message) => {
    const outputs: Output[] = [];
    new OutputCollector().add(outputs, message);
    return outputs;
  });
  return [...cells.flatMap(({ outputs }) => outputs), ...late];
}

function cards(outputs: readonly Output[], name: string): string[] {
  return outputs.flatMap((output) => {
    const text = output.output_type === "display_data" ? String(output.data["text/plain"]) : "";
    return text.startsWith(`${name} · `) ? [text] : [];
  });
}

function results(outputs: readonly Output[]): string[] {
  return outputs.flatMap((output) =>
    output.output_type === "execute_result" ? [String(output.data["text/plain"])] : []
  );
}

async function cell(kernel: Kernel, code: string): Promise<Execution> {
  return await kernel.execute(code, { timeoutMs: LIMIT_MS });
}

const info = (name: string) => JSON.stringify({ runName: name, place: "BE", trackingUri: "none" });

Deno.test.each([...CASES])(
  "a kernel without $name",
  async ({ before = "1", after = "1", says, blind, blocksOnly }) => {
    using folder = temporaryFolder("internals-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    const run = async (code: string) => await within(frontEnd.run(code), LIMIT_MS, `a cell hangs: ${code}`);
    await run(`${before}\nvar { track } = await import("jsr:@wattbook/track@^1");\n0`);
    await run(`${after}\n0`);
    const good = await run(`using a = await track(${info("good")}); 42`);
    const bad = await run(`using b = await track(${info("bad")}); throw new RangeError("far")`);
    const block = await run(`{ await using c = await track(${info("block")}) } 43`);
    const last = await run("44");
    // What is late without a fence has come by the end of one more.
    await run("0");
    deepStrictEqual([good, bad, block, last].map(({ status }) => status), ["ok", "error", "ok", "ok"]);
    const shown = everything(frontEnd, [good, bad, block, last]);
    deepStrictEqual(
      results(shown).filter((result) => result !== "0").sort(),
      ["42", "43", "44"],
      "no lost cell",
    );
    const errors = shown.flatMap((output) => output.output_type === "error" ? [output.ename] : []);
    deepStrictEqual(errors, ["RangeError"]);
    const runs = readJournals(`${folder.path}/.wattbook`).flatMap((run) =>
      run instanceof JournalError ? [] : [`${run.run.runName} ${run.record?.status}`]
    ).sort();
    deepStrictEqual(
      runs,
      blocksOnly
        ? ["bad undefined", "block FINISHED", "good undefined"]
        : ["bad FAILED", "block FINISHED", "good FINISHED"],
    );
    const seen = ["good", "bad", "block"].map((name) => cards(shown, name).length);
    deepStrictEqual(seen, blind ? [0, 0, 0] : blocksOnly ? [0, 0, 1] : [1, 1, 1]);
    const [card] = cards(shown, "block");
    if (says) match(card ?? "", says);
    else if (card) ok(!/hook|because/.test(card), card);
  },
);

Deno.test("a cell that exits leaves what was measured, and the next start closes its run", async () => {
  using folder = temporaryFolder("internals-");
  const begin = `import { track } from "jsr:@wattbook/track@^1"; 1`;
  await using kernel = await startKernel({ cwd: folder.path });
  strictEqual((await cell(kernel, begin)).status, "ok");
  const code = `using a = await track(${
    info("exits")
  }); { const end = Date.now() + 300; while (Date.now() < end); } Deno.exit(7)`;
  const error = await cell(kernel, code).catch((error) => error);
  match(String(error), /The kernel died \(exit status 7\)/);
  await using next = await startKernel({ cwd: folder.path });
  strictEqual((await cell(next, `${begin}; { await using b = await track(${info("after")}) }`)).status, "ok");
  const [run] = readJournals(`${folder.path}/.wattbook`);
  ok(run && !(run instanceof JournalError));
  strictEqual(run.closed?.status, "KILLED");
  ok((run.beat?.durationS ?? 0) > 0.29, `${run.beat?.durationS} s were measured`);
});

Deno.test("a name that \`using\` has taken can be used again, or its cell says why not", async () => {
  using folder = temporaryFolder("internals-");
  await using kernel = await startKernel({ cwd: folder.path });
  strictEqual(
    (await cell(
      kernel,
      `import { track } from "jsr:@wattbook/track@^1"; using x = await track(${info("first")}); 1`,
    )).status,
    "ok",
  );
  // Deno's own rule: what `using` declares at the top level stays declared, for everything but another `using`.
  const second = await cell(kernel, "const x = 2; x");
  deepStrictEqual([second.status, second.error?.evalue], [
    "error",
    "Identifier 'x' has already been declared",
  ]);
  const third = await cell(kernel, `using x = await track(${info("third")}); 3`);
  const fourth = await cell(kernel, "4");
  deepStrictEqual([third, fourth].map(({ status, outputs }) => [status, ...results(outputs)]), [["ok", "3"], [
    "ok",
    "4",
  ]]);
  strictEqual(cards(third.outputs, "third").length, 1);
});

Deno.test("without the hook for a cell's end, a cell that throws does not fail the run of the cell before it", async () => {
  using folder = temporaryFolder("internals-");
  await using kernel = await startKernel({ cwd: folder.path });
  await using frontEnd = await StrictFrontEnd.open(kernel);
  await frontEnd.run(`${NO_SUCCESS}\nvar { track } = await import("jsr:@wattbook/track@^1");\n0`);
  await frontEnd.runAll([
    `using a = await track(${info("good")}); 1`,
    `throw new RangeError("not the run's")`,
    `using b = await track(${info("bad")}); throw new RangeError("the run's")`,
    `using c = await track(${info("last")}); 1`,
  ]);
  await frontEnd.run("0");
  const runs = readJournals(`${folder.path}/.wattbook`).flatMap((run) =>
    run instanceof JournalError ? [] : [`${run.run.runName} ${run.record?.status}`]
  );
  deepStrictEqual(runs.sort(), ["bad FAILED", "good FINISHED", "last FINISHED"]);
});
