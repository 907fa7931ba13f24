/** A cell, and what has to be seen under it. */
export interface MagicCase {
  /** What it does. */
  readonly name: string;
  /** Its code; `n` makes names unique. */
  code(n: number): string;
  /** Lines that it prints. Default 10. */
  readonly lines?: number;
  /** Runs whose card stands under it, `"name STATUS"`. */
  readonly cards?: readonly string[];
  /** Runs without a card. */
  readonly silent?: readonly string[];
  /** Runs that go to no store. */
  readonly unstored?: readonly string[];
  /** The error that it shows. */
  readonly error?: string;
  /** Its result; `"N"` stands for its number. */
  readonly result?: string;
  /** It does not parse: the kernel shows nothing. */
  readonly unparsed?: boolean;
  /** What stands on stderr, in order. */
  readonly complaints?: readonly RegExp[];
  /** What else is shown, in order. */
  readonly shows?: readonly RegExp[];
}

const PRINT = (n: number, count = 10) =>
  `for (let i = 0; i < ${count}; i++) console.log("cell ${n} prints", i)`;
const BLOCK = (ms: number) => `for (const end = Date.now() + ${ms}; Date.now() < end;);`;
const HEAD = (n: number, name: string) =>
  `//%%track runName=${name}-${n} experimentName=magics place=BE display=line`;

