import { TORTURE, type TortureCase } from "../track/torture_cells.ts";

/** A cell of the matrix notebook. */
export interface MatrixCell {
  /** What it does, and what has to be seen under it. */
  readonly is: TortureCase;
  /** Its number, which stands in the names of its runs, its lines and its id. */
  readonly n: number;
  /** Its code. */
  readonly code: string;
}

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
export function matrixCells(older = false): MatrixCell[] {
  const strides = [1, 29, 13, 41];
  const forms = strides.flatMap((stride) =>
    TORTURE.map((is, index) => ({ is, place: index * stride % 67 }))
      .sort((a, b) => a.place - b.place).map(({ is }) => is)
  );
  return [older ? olderOpening : opening, ...forms.slice(0, CELLS - 2), closing].map((is, n) => ({
    is,
    n,
    code: codeOf(is, n),
  }));
}

function codeOf(is: TortureCase, n: number): string {
  const print = (count: number) => `for (let i = 0; i < ${count}; i++) console.log("cell ${n} prints", i)`;
  const run = (name: string, more: Readonly<Record<string, unknown>> = {}, body?: string) => {
    const info = {
      runName: `${name}-${n}`,
      experimentName: "torture",
      display: "line",
      place: "BE",
      ...more,
    };
    return `track(${JSON.stringify(info)}${body === undefined ? "" : `, ${body}`})`;
  };
  return is.code({ n, print, run });
}

/** The matrix as a file: nbformat 4.5, cells that fail tagged `raises-exception`. */
export function matrixNotebook(cells: readonly MatrixCell[]): string {
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

/** Every run that the cells should leave, as `"name-number STATUS"`. */
export function expectedRuns(cells: readonly MatrixCell[]): string[] {
  return cells.flatMap(({ is, n }) =>
    [...is.cards ?? [], ...is.silent ?? []].map((card) => card.replace(" ", `-${n} `))
  ).sort();
}
