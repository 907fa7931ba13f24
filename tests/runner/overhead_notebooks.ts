import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { notebookOf } from "./notebook_of.ts";

/** Cells of each notebook. */
export const CELLS = 10;

/** What a cell does besides printing twenty lines. */
export const KINDS = {
  "cells that wait 0.3 s": "await new Promise((resolve) => setTimeout(resolve, 300));",
  "cells that compute 0.3 s": "const until = performance.now() + 300; while (performance.now() < until);",
  "cells without work": "",
} as const;

/** The same measuring as the runner's, as cells: from the import to the notebook's end. */
const MEASURED = [
  `const { track } = await import("jsr:@wattbook/track@^1");
const own = await track({ runName: "own", trackingUri: "none", scope: "manual", display: "none" });`,
  `(await own.stop()).energyJ.share?.value`,
] as const;

/**
 * Writes notebooks whose cells say in a file how long they took: with the stock kernel nbclient loses printed lines.
 *
 * @param folder Where they go; made when it is missing.
 * @param work What a cell does.
 * @param count Notebooks.
 * @param isMeasured Whether cells of their own measure them.
 * @returns Their paths.
 */
export function writeNotebooks(folder: string, work: string, count: number, isMeasured: boolean): string[] {
  Deno.mkdirSync(folder, { recursive: true });
  const code = `{ const begin = performance.now(); ${work}
for (let line = 0; line < 20; line++) console.log(line);
Deno.writeTextFileSync(Deno.env.get("OWN_TIMES"), performance.now() - begin + " ", { append: true }); }`;
  const cells = Array.from({ length: CELLS }, () => code), [before, after] = MEASURED;
  const notebook = notebookOf(...(isMeasured ? [before, ...cells, after] : cells));
  return Array.from({ length: count }, (_, n) => {
    const file = `${folder}/notebook${n}.ipynb`;
    Deno.writeTextFileSync(file, serialiseNotebook(notebook));
    return file;
  });
}

/** What all cells say that they took, seconds; throws when one is missing. */
export function takeOwnSeconds(file: string, count: number): number {
  const times = Deno.readTextFileSync(file).trim().split(" ").map((ms) => Number(ms) / 1000);
  if (times.length !== CELLS * count) throw new Error(`${times.length} of ${CELLS * count} cells have ended`);
  Deno.removeSync(file);
  return times.reduce((sum, time) => sum + time, 0);
}