/** Every magic in every place, with every ending. */
export const MAGIC_CASES: readonly MagicCase[] = [
  { name: "no magic", code: (n) => `${PRINT(n)}; ${n}`, result: "N" },
  { name: "track", code: (n) => `${HEAD(n, "a")}\n${PRINT(n)}; ${n}`, cards: ["a FINISHED"], result: "N" },
  {
    name: "track with JSON",
    code: (n) =>
      `//%%track {"run_name": "b-${n}", "place": {"gramsPerKwh": 50}, "display": "line"}\n${PRINT(n)}`,
    cards: ["b FINISHED"],
  },
  {
    name: "track in snake_case with quotes and tags",
    code: (n) =>
      `\n \n//%%track run_name='c-${n}' place="BE" display=line tags.fold=${n} budget.seconds=60\n${
        PRINT(n)
      }`,
    cards: ["c FINISHED"],
  },
  {
    name: "measure",
    code: (n) => `//%%measure runName=d-${n} place=BE display=line\n${PRINT(n)}; await 0; ${n}`,
    cards: ["d FINISHED"],
    unstored: ["d"],
    result: "N",
  },
  {
    name: "track that throws",
    code: (n) => `${HEAD(n, "e")}\n${PRINT(n)}; throw new TypeError("bad ${n}")`,
    cards: ["e FAILED"],
    error: "TypeError: bad N",
  },
  {
    name: "track that throws a text",
    code: (n) => `${HEAD(n, "f")}\n${PRINT(n)}; throw "thrown ${n}"`,
    cards: ["f FAILED"],
    error: "Error: thrown N",
  },
  {
    name: "track that rejects",
    code: (n) => `${HEAD(n, "g")}\n${PRINT(n)}; await Promise.reject(new RangeError("far ${n}"))`,
    cards: ["g FAILED"],
    error: "RangeError: far N",
  },
  {
    name: "track that blocks",
    code: (n) => `${HEAD(n, "h")}\n${BLOCK(70)} ${PRINT(n)}`,
    cards: ["h FINISHED"],
  },
  {
    name: "track that blocks and throws",
    code: (n) => `${HEAD(n, "i")}\n${PRINT(n)}; ${BLOCK(70)} null.x`,
    cards: ["i FAILED"],
    error: "TypeError: Cannot read properties of null (reading 'x')",
  },
  {
    name: "track that awaits so long that it is opened meanwhile",
    code: (n) =>
      `${HEAD(n, "j")}\n${PRINT(n)}; await new Promise((resolve) => setTimeout(resolve, 1200)); ${n}`,
    cards: ["j FINISHED"],
    result: "N",
  },
  {
    name: "track that awaits long and throws",
    code: (n) =>
      `${HEAD(n, "k")}\nawait new Promise((resolve) => setTimeout(resolve, 1200)); ${
        PRINT(n)
      }; throw new Error("late")`,
    cards: ["k FAILED"],
    error: "Error: late",
  },
  {
    name: "track and 400 prints",
    code: (n) => `${HEAD(n, "l")}\n${PRINT(n, 400)}`,
    cards: ["l FINISHED"],
    lines: 400,
  },
  {
    name: "track that does not parse",
    code: (n) => `${HEAD(n, "m")}\nconst = ${n}`,
    unparsed: true,
    lines: 0,
  },
  { name: "track of a block", code: (n) => `${HEAD(n, "n")}\n{ ${PRINT(n)} }`, cards: ["n FINISHED"] },
  { name: "track of nothing", code: (n) => HEAD(n, "o"), cards: ["o FINISHED"], lines: 0 },
  {
    name: "track() within track",
    code: (n) =>
      `${
        HEAD(n, "p")
      }\n{ using t = await track({ runName: "q-${n}", experimentName: "magics", place: "BE", display: "line" }); ${
        PRINT(n)
      } }`,
    cards: ["p FINISHED", "q FINISHED"],
  },
  {
    name: "track() of the cell within track, both failing",
    code: (n) =>
      `${
        HEAD(n, "r")
      }\nusing r${n} = await track({ runName: "s-${n}", experimentName: "magics", place: "BE", display: "line" }); ${
        PRINT(n)
      }; throw new Error("both")`,
    cards: ["r FAILED", "s FAILED"],
    error: "Error: both",
  },
  {
    name: "track without a display",
    code: (n) => `//%%track runName=t-${n} place=BE display=none\n${PRINT(n)}`,
    silent: ["t FINISHED"],
  },
  {
    name: "track with markup for a name",
    code: (n) => `//%%track runName="<b>u-${n}</b>" place=BE display=line\n${PRINT(n)}`,
    cards: ["u FINISHED"],
  },
  {
    name: "track around the kernel's own words",
    code: (n) =>
      `${HEAD(n, "v")}\n${
        PRINT(n)
      }; JSON.stringify({ name: "a", message: "b", stack: "c" }).length + ${n} - 38`,
    cards: ["v FINISHED"],
    result: "N",
  },
  {
    name: "a megabyte with a magic",
    code: (n) => `${HEAD(n, "w")}\n${PRINT(n)}; "${"x".repeat(1 << 20)}".length`,
    cards: ["w FINISHED"],
    result: "1048576",
  },
  {
    name: "two on one cell: the first",
    code: (n) => `${HEAD(n, "x")}\n//%%measure runName=never-${n}\n${PRINT(n)}`,
    cards: ["x FINISHED"],
  },
  {
    name: "in a template literal",
    code: (n) => `const text${n} = \`\n//%%track runName=never-${n}\n//%ledger\n\`; ${PRINT(n)}`,
  },
  { name: "in mid-cell", code: (n) => `${PRINT(n)}\n//%%track runName=never-${n}\n${n}`, result: "N" },
  { name: "indented", code: (n) => `  //%%track runName=never-${n}\n  //%ledger\n${PRINT(n)}` },
  { name: "in a comment", code: (n) => `/*\n//%ledger\n*/ ${PRINT(n)}` },
  {
    name: "an unknown magic",
    code: (n) => `//%%trakc runName=never-${n}\n${PRINT(n)}`,
    complaints: [/Cannot run magic "\/\/%%trakc": it is unknown, did you mean "\/\/%%track"/],
  },
  {
    name: "an unknown line magic in a cell that throws",
    code: (n) => `//%ledgr\n${PRINT(n)}; throw new Error("too")`,
    complaints: [/"\/\/%ledgr": it is unknown, did you mean "\/\/%ledger"/],
    error: "Error: too",
  },
  {
    name: "an unknown option",
    code: (n) => `//%%track runNam=never-${n}\n${PRINT(n)}`,
    complaints: [/"\/\/%%track": field "runNam" \(value "never-\d+"\) is unknown, did you mean "runName"/],
  },
  {
    name: "an unknown option in a cell that lasts: told once",
    code: (n) =>
      `//%%track runNam=never-${n}\n${PRINT(n)}; await new Promise((resolve) => setTimeout(resolve, 1200))`,
    complaints: [/field "runNam"/],
  },
  {
    name: "a wrong value and a throw",
    code: (n) => `//%%track runName=never-${n} pue=0.5\n${PRINT(n)}; throw new Error("own")`,
    complaints: [/field "pue" is 0.5, should be at least 1/],
    error: "Error: own",
  },
  {
    name: "a place that nobody knows",
    code: (n) => `//%%track runName=never-${n} place=Atlantis\n${PRINT(n)}`,
    complaints: [/Atlantis/],
  },
  {
    name: "a field that is none",
    code: (n) => `//%%track __proto__.polluted=1\n${PRINT(n)}; Object.keys(Object.prototype).length + ${n}`,
    complaints: [/field "__proto__.polluted" is unknown/],
    result: "N",
  },
  {
    name: "an address that is none",
    code: (n) => `//%%track trackingUri=nowhere: place=BE\n${PRINT(n)}`,
    complaints: [/nowhere:/],
  },
  { name: "help", code: (n) => `//%magics\n${PRINT(n)}`, shows: [/^Magics are comments/] },
  {
    name: "doctor",
    code: (n) => `${PRINT(n)}\n//%doctor\n${n}`,
    shows: [/^Grade [A-E] on this machine/],
    result: "N",
  },
  { name: "ledger", code: () => `//%ledger`, shows: [/^Cell .*\n[^]*between cells[^]*\nall /], lines: 0 },
  {
    name: "ledger and help in a cell that throws",
    code: (n) => `//%ledger\n${PRINT(n)}\n//%magics\nthrow new Error("after")`,
    shows: [/between cells/, /^Magics/],
    error: "Error: after",
  },
  {
    name: "ledger below track: the run is in it",
    code: (n) => `${HEAD(n, "y")}\n//%ledger\n${PRINT(n)}`,
    cards: ["y FINISHED"],
    shows: [/between cells[^]*y-\d/],
  },
  {
    name: "bench: the body again and again, its prints once",
    code: (n) =>
      `//%%bench runs=20 place=BE\nimport { join } from "node:path";\nglobalThis.times${n} = (globalThis.times${n} ?? 0) + 1; const own: number = ${n}; join("a", "b"); ${
        PRINT(n)
      }; own`,
    shows: [/^One run of this cell, warm: [^]*from {4}20 repetitions in 10 batches/],
    result: "N",
  },
  {
    name: "bench until the target or the time",
    code: (n) => `//%%bench seconds=0.2 target=10%\n${PRINT(n)}`,
    shows: [/^One run of this cell, warm/],
  },
  {
    name: "bench of a cell that fails",
    code: (n) => `//%%bench\n${PRINT(n)}; throw new Error("once")`,
    complaints: [/the cell failed, so it was not repeated/],
    error: "Error: once",
  },
  {
    name: "bench that fails later",
    code: (n) =>
      `//%%bench runs=5\n${
        PRINT(n)
      }; if (globalThis.again${n}) throw new Error("second time"); globalThis.again${n} = true;`,
    complaints: [/could not be repeated: second time/],
    result: "true",
  },
  {
    name: "bench with an unknown option",
    code: (n) => `//%%bench repeat=3\n${PRINT(n)}`,
    complaints: [/"\/\/%%bench": field "repeat" \(value 3\) is unknown/],
  },
  { name: "the same cell again", code: () => `globalThis.same = 1`, lines: 0, result: "1" },
  { name: "the same cell a third time", code: () => `globalThis.same = 1`, lines: 0, result: "1" },
];

