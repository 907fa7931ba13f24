import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { displays, lines, type SeenCell, shownError, StrictFrontEnd } from "./strict_front_end.ts";

const ROOM = new URL("./toy_room.ts", import.meta.url).href;
const BEGIN = `import { openToyRoom } from ${JSON.stringify(ROOM)};
const { notebook, track, open } = openToyRoom();
await notebook.fence(true);
notebook.missing.join()`;

/** A cell, and what has to be seen under it. */
interface Case {
  readonly name: string;
  /** `n` makes names unique; `print` prints that many lines. */
  code(n: number, print: (lines: number) => string): string;
  readonly lines: number;
  readonly cards: readonly string[];
  readonly error?: string;
  readonly result?: string;
}

const REPORT = `JSON.stringify({ name: "a", message: "b", stack: "c" })`;

const CASES: readonly Case[] = [
  { name: "plain", code: (n, print) => `${print(20)}; ${n}`, lines: 20, cards: [], result: "N" },
  {
    name: "using at top level, with awaits",
    code: (n, print) => `using a${n} = await track("a"); ${print(10)}; await 0; ${print(10)}; ${n}`,
    lines: 20,
    cards: ["card a FINISHED cell"],
    result: "N",
  },
  {
    name: "await using at top level",
    code: (n, print) => `await using b${n} = await track("b"); ${print(20)}; "end"`,
    lines: 20,
    cards: ["card b FINISHED cell"],
    result: '"end"',
  },
  {
    name: "const, 500 prints",
    code: (n, print) => `const c${n} = await track("c"); ${print(500)}; ${n}`,
    lines: 500,
    cards: ["card c FINISHED cell"],
    result: "N",
  },
  {
    name: "using in a block",
    code: (n, print) => `{ using t = await track("d"); ${print(20)} } ${n}`,
    lines: 20,
    cards: ["card d FINISHED lexical"],
    result: "N",
  },
  {
    name: "await using in a block",
    code: (_, print) => `{ await using t = await track("e"); ${print(20)}; await undefined }`,
    lines: 20,
    cards: ["card e FINISHED lexical"],
  },
  {
    name: "await using in a function",
    code: (n, print) =>
      `async function f${n}() { await using t = await track("f"); ${print(20)}; return ${n} }\nawait f${n}()`,
    lines: 20,
    cards: ["card f FINISHED lexical"],
    result: "N",
  },
  {
    name: "two at top level",
    code: (n, print) =>
      `using g${n} = await track("g"); ${print(10)}; using h${n} = await track("h"); ${print(10)}`,
    lines: 20,
    cards: ["card g FINISHED cell", "card h FINISHED cell"],
  },
  {
    name: "one at top level, one in a block",
    code: (n, print) => `using i${n} = await track("i"); { using t = await track("j"); ${print(20)} } ${n}`,
    lines: 20,
    cards: ["card j FINISHED lexical", "card i FINISHED cell"],
    result: "N",
  },
  {
    name: "throws an Error",
    code: (n, print) => `using k${n} = await track("k"); ${print(500)}; throw new TypeError("bad")`,
    lines: 500,
    cards: ["card k FAILED cell TypeError: bad"],
    error: "TypeError: bad",
  },
  {
    name: "throws a string",
    code: (n, print) => `const l${n} = await track("l"); ${print(20)}; throw "text"`,
    lines: 20,
    cards: ["card l FAILED cell : text"],
    error: "Error: text",
  },
  {
    name: "rejects in a function",
    code: (n, print) =>
      `using m${n} = await track("m"); ${print(20)}; await (async () => { throw new RangeError("far") })()`,
    lines: 20,
    cards: ["card m FAILED cell RangeError: far"],
    error: "RangeError: far",
  },
  {
    name: "throws in a block with await using",
    code: (_, print) => `{ await using t = await track("n"); ${print(20)}; throw new Error("in block") }`,
    lines: 20,
    cards: ["card n FAILED lexical Error: in block"],
    error: "Error: in block",
  },
  {
    name: "catches what a block threw",
    code: (n, print) =>
      `try { using t = await track("o"); ${print(20)}; throw new Error("caught") } catch {}\n${n}`,
    lines: 20,
    cards: ["card o FINISHED lexical"],
    result: "N",
  },
  {
    name: "blocks",
    code: (n, print) =>
      `using p${n} = await track("p"); const e${n} = Date.now() + 40; while (Date.now() < e${n}); ${
        print(20)
      }; ${n}`,
    lines: 20,
    cards: ["card p FINISHED cell"],
    result: "N",
  },
  {
    name: "stringifies an object like the kernel's",
    code: (n, print) =>
      `using q${n} = await track("q"); ${print(20)}; ${REPORT}.length + (() => ${REPORT}.length)()`,
    lines: 20,
    cards: ["card q FINISHED cell"],
    result: "76",
  },
  {
    // The emitted code has this call at line 6, column 29, exactly where the kernel's own stands.
    name: "stringifies it at the very place of the kernel's call",
    code: (n, print) =>
      `const r${n} = await track("r");\n${print(20)}\n0;\n0;\n0;\nconst like${
        1e9 + n
      } = ${REPORT};\nr${n}.history.join()`,
    lines: 20,
    cards: ["card r FINISHED cell"],
    result: '"FAILED"',
  },
  {
    name: "does not parse",
    code: (n, print) => `using s${n} = await track("s"); ${print(20)}; const = ${n}`,
    lines: 0,
    cards: [],
  },
  {
    name: "leaves timers and promises running",
    code: (n, print) =>
      `using u${n} = await track("u"); ${print(20)}; let left${n} = 20;\n` +
      `const timer${n} = setInterval(() => { console.log("tick"); if (--left${n} === 0) clearInterval(timer${n}) }, 1);\n` +
      `void Promise.reject(new Error("nobody listens")); ${n}`,
    lines: 20,
    cards: ["card u FINISHED cell"],
    result: "N",
  },
  {
    name: "throws without a tracker",
    code: (_, print) => `${print(100)}; throw new Error("plain")`,
    lines: 100,
    cards: [],
    error: "Error: plain",
  },
];

