import { TORTURE, type TortureCase } from "./torture_cells.ts";

/** A case at its place in a notebook. */
export interface TortureCell {
  /** What it does, and what has to be seen under it. */
  readonly is: TortureCase;
  /** Its number, which stands in the names of its runs, in its lines and in its id. */
  readonly n: number;
  /** Its code. */
  readonly code: string;
}

/** All cases; each stride has another order, so that every cell gets other neighbours. */
export function inOrder(stride: number): TortureCase[] {
  return TORTURE.map((is, index) => ({ is, place: index * stride % 67 }))
    .sort((a, b) => a.place - b.place).map(({ is }) => is);
}

/** A case with the number `n` in its code. */
export function tortureCell(is: TortureCase, n: number): TortureCell {
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
  return { is, n, code: is.code({ n, print, run }) };
}

/** Every run that the cells should leave, as `"name-number STATUS"`. */
export function expectedRuns(cells: readonly TortureCell[]): string[] {
  return cells.flatMap(({ is, n }) =>
    [...is.cards ?? [], ...is.silent ?? []].map((card) => card.replace(" ", `-${n} `))
  ).sort();
}
