import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { startKernel } from "../../lib/jupyter/client.ts";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";
import { displays, lines, type SeenCell, shownError, StrictFrontEnd } from "../notebook/strict_front_end.ts";
import { NAMES, TORTURE, type TortureCase } from "./torture_cells.ts";
import { expectedRuns, inOrder, type TortureCell, tortureCell } from "./torture_order.ts";

/** The runs whose cards a cell shows, `"name STATUS"`. */
function cards(cell: SeenCell, n: number): string[] {
  return displays(cell).flatMap((text) => {
    const name = text.match(new RegExp(`\\b([a-z]+)-${n}\\b`))?.[1];
    const status = text.match(/\b(FINISHED|FAILED|KILLED)\b/)?.[1] ?? "FINISHED";
    return name === undefined ? [] : [`${name} ${status}`];
  }).sort();
}

function check(cell: SeenCell, { is, n }: TortureCell): void {
  const result = cell.outputs.flatMap((output) =>
    output.output_type === "execute_result" ? [output.data["text/plain"]] : []
  );
  const numbers = lines(cell, `cell ${n} prints`).map((line) => Number(line.split(" ").at(-1)));
  deepStrictEqual(
    { name: is.name, status: cell.status, cards: cards(cell, n), result, printed: numbers.length },
    {
      name: is.name,
      status: is.error === undefined && !is.unparsed ? "ok" : "error",
      cards: [...is.cards ?? []].sort(),
      result: is.result === undefined ? [] : [is.result === "N" ? String(n) : is.result],
      printed: is.lines ?? 20,
    },
  );
  ok(
    numbers.every((number, index) => number === index || number === index % 10),
    `${is.name}: lines in order`,
  );
  const error = shownError(cell);
  if (is.error instanceof RegExp) match(error ?? "", is.error, is.name);
  else strictEqual(error, is.error, is.name);
}

Deno.test({
  name: `track() accounts for every card, status and line of ${
    2 * TORTURE.length
  } torture cells in the real kernel`,
  async fn() {
    using folder = temporaryFolder("torture-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    const first = await frontEnd.run(
      `import { track } from "jsr:@wattbook/track@^1";\n` +
        `using first = await track({ runName: "first-0", experimentName: "torture", display: "line", place: "BE" });\n` +
        `for (let i = 0; i < 20; i++) console.log("cell 0 prints", i); 0`,
    );
    const opening: TortureCase = {
      name: "import and run in one",
      code: () => "",
      cards: ["first FINISHED"],
      result: "N",
    };
    check(first, { is: opening, n: 0, code: "" });

    const oneByOne = inOrder(1).map((is, index) => tortureCell(is, 1 + index));
    const atOnce = inOrder(29).map((is, index) => tortureCell(is, 1 + oneByOne.length + index));
    for (const cell of oneByOne) check(await frontEnd.run(cell.code), cell);
    const seen = await frontEnd.runAll(atOnce.map(({ code }) => code));
    for (const [index, cell] of atOnce.entries()) {
      check(seen[index] ?? { status: "none", count: 0, outputs: [] }, cell);
    }
    const strays = frontEnd.strays.filter(({ content }) => !String(content["text"]).startsWith("tick"));
    deepStrictEqual(strays.map(({ header, content }) => [header.msg_type, content]), []);

    const settled = await frontEnd.run(`await globalThis[Symbol.for("wattbook.settled")](); 1`);
    strictEqual(settled.status, "ok");
    const wanted = [...expectedRuns([...oneByOne, ...atOnce]), "first-0 FINISHED"].sort();
    deepStrictEqual(journalled(folder.path), wanted);
    const elsewhere = /^(ao|ap)-/;
    deepStrictEqual(stored(folder.path), wanted.filter((run) => !elsewhere.test(run)));
  },
});

function journalled(folder: string): string[] {
  return readJournals(`${folder}/.wattbook`).map((run) => {
    if (run instanceof JournalError) throw run;
    return `${run.run.runName} ${run.record?.status}`;
  }).sort();
}