const ROUNDS = 6;

/** Every case `ROUNDS` times; each round has another order, so that every cell gets other neighbours. */
function cells(first: number): { readonly is: Case; readonly n: number; readonly code: string }[] {
  const rounds = Array.from(
    { length: ROUNDS },
    (_, round) =>
      CASES.map((is, index) => ({ is, place: (index * (2 * round + 1) * 7 + round) % 41 }))
        .sort((a, b) => a.place - b.place),
  );
  return rounds.flat().map(({ is }, index) => {
    const n = first + index;
    const print = (count: number) => `for (let i = 0; i < ${count}; i++) console.log("cell ${n} prints", i)`;
    return { is, n, code: is.code(n, print) };
  });
}

function check(cell: SeenCell, { is, n }: { is: Case; n: number }): void {
  const seen = {
    name: is.name,
    status: cell.status,
    lines: lines(cell, `cell ${n} `).length,
    cards: displays(cell).sort(),
    error: shownError(cell),
    result: cell.outputs.flatMap((output) =>
      output.output_type === "execute_result" ? [output.data["text/plain"]] : []
    ),
  };
  deepStrictEqual(seen, {
    name: is.name,
    status: is.error === undefined && is.name !== "does not parse" ? "ok" : "error",
    lines: is.lines,
    cards: [...is.cards].sort(),
    error: is.error,
    result: is.result === undefined ? [] : [is.result === "N" ? String(n) : is.result],
  });
}

Deno.test({
  name:
    "openNotebook() puts every card, line, result and status under its cell: 240 cells, one by one and at once",
  async fn() {
    await using kernel = await startKernel();
    await using frontEnd = await StrictFrontEnd.open(kernel);
    const begin = await frontEnd.run(BEGIN);
    strictEqual(begin.status, "ok");
    const oneByOne = cells(0), atOnce = cells(oneByOne.length);
    for (const cell of oneByOne) check(await frontEnd.run(cell.code), cell);
    const seen = await frontEnd.runAll(atOnce.map(({ code }) => code));
    for (const [index, cell] of atOnce.entries()) {
      check(seen[index] ?? { status: "none", count: 0, outputs: [] }, cell);
    }
    const strays = frontEnd.strays.filter(({ content }) => !String(content["text"]).startsWith("tick"));
    deepStrictEqual(strays, []);
    // Ticks of timers that were left running may come here too.
    const last = (await frontEnd.run("open()")).outputs.filter(({ output_type }) => output_type !== "stream");
    deepStrictEqual(last, [{
      output_type: "execute_result",
      execution_count: oneByOne.length + atOnce.length + 2,
      data: { "text/plain": "0" },
      metadata: {},
    }]);
  },
});