/** Cells that only make sense one after the other. */
export const AUTOTRACK_CASES: readonly MagicCase[] = [
  {
    name: "autotrack with a word that it has not",
    code: () => `//%autotrack onn`,
    lines: 0,
    complaints: [/word "onn" is unknown, did you mean "on"/],
  },
  { name: "autotrack on", code: (n) => `//%autotrack on place=BE experimentName=auto\n${PRINT(n)}` },
  {
    name: "a cell is a run",
    code: (n) => `// auto-${n}\n${PRINT(n)}; ${n}`,
    cards: ["auto FINISHED"],
    result: "N",
  },
  {
    name: "a cell that throws is one",
    code: (n) => `"auto-${n}"; ${PRINT(n)}; throw new Error("auto")`,
    cards: ["auto FAILED"],
    error: "Error: auto",
  },
  {
    name: "a cell that does not parse is none",
    code: (n) => `"auto-${n}"; const =`,
    unparsed: true,
    lines: 0,
  },
  {
    name: "a cell without code is none",
    code: (n) => `// auto-${n}\n//%magics`,
    lines: 0,
    shows: [/^Magics/],
  },
  {
    name: "a cell with a magic of its own is that run",
    code: (n) => `//%%track runName=own-${n} experimentName=auto place=BE display=line\n${PRINT(n)}`,
    cards: ["own FINISHED"],
  },
  {
    name: "track() within is one more",
    code: (n) =>
      `/* auto-${n} */ { using t = await track({ runName: "inner-${n}", place: "BE", display: "line" }); ${
        PRINT(n)
      } }`,
    cards: ["auto FINISHED", "inner FINISHED"],
  },
  { name: "autotrack off: that cell is none", code: (n) => `//%autotrack off\n"auto-${n}"; ${PRINT(n)}` },
  { name: "after it cells are none", code: (n) => `"auto-${n}"; ${PRINT(n)}` },
];
