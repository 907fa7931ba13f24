import type { TortureCase } from "../track/torture_cells.ts";
import { inOrder, type TortureCell, tortureCell } from "../track/torture_order.ts";

/** Cells in a notebook, the one that imports among them. */
export const CELLS = 200;

const opening: TortureCase = {
  name: "import and run in one",
  code: ({ print, run }) =>
    `import { track } from "jsr:@wattbook/track@^1";\nusing first = await ${run("first")}; ${print(20)}; 0`,
  cards: ["first FINISHED"],
  result: "N",
};

/** Deno 2.2 moves an import into the block that it makes of a cell with `using`: no later cell has the name. */
const olderOpening: TortureCase = {
  ...opening,
  code: ({ print, run }) =>
    `import { track } from "jsr:@wattbook/track@^1";\nawait ${run("first", {}, "() => {}")}; ${print(20)}; 0`,
};

/** What `track()` gives, and nothing else: no run, no card, no hook. */
const STUB = `globalThis.track = async (info, body) => {
  const part = () => ({ [Symbol.dispose]() {} });
  const tracker = {
    runId: "", record: undefined, signal: { aborted: true }, stopped: true,
    log() {}, params() {}, epoch() {}, logArtifact() {}, span: part, callbacks: () => ({ onEpochEnd() {} }),
    stop: async () => tracker.record ??= { status: "FINISHED" }, ...part(), async [Symbol.asyncDispose]() {},
  };
  return body ? await body(tracker) : tracker;
};
globalThis[Symbol.for("wattbook.settled")] = async () => {};`;

/**
 * The same notebook without this package, for comparison: what is lost there is not our doing. Cells whose only error
 * is one of ours print instead.
 */
export function stubCells(): TortureCell[] {
  return matrixCells().map(({ is, n, code }, at) => {
    const { cards: _cards, silent: _silent, error, ...rest } = is;
    const ours = error !== undefined && /^(wrong field|unknown place|a store that is none)$/.test(is.name);
    const print = `for (let i = 0; i < 20; i++) console.log("cell ${n} prints", i)`;
    return {
      is: error === undefined || ours ? rest : { ...rest, error },
      n,
      code: at === 0 ? `${STUB}\n${print}; 0` : ours ? print : code,
    };
  });
}

/** What has to have reached its store before the notebook may be judged. */
const closing: TortureCase = {
  name: "waits for its stores",
  code: ({ n, print }) => `await globalThis[Symbol.for("wattbook.settled")](); ${print(20)}; ${n}`,
  result: "N",
};

/**
 * All forms in turn, each round in another order, so that every cell gets other neighbours.
 *
 * @param older Whether they are for a Deno of 2.2.
 */
export function matrixCells(older = false): TortureCell[] {
  const strides = [1, 29, 13, 41];
  const forms = strides.flatMap(inOrder);
  return [older ? olderOpening : opening, ...forms.slice(0, CELLS - 2), closing].map(tortureCell);
}

/** The matrix as a file: nbformat 4.5, cells that fail tagged `raises-exception`. */
export function matrixNotebook(cells: readonly TortureCell[]): string {
  const notebook = {
    cells: cells.map(({ is, n, code }) => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${n}`,
      metadata: is.error === undefined && !is.unparsed ? {} : { tags: ["raises-exception"] },
      outputs: [],
      source: code.split(/(?<=\n)/),
    })),
    metadata: { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
