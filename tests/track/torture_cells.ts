/** What a cell's code is made from. */
export interface CellParts {
  /** Makes names unique. */
  readonly n: number;
  /** Code that prints that many numbered lines. */
  print(lines: number): string;
  /** Code of `track(…)` for a run of that name; `more` is added to its info. */
  run(name: string, more?: Readonly<Record<string, unknown>>, body?: string): string;
}

/** A cell, and what has to be seen under it. */
export interface TortureCase {
  /** What it does. */
  readonly name: string;
  /** Its code. */
  code(parts: CellParts): string;
  /** Lines that it prints. Default 20. */
  readonly lines?: number;
  /** Runs whose card stands under it, `"name STATUS"`. */
  readonly cards?: readonly string[];
  /** Runs that end without a card. */
  readonly silent?: readonly string[];
  /** The error that it shows. */
  readonly error?: string | RegExp;
  /** Its result; `"N"` stands for its number. */
  readonly result?: string;
  /** It does not parse: the kernel shows nothing. */
  readonly unparsed?: boolean;
}

const BUSY = (ms: number) => `for (const end = Date.now() + ${ms}; Date.now() < end;);`;

/** Every form of a run, every ending, and everything around it that could go wrong. */
export const TORTURE: readonly TortureCase[] = [
  { name: "plain cell", code: ({ n, print }) => `${print(20)}; ${n}`, result: "N" },
  {
    name: "using at top level",
    code: ({ n, print, run }) => `using a${n} = await ${run("a")}; ${print(10)}; await 0; ${print(10)}; ${n}`,
    cards: ["a FINISHED"],
    result: "N",
  },
  {
    name: "await using at top level",
    code: ({ n, print, run }) => `await using b${n} = await ${run("b")}; ${print(20)}`,
    cards: ["b FINISHED"],
  },
  {
    name: "const",
    code: ({ n, print, run }) => `const c${n} = await ${run("c")}; ${print(20)}; ${n}`,
    cards: ["c FINISHED"],
    result: "N",
  },
  {
    name: "nothing but the call",
    code: ({ n, print, run }) => `${print(20)}; void await ${run("d")}; ${n}`,
    cards: ["d FINISHED"],
    result: "N",
  },
  {
    name: "using in a block",
    code: ({ n, print, run }) => `{ using t = await ${run("e")}; ${print(20)} } ${n}`,
    cards: ["e FINISHED"],
    result: "N",
  },
  {
    name: "await using in a block",
    code: ({ print, run }) => `{ await using t = await ${run("f")}; ${print(20)}; await undefined }`,
    cards: ["f FINISHED"],
  },
  {
    name: "await using in a function",
    code: ({ n, print, run }) =>
      `async function g${n}() { await using t = await ${run("g")}; ${
        print(20)
      }; return ${n} }\nawait g${n}()`,
    cards: ["g FINISHED"],
    result: "N",
  },
  {
    name: "using in a loop",
    code: ({ print, run }) =>
      `for (const i of [1, 2, 3]) { using t = await ${run("h")}; t.log({ i }) }\n${print(20)}`,
    cards: ["h FINISHED", "h FINISHED", "h FINISHED"],
  },
  {
    name: "callback",
    code: ({ n, print, run }) =>
      `await ${run("i", {}, `async (t) => { ${print(20)}; await 0; return ${n} }`)}`,
    cards: ["i FINISHED"],
    result: "N",
  },
  {
    name: "callback that throws",
    code: ({ print, run }) =>
      `await ${run("j", {}, `() => { ${print(20)}; throw new RangeError("in callback") }`)}`,
    cards: ["j FAILED"],
    error: "RangeError: in callback",
  },
  {
    name: "callback whose error is caught",
    code: ({ n, print, run }) =>
      `await ${run("k", {}, `() => { ${print(20)}; throw new Error("caught") }`)}.catch(() => {}); ${n}`,
    cards: ["k FAILED"],
    result: "N",
  },
  {
    name: "two at top level",
    code: ({ n, print, run }) =>
      `using l${n} = await ${run("l")}; ${print(10)}; using m${n} = await ${run("m")}; ${print(10)}`,
    cards: ["l FINISHED", "m FINISHED"],
  },
  {
    name: "two opened at once",
    code: ({ n, print, run }) =>
      `const [o${n}, p${n}] = await Promise.all([${run("o")}, ${run("p")}]); ${print(20)}`,
    cards: ["o FINISHED", "p FINISHED"],
  },
  {
    name: "one at top level, one in a block, one in that",
    code: ({ n, print, run }) =>
      `using q${n} = await ${run("q")}; { using t = await ${run("r")}; { using u = await ${run("s")}; ${
        print(20)
      } } }`,
    cards: ["q FINISHED", "r FINISHED", "s FINISHED"],
  },
  {
    name: "stop() in mid-cell",
    code: ({ n, print, run }) =>
      `const t${n} = await ${run("t")}; ${print(10)}; const { status: s${n} } = await t${n}.stop(); ${
        print(10)
      }; s${n}`,
    cards: ["t FINISHED"],
    result: '"FINISHED"',
  },
  {
    name: "stop() twice and after a throw that is caught",
    code: ({ n, print, run }) =>
      `const u${n} = await ${run("u")}; try { throw 1 } catch {} await u${n}.stop(); ${
        print(20)
      }; (await u${n}.stop()) === u${n}.record`,
    cards: ["u FINISHED"],
    result: "true",
  },
  {
    name: "manual scope, ended in the cell",
    code: ({ n, print, run }) =>
      `const v${n} = await ${run("v", { scope: "manual" })}; ${print(20)}; void await v${n}.stop()`,
    cards: ["v FINISHED"],
  },
  {
    name: "throws an Error",
    code: ({ n, print, run }) => `using w${n} = await ${run("w")}; ${print(500)}; throw new TypeError("bad")`,
    lines: 500,
    cards: ["w FAILED"],
    error: "TypeError: bad",
  },
  {
    name: "throws a string",
    code: ({ n, print, run }) => `const x${n} = await ${run("x")}; ${print(20)}; throw "text"`,
    cards: ["x FAILED"],
    error: "Error: text",
  },
  {
    name: "rejects in a function",
    code: ({ n, print, run }) =>
      `using y${n} = await ${run("y")}; ${print(20)}; await (async () => { throw new RangeError("far") })()`,
    cards: ["y FAILED"],
    error: "RangeError: far",
  },
  {
    name: "throws in a block with await using",
    code: ({ print, run }) =>
      `{ await using t = await ${run("z")}; ${print(20)}; throw new Error("in block") }`,
    cards: ["z FAILED"],
    error: "Error: in block",
  },
  {
    name: "throws in a block with using",
    code: ({ print, run }) => `{ using t = await ${run("aa")}; ${print(20)}; throw new Error("in block") }`,
    cards: ["aa FAILED"],
    error: "Error: in block",
  },
  {
    name: "throws after a block that ended well",
    code: ({ print, run }) => `{ using t = await ${run("ab")}; ${print(20)} } throw new Error("cell failed")`,
    cards: ["ab FAILED"],
    error: "Error: cell failed",
  },
  {
    name: "catches what a block threw",
    code: ({ n, print, run }) =>
      `try { using t = await ${run("ac")}; ${print(20)}; throw new Error("caught") } catch {}\n${n}`,
    cards: ["ac FINISHED"],
    result: "N",
  },
  {
    name: "throws with two open",
    code: ({ n, print, run }) =>
      `const ad${n} = await ${run("ad")}; const ae${n} = await ${run("ae")}; ${
        print(20)
      }; throw new Error("both")`,
    cards: ["ad FAILED", "ae FAILED"],
    error: "Error: both",
  },
  {
    name: "throws without a run",
    code: ({ print }) => `${print(100)}; throw new Error("plain")`,
    lines: 100,
    error: "Error: plain",
  },
  {
    name: "does not parse",
    code: ({ n, print, run }) => `using af${n} = await ${run("af")}; ${print(20)}; const = ${n}`,
    lines: 0,
    unparsed: true,
  },
  {
    name: "3,000 prints",
    code: ({ n, print, run }) => `using ag${n} = await ${run("ag")}; ${print(3000)}; ${n}`,
    lines: 3000,
    cards: ["ag FINISHED"],
    result: "N",
  },
  {
    name: "3,000 prints without a run",
    code: ({ n, print }) => `${print(3000)}; ${n}`,
    lines: 3000,
    result: "N",
  },
  {
    name: "blocks",
    code: ({ n, print, run }) => `using ah${n} = await ${run("ah")}; ${BUSY(120)} ${print(20)}; ${n}`,
    cards: ["ah FINISHED"],
    result: "N",
  },
  {
    name: "blocks and throws",
    code: ({ n, print, run }) =>
      `using ai${n} = await ${run("ai")}; ${print(20)}; ${BUSY(80)} throw new Error("x")`,
    cards: ["ai FAILED"],
    error: "Error: x",
  },
  {
    name: "leaves timers and rejected promises running",
    code: ({ n, print, run }) =>
      `using aj${n} = await ${run("aj")}; ${print(20)}; let left${n} = 20;\n` +
      `const timer${n} = setInterval(() => { console.log("tick"); if (--left${n} === 0) clearInterval(timer${n}) }, 1);\n` +
      `void Promise.reject(new Error("nobody listens")); ${n}`,
    cards: ["aj FINISHED"],
    result: "N",
  },
  {
    name: "logs everything there is to log",
    code: ({ n, print, run }) =>
      `using ak${n} = await ${run("ak", { tags: { a: 1, "=cmd()": true } })}; ${print(20)};
ak${n}.log({ loss: NaN, gain: Infinity, "odd key %$": 1 }); ak${n}.log({ loss: 0.5 }, 3); ak${n}.log({ wrong: "text" });
ak${n}.params({ model: { deep: [1] }, long: "x".repeat(10000), none: undefined });
for (let e = 0; e < 5; e++) ak${n}.epoch(e, { accuracy: e / 5 });
{ using part = ak${n}.span("load data"); ${BUSY(10)} }
ak${n}.logArtifact("../../out.txt", "text"); ak${n}.logArtifact("bytes.bin", new Uint8Array(70000));
ak${n}.callbacks().onEpochEnd(5, { accuracy: 1 }); ${n}`,
    cards: ["ak FINISHED"],
    result: "N",
  },
  {
    name: "logs after its cell's end",
    code: ({ n, print, run }) =>
      `const al${n} = await ${run("al")}; await al${n}.stop(); al${n}.log({ late: 1 }); ${print(20)}; ${n}`,
    cards: ["al FINISHED"],
    result: "N",
  },
  {
    name: "wrong field",
    code: ({ print }) => `${print(20)}; await track({ flavour: "sklearn" })`,
    error:
      'TypeError: Cannot start tracking: field "flavour" (value "sklearn") is unknown, did you mean "flavor"',
  },
  {
    name: "unknown place",
    code: ({ n, print, run }) => `${print(20)}; const am${n} = await ${run("am", { place: "BEE" })}`,
    error: /^RangeError: Unknown place "BEE", did you mean "BE"/,
  },
  {
    name: "a store that is none",
    code: ({ n, print, run }) =>
      `${print(20)}; const an${n} = await ${run("an", { trackingUri: "mysql://x/y" })}`,
    error: /^TypeError: Cannot log to MLflow at "mysql:\/\/x\/y": start "mlflow server/,
  },
  {
    name: "a server that is not there",
    code: ({ n, print, run }) =>
      `using ao${n} = await ${run("ao", { trackingUri: "http://127.0.0.1:9" })}; ${print(20)}; ${n}`,
    cards: ["ao FINISHED"],
    result: "N",
  },
  {
    name: "journal only",
    code: ({ n, print, run }) =>
      `using ap${n} = await ${run("ap", { trackingUri: "none" })}; ${print(20)}; ${n}`,
    cards: ["ap FINISHED"],
    result: "N",
  },
  {
    name: "shows nothing",
    code: ({ n, print, run }) => `using aq${n} = await ${run("aq", { display: "none" })}; ${print(20)}; ${n}`,
    silent: ["aq FINISHED"],
    result: "N",
  },
  {
    name: "shows the whole card",
    code: ({ n, print, run }) => `using ar${n} = await ${run("ar", { display: "full" })}; ${print(20)}; ${n}`,
    cards: ["ar FINISHED"],
    result: "N",
  },
  {
    name: "shows the whole card and throws",
    code: ({ n, print, run }) =>
      `using as${n} = await ${run("as", { display: "full" })}; ${print(20)}; throw new Error("whole")`,
    cards: ["as FAILED"],
    error: "Error: whole",
  },
  {
    name: "used up its time",
    code: ({ n, print, run }) =>
      `const at${n} = await ${run("at", { budget: { seconds: 0.001 } })}; ${BUSY(20)} at${n}.log({ x: 1 }); ${
        print(20)
      }; at${n}.stopped && at${n}.signal.aborted`,
    cards: ["at FINISHED"],
    result: "true",
  },
  {
    name: "the tracker is the result's owner",
    code: ({ n, print, run }) =>
      `const au${n} = await ${run("au")}; ${print(20)}; [typeof au${n}.runId, au${n}.record].join()`,
    cards: ["au FINISHED"],
    result: '"string,"',
  },
  {
    name: "spawns a child",
    code: ({ n, print, run }) =>
      `using av${n} = await ${run("av")}; await new Deno.Command("true").output(); ${print(20)}; ${n}`,
    cards: ["av FINISHED"],
    result: "N",
  },
  {
    name: "a megabyte in one line",
    code: ({ n, print, run }) =>
      `using aw${n} = await ${run("aw")}; console.log("x".repeat(1e6)); ${print(20)}; ${n}`,
    cards: ["aw FINISHED"],
    result: "N",
  },
  {
    name: "writes to stderr too",
    code: ({ n, print, run }) =>
      `using ax${n} = await ${run("ax")}; console.error("e".repeat(200)); ${print(20)}; ${n}`,
    cards: ["ax FINISHED"],
    result: "N",
  },
  {
    name: "shows displays of its own",
    code: ({ n, print, run }) =>
      `using ay${n} = await ${
        run("ay")
      }; await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "own" }, metadata: {} }); ${
        print(20)
      }; ${n}`,
    cards: ["ay FINISHED"],
    result: "N",
  },
  {
    name: "replaces console.log for a while",
    code: ({ n, print, run }) =>
      `using az${n} = await ${
        run("az")
      }; const log${n} = console.log; console.log = (...words) => log${n}(...words); ${
        print(20)
      }; console.log = log${n}; ${n}`,
    cards: ["az FINISHED"],
    result: "N",
  },
  {
    name: "wraps JSON.stringify and throws",
    code: ({ n, print, run }) =>
      `const ba${n} = await ${
        run("ba")
      }; const former${n} = JSON.stringify; JSON.stringify = (...words) => former${n}(...words);
${print(20)}; JSON.stringify = former${n}; throw new Error("wrapped")`,
    cards: ["ba FAILED"],
    error: "Error: wrapped",
  },
  {
    name: "stringifies an object like the kernel's",
    code: ({ n, print, run }) =>
      `using bb${n} = await ${run("bb")}; ${
        print(20)
      }; JSON.stringify({ name: "a", message: "b", stack: "c" }).length`,
    cards: ["bb FINISHED"],
    result: "38",
  },
  {
    name: "changes the working folder",
    code: ({ n, print, run }) =>
      `using bc${n} = await ${
        run("bc")
      }; const cwd${n} = Deno.cwd(); Deno.chdir("/"); bc${n}.log({ x: 1 }); Deno.chdir(cwd${n}); ${
        print(20)
      }; ${n}`,
    cards: ["bc FINISHED"],
    result: "N",
  },
  {
    name: "empties its environment's clock functions",
    code: ({ n, print, run }) =>
      `using bd${n} = await ${run("bd")}; const now${n} = Date.now; Date.now = () => 0; ${
        print(20)
      }; Date.now = now${n}; ${n}`,
    cards: ["bd FINISHED"],
    result: "N",
  },
];

/** Names that a user might give a run; text stays text. */
export const NAMES: readonly string[] = [
  "<script>alert(1)</script>",
  "=cmd()|' /C calc'!A0",
  "../../../etc/x",
  "🌱 überall",
  "a\\\"b'c`${d}",
  "x".repeat(10_000),
];