function stored(folder: string): string[] {
  using database = new DatabaseSync(`${folder}/mlflow.db`, { readOnly: true });
  const rows = database.prepare("SELECT name, status FROM runs").all();
  return rows.map(({ name, status }) => `${name} ${status}`).sort();
}

Deno.test({
  name: "track() keeps any name as text: card, journal and store",
  async fn() {
    using folder = temporaryFolder("torture-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    await frontEnd.run(`import { track } from "jsr:@wattbook/track@^1"`);
    for (const name of NAMES) {
      const info = JSON.stringify({
        runName: name,
        experimentName: name.slice(0, 400),
        tags: { [name.slice(0, 200)]: name },
      });
      const { status, outputs } = await frontEnd.run(
        `{ using t = await track(${info}); t.log({ [t.runId + ${JSON.stringify(name)}]: 1 }) }`,
      );
      strictEqual(status, "ok");
      const [card] = outputs.flatMap((output) => output.output_type === "display_data" ? [output.data] : []);
      const html = [String(card?.["text/html"])].join("");
      ok(!/<script/i.test(html), "no markup from a name");
      ok(html.length < 20_000, "a long name does not blow the card");
    }
    const runs = readJournals(`${folder.path}/.wattbook`).flatMap((run) =>
      run instanceof JournalError ? [] : [run.run.runName]
    );
    deepStrictEqual(runs.sort(), [...NAMES].sort());
    deepStrictEqual(stored(folder.path), NAMES.map((name) => `${name.slice(0, 250)} FINISHED`).sort());
    deepStrictEqual(
      Array.from(Deno.readDirSync(folder.path), ({ name }) => name).filter((name) =>
        !/^(mlflow\.db.*|mlruns|\.wattbook)$/.test(name)
      ),
      [],
    );
  },
});

Deno.test({
  name: "Stop ends a run as KILLED in a loop that awaits and in one that blocks, and the kernel lives",
  async fn() {
    using folder = temporaryFolder("torture-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    // The import cell waits until the observer is ready, as it is when somebody has had time to press Stop.
    await frontEnd.run(
      `import { track } from "jsr:@wattbook/track@^1";\nconst kept = 42; { using t = await track({ runName: "warm-0" }) }`,
    );
    const info = (name: string) => JSON.stringify({ runName: name, display: "line", place: "BE" });
    const stop = async (code: string, mark: string) => {
      const running = frontEnd.run(code);
      await frontEnd.printed(mark);
      kernel.interrupt();
      return await running;
    };
    const awaiting = await stop(
      `using t1 = await track(${info("awaits-1")}); console.log("loops 1");
while (true) { await new Promise((resolve) => setTimeout(resolve, 5)); t1.signal.throwIfAborted() }`,
      "loops 1",
    );
    deepStrictEqual([cards(awaiting, 1), shownError(awaiting)], [
      ["awaits KILLED"],
      "AbortError: Stopped by the user",
    ]);
    const blocking = await stop(
      `using t2 = await track(${info("blocks-2")}); console.log("loops 2");
await new Promise((resolve) => setTimeout(resolve, 50)); while (!t2.stopped); "ended"`,
      "loops 2",
    );
    deepStrictEqual([cards(blocking, 2), blocking.status], [["blocks KILLED"], "ok"]);
    const block = await stop(
      `{ await using t = await track(${info("lexical-3")}); console.log("loops 3");
while (true) { await new Promise((resolve) => setTimeout(resolve, 5)); t.signal.throwIfAborted() } }`,
      "loops 3",
    );
    deepStrictEqual(cards(block, 3), ["lexical KILLED"]);
    const after = await frontEnd.run(`{ using t = await track(${info("after-4")}) } kept`);
    deepStrictEqual([cards(after, 4), after.status], [["after FINISHED"], "ok"]);
    deepStrictEqual(
      journalled(folder.path),
      ["after-4 FINISHED", "awaits-1 KILLED", "blocks-2 KILLED", "lexical-3 KILLED", "warm-0 FINISHED"],
    );
  },
});
