import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { startKernel } from "../../lib/jupyter/client.ts";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";
import { startFakeMlflow } from "../sinks/mlflow/fake_mlflow.ts";
import { displays, lines, type SeenCell, shownError, StrictFrontEnd } from "../notebook/strict_front_end.ts";
import { AUTOTRACK_CASES, MAGIC_CASES, type MagicCase } from "./magic_cells.ts";

const IMPORT =
  `import "jsr:@wattbook/track@^1/magics";\nimport { ledger, track } from "jsr:@wattbook/track@^1"; 0`;

interface Cell {
  readonly is: MagicCase;
  readonly n: number;
  readonly code: string;
}

/** Cells from number `first` on, each round in another order, so that every cell gets other neighbours. */
function cells(cases: readonly MagicCase[], first: number, stride = 1): Cell[] {
  const order = cases.map((is, index) => ({ is, place: index * stride % 53 })).sort((a, b) =>
    a.place - b.place
  );
  return order.map(({ is }, index) => ({ is, n: first + index, code: is.code(first + index) }));
}

const CARD = /\b([a-z]+)-(\d+)\b.*\b(FINISHED|FAILED|KILLED)$/;

function check(cell: SeenCell, { is, n }: Cell): void {
  const withNumber = (text: string) => text.replaceAll("N", String(n));
  const shown = displays(cell);
  const cards = shown.filter((text) => text.startsWith("wattbook: "));
  // The ledger's chart is there once a run was thrown away, and long enough: that has its own test.
  const others = shown.filter((text) => !/^(wattbook: |What the kept runs cost)/.test(text));
  const complaints = lines(cell, "wattbook: ");
  const result = cell.outputs.flatMap((output) =>
    output.output_type === "execute_result" ? [output.data["text/plain"]] : []
  );
  deepStrictEqual(
    {
      name: is.name,
      status: cell.status,
      cards: cards.map((text) => {
        const [, name, number, status] = CARD.exec(text) ?? [];
        return `${name} ${status}${number === String(n) ? "" : ` of cell ${number}`}`;
      }).sort(),
      result,
      printed: lines(cell, `cell ${n} prints`).map((line) => Number(line.split(" ").at(-1))),
      error: shownError(cell),
      complaints: complaints.length,
      shows: others.length,
    },
    {
      name: is.name,
      status: is.error === undefined && !is.unparsed ? "ok" : "error",
      cards: [...is.cards ?? []].sort(),
      result: is.result === undefined ? [] : [withNumber(is.result)],
      printed: Array.from({ length: is.lines ?? 10 }, (_, index) => index),
      error: is.error && (is.error.includes(" N") ? withNumber(is.error) : is.error),
      complaints: is.complaints?.length ?? 0,
      shows: is.shows?.length ?? 0,
    },
  );
  is.complaints?.forEach((complaint, index) => match(complaints[index] ?? "", complaint));
  is.shows?.forEach((text, index) => match(others[index] ?? "", text));
}

/** Runs that cells should have left, `"name-n STATUS"`. */
function expected(all: readonly Cell[], stored: boolean): string[] {
  return all.flatMap(({ is, n }) =>
    [...is.cards ?? [], ...is.silent ?? []]
      .filter((run) => !stored || !is.unstored?.some((name) => run.startsWith(`${name} `)))
      .map((run) => run.replace(" ", `-${n} `))
  ).sort();
}

/** `"name-n STATUS"` of a run; autotrack's are named after the cell's first line. */
const short = (name: unknown, status: unknown) =>
  `${String(name).match(/[a-z]+-\d+/)?.[0] ?? name} ${status}`;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly parent: string | null;
}

function storedRuns(folder: string): Row[] {
  using database = new DatabaseSync(`${folder}/mlflow.db`, { readOnly: true });
  return database.prepare(
    "SELECT r.run_uuid AS id, r.name, r.status, t.value AS parent FROM runs r LEFT JOIN tags t " +
      "ON t.run_uuid = r.run_uuid AND t.key = 'mlflow.parentRunId'",
  ).all() as unknown as Row[];
}

