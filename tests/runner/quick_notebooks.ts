import type { Cell, Notebook } from "../../lib/runner/nbformat.ts";
import { readNotebook } from "../../lib/runner/read_notebook.ts";
import { notebookOf } from "./notebook_of.ts";

const notebooks = new URL("../../notebooks/", import.meta.url).pathname;

/** What is made smaller in a notebook: a text in its cells, and what stands there instead. */
const SMALLER: Readonly<Record<string, readonly (readonly [string | RegExp, string])[]>> = {
  getting_started: [],
  sklearn_style: [[/numSteps: \d+/g, "numSteps: 10"]],
  keras_style: [["mnist.training(10_000)", "mnist.training(600)"], [
    "mnist.testing(2_000)",
    "mnist.testing(200)",
  ]],
  pytorch_style: [["const epochs = 10", "const epochs = 2"]],
};

/** Names of the notebooks of this repository that have a quick variant. */
export const QUICK = Object.keys(SMALLER);

/**
 * A notebook of this repository with less data, fewer rounds and short measurements, between two cells that write a
 * line each: `n begin` and `n end`, to the file that the parameter `done` names.
 *
 * @param name Its name, without the ending.
 */
export function quickNotebook(name: string): Notebook {
  const { notebook } = readNotebook(`${notebooks}${name}.ipynb`);
  const shorter = /emissionsPer10Inferences\((\w+), ([\w.]+)\)/g;
  const replacements = [
    ...SMALLER[name] ?? [],
    [shorter, "emissionsPer10Inferences($1, $2, { maxTimeS: 0.3 })"] as const,
  ];
  const changed = replacements.reduce((cells, [from, to]) => {
    const next = cells.map((cell): Cell => ({ ...cell, source: cell.source.replaceAll(from, to) }));
    if (next.every(({ source }, at) => source === cells[at]?.source)) {
      throw new Error(`${name}.ipynb no longer holds "${from}"`);
    }
    return next;
  }, notebook.cells);
  const mark = (word: string) => `Deno.writeTextFileSync(done, \`\${n} ${word}\\n\`, { append: true });`;
  const added =
    notebookOf({ code: `let n = 0, done = "";`, tags: ["parameters"] }, mark("begin"), mark("end")).cells;
  const own = added.map((cell): Cell => ({ ...cell, id: `fleet-${cell.id}` }));
  return { ...notebook, cells: [...own.slice(0, 2), ...changed, ...own.slice(2)] };
}