function journalledRuns(folder: string) {
  return readJournals(`${folder}/.wattbook`).map((run) => {
    if (run instanceof JournalError) throw run;
    return run;
  });
}

Deno.test({
  name: `magics account for every card, status, line and run of ${
    2 * (MAGIC_CASES.length + AUTOTRACK_CASES.length)
  } cells in the real kernel`,
  async fn() {
    using folder = temporaryFolder("magics-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    const first = await frontEnd.run(IMPORT);
    strictEqual(first.status, "ok");

    const oneByOne = [...cells(MAGIC_CASES, 1), ...cells(AUTOTRACK_CASES, 101)];
    for (const cell of oneByOne) check(await frontEnd.run(cell.code), cell);
    const atOnce = [...cells(MAGIC_CASES, 201, 23), ...cells(AUTOTRACK_CASES, 301)];
    const seen = await frontEnd.runAll(atOnce.map(({ code }) => code));
    for (const [index, cell] of atOnce.entries()) {
      check(seen[index] ?? { status: "none", count: 0, outputs: [] }, cell);
    }
    deepStrictEqual(frontEnd.strays.map(({ header, content }) => [header.msg_type, content]), []);

    // The account: every execution, its failures, its re-runs.
    const all = [...oneByOne, ...atOnce];
    const { outputs } = await frontEnd.run(
      `{ const { cells, total, idle, failures, reRuns } = await ledger();
      console.log(JSON.stringify({ cells: cells.length, total, idle, failures, reRuns, last: cells.at(-1) })) }`,
    );
    const [printed] = outputs.flatMap((output) => output.output_type === "stream" ? [output.text] : []);
    const account = JSON.parse(printed ?? "{}");
    strictEqual(account.cells, all.length + 2);
    strictEqual(account.total.count, all.length + 2);
    strictEqual(account.failures, all.filter(({ is }) => is.error !== undefined || is.unparsed).length);
    // "//%ledger", "//%autotrack onn" twice each, and the same cell four times.
    strictEqual(account.reRuns, 5);
    deepStrictEqual([account.last.status, account.last.count > 0], ["running", true]);
    ok(account.idle.durationS < account.total.durationS / 2, "most of the time was a cell's");

    strictEqual((await frontEnd.run(`await globalThis[Symbol.for("wattbook.settled")](); 1`)).status, "ok");
    const journal = journalledRuns(folder.path), store = storedRuns(folder.path);
    const isSession = ({ name }: { readonly name: string }) => name.startsWith("notebook session ");
    const sessions = store.filter(isSession);
    deepStrictEqual(sessions.map(({ status }) => status), ["FINISHED", "FINISHED"]);
    deepStrictEqual(
      journal.map(({ run, record }) => ({ name: run.runName, status: record?.status }))
        .filter((run) => !isSession(run)).map(({ name, status }) => short(name, status)).sort(),
      expected(all, false),
    );
    deepStrictEqual(
      store.filter((run) => !isSession(run)).map(({ name, status }) => short(name, status)).sort(),
      expected(all, true),
    );
    for (const { run, record } of journal) {
      const row = store.find(({ id }) => id === run.runId);
      if (row) strictEqual(record?.status, row.status, run.runName);
    }
    // Autotrack's runs, and those of magics meanwhile, stand below their session's run; track()'s own do not.
    deepStrictEqual(
      sessions.map(({ id }) =>
        store.filter(({ parent }) => parent === id).map(({ name, status }) => short(name, status)).sort()
      ),
      [101, 301].map((
        from,
      ) => [
        `auto-${from + 2} FINISHED`,
        `auto-${from + 3} FAILED`,
        `auto-${from + 7} FINISHED`,
        `own-${from + 6} FINISHED`,
      ]),
    );
    strictEqual(store.filter(({ parent }) => parent !== null).length, 8);
    // A run within a magic's run lies within it, in time and in CPU time.
    const recordOf = (name: string) => journal.find(({ run }) => run.runName === name)?.record;
    for (const { n } of all.filter(({ is }) => is.name === "track() within track")) {
      const [outer, inner] = [recordOf(`p-${n}`), recordOf(`q-${n}`)];
      ok(outer && inner);
      // The worker marks the cell's begin when the kernel's message has come, on a busy machine some moments later.
      ok(
        outer.startMs <= inner.startMs + 50,
        `begins ${outer.startMs - inner.startMs} ms after the run in it`,
      );
      ok(outer.endMs >= inner.endMs - 2, `ends ${inner.endMs - outer.endMs} ms before the run in it`);
      ok(outer.cpuTimeS.own >= inner.cpuTimeS.own);
    }
    const opened = journal.find(({ run }) => run.runName.startsWith("j-"))?.record;
    ok((opened?.durationS ?? 0) > 1.19 && (opened?.durationS ?? 9) < 1.19 * 2, `${opened?.durationS} s`);
    ok((opened?.curve?.timeS.length ?? 0) > 5, "a followed cell has a curve");
  },
});

Deno.test({
  name: "Stop in a magic's cell leaves a KILLED run and a living kernel, whether the cell awaits or blocks",
  async fn() {
    using folder = temporaryFolder("magics-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    await frontEnd.run(`${IMPORT}; const kept = 42`);
    const head = (name: string) => `//%%track runName=${name} place=BE display=line\n`;
    const stop = async (code: string, mark: string) => {
      const running = frontEnd.run(code);
      await frontEnd.printed(mark);
      kernel.interrupt();
      return await running;
    };
    const cardOf = (cell: SeenCell) => displays(cell).map((text) => CARD.exec(text)?.[0].slice(-6));
    const blocks = await stop(
      // Nobody presses Stop within the milliseconds in which the worker hears of the cell.
      `${head("blocks-1")}for (const end = Date.now() + 100; Date.now() < end;);
console.log("loops 1"); for (const end = Date.now() + 700; Date.now() < end;);`,
      "loops 1",
    );
    deepStrictEqual([blocks.status, cardOf(blocks)], ["ok", ["KILLED"]]);
    const next = await frontEnd.run(`${head("next-2")}kept`);
    deepStrictEqual([next.status, displays(next).map((text) => CARD.exec(text)?.[3])], ["ok", ["FINISHED"]]);
    const awaits = await stop(
      `${
        head("awaits-3")
      }console.log("loops 3"); await new Promise((resolve) => setTimeout(resolve, 1500)); kept`,
      "loops 3",
    );
    deepStrictEqual([awaits.status, cardOf(awaits)], ["ok", ["KILLED"]]);
    const last = await frontEnd.run(`${head("last-4")}kept`);
    deepStrictEqual([last.status, displays(last).map((text) => CARD.exec(text)?.[3])], ["ok", ["FINISHED"]]);
    deepStrictEqual(frontEnd.strays, []);
  },
});

Deno.test({
  name: "the kernel without magics: importing the package alone switches none on",
  async fn() {
    using folder = temporaryFolder("magics-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    await frontEnd.run(`import { ledger } from "jsr:@wattbook/track@^1"`);
    const table = async () => {
      const { count, outputs } = await frontEnd.run("await ledger()");
      const [data] = outputs.flatMap((output) =>
        output.output_type === "execute_result" ? [output.data] : []
      );
      return { count, text: String(data?.["text/plain"]), html: String(data?.["text/html"]) };
    };
    // The kernel's worker sees no cell before it is ready.
    let shown = await table();
    while (!shown.text.includes(`\n[${shown.count}] `)) shown = await table();
    const { count, outputs } = await frontEnd.run("//%%track runName=a-1\n//%ledger\n//%%trakc\n1");
    deepStrictEqual(outputs.map(({ output_type }) => output_type), ["execute_result"]);
    const { text, html } = await table();
    match(text, new RegExp(`\\n\\[${count}\\] +1 +1 +`));
    match(text, /await ledger\(\) +\d+, running /);
    match(html, /^<div><div style=/);
    deepStrictEqual(Array.from(Deno.readDirSync(folder.path)), []);
  },
});

Deno.test({
  name: "autotrack with a server: each cell's run stands below the session's by the id that the server gave",
  async fn() {
    using folder = temporaryFolder("magics-");
    await using server = startFakeMlflow();
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    await frontEnd.run(IMPORT);
    await frontEnd.runAll([
      `//%autotrack on trackingUri=${server.uri} place=BE display=none`,
      ...[1, 2, 3].map((n) => `"auto-${n}"`),
      "//%autotrack off",
    ]);
    await frontEnd.run(`await globalThis[Symbol.for("wattbook.settled")](); 1`);
    const { runs } = server.tracking;
    const session = runs.find(({ name }) => name.startsWith("notebook session "));
    const children = runs.filter((run) => run !== session);
    deepStrictEqual(
      children.map(({ name, status }) => short(name, status)).sort(),
      [1, 2, 3].map((n) => `auto-${n} FINISHED`),
    );
    strictEqual(session?.status, "FINISHED");
    for (const { tags } of children) strictEqual(tags.get("mlflow.parentRunId"), session?.id);
    const [line] = journalledRuns(folder.path).filter(({ run }) => run.runName === session?.name);
    ok(line?.run.runId !== session?.id, "the server has ids of its own");
  },
});

Deno.test({
  name: "//%ledger draws what the kept runs cost, once a try was thrown away",
  async fn() {
    using folder = temporaryFolder("magics-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    await frontEnd.run(IMPORT);
    const train = (n: number) =>
      `//%%track runName=net place=BE trackingUri=none display=none\n` +
      `for (const end = Date.now() + 300; Date.now() < end;); ${n}`;
    await frontEnd.run(train(1));
    const kept = await frontEnd.run("//%ledger");
    deepStrictEqual(displays(kept).map((text) => text.split(/ {2,}|\n/)[0]), ["Cell"]);
    await frontEnd.run(train(2));
    const { status, outputs } = await frontEnd.run("//%ledger");
    const shown = outputs.flatMap((output) => output.output_type === "display_data" ? [output.data] : []);
    deepStrictEqual([status, shown.map((data) => Object.keys(data).sort())], ["ok", [
      ["text/html", "text/plain"],
      ["application/vnd.plotly.v1+json", "text/html", "text/plain"],
    ]]);
    const { layout } = shown[1]?.["application/vnd.plotly.v1+json"] as {
      readonly layout: { readonly title: { readonly text: string } };
    };
    match(layout.title.text, /^<b>net cost [\d.]+ % of the search; the rest went into one other try/);
    match(String(shown[1]?.["text/html"]), /^<img alt="What the kept runs cost against all tries"/);
    // A cell that fails cannot wait for a chart.
    const failed = await frontEnd.run('//%ledger\nthrow new Error("own")');
    deepStrictEqual([failed.status, displays(failed).length], ["error", 1]);
  },
});

Deno.test({
  name: "//%ledger knows the cell right before it, also when all are sent at once",
  async fn() {
    using folder = temporaryFolder("magics-");
    await using kernel = await startKernel({ cwd: folder.path });
    await using frontEnd = await StrictFrontEnd.open(kernel);
    await frontEnd.run(IMPORT);
    const seen = await frontEnd.runAll(Array.from({ length: 40 }, (_, n) => n % 2 ? "//%ledger" : `${n}`));
    const counts = seen.flatMap((cell) => displays(cell)).map((text) =>
      Number(/since the import\. (\d+) executions/.exec(text)?.[1])
    );
    const [first = NaN] = counts;
    deepStrictEqual(counts, Array.from({ length: 20 }, (_, n) => first + 2 * n));
  },
});
