/**
 * `deno task frontends`: the matrix of cells in every front-end, as a table; with `--pictures` also the pictures of
 * README and `docs/notebooks.md`, with `--older` the older versions alone. `--only TEXT` takes the rows whose front-end and version
 * hold a text, `--times N` runs each so often. Needs Python, npm and Chromium. The exit status says whether the
 * rows are without a fault; what is compared does not count.
 *
 * @module
 */
import { temporaryFolder } from "../fixtures/repository_folder.ts";
import { inJupyterlab } from "./in_jupyterlab.ts";
import type { TortureCell } from "../track/torture_order.ts";
import { matrixCells, stubCells } from "./matrix.ts";
import { inNbclient } from "./nbclient.ts";
import { npmDeno } from "./npm_deno.ts";
import { outsideFolder } from "./outside_folder.ts";
import { inOwnRunner } from "./own_runner.ts";
import { FAULTS, type Tally, tally } from "./tally.ts";
import { takePictures } from "./take_pictures.ts";

/** Runs the cells in a folder with a Deno, and returns the notebook as it was saved. */
type FrontEnd = (cells: readonly TortureCell[], folder: string, deno: string) => Promise<string>;

interface Row {
  readonly name: string;
  /** Version from npm; `undefined`: the one that runs this program. */
  readonly version?: string;
  readonly frontEnd: FrontEnd;
  /** Whether its cells do without this package. */
  readonly stub?: boolean;
  /** Whether its faults are those of others, shown for comparison. */
  readonly compared?: boolean;
}

const OWN = "own runner", NBCLIENT = "nbclient 0.11.0", LAB = "JupyterLab 4.6.6, Run All";
/** The newest of each that shows results and errors: 2.8.2 and 2.8.3 do not, with or without this package. */
const OLDER = ["2.8.1", "2.7.14", "2.6.8", "2.5.7", "2.4.4", "2.3.7", "2.2.15"], IN_LAB = ["2.8.1", "2.2.15"];
const older: readonly Row[] = OLDER.flatMap((version) => [
  { name: OWN, version, frontEnd: inOwnRunner },
  { name: NBCLIENT, version, frontEnd: inNbclient },
  ...(IN_LAB.includes(version) ? [{ name: LAB, version, frontEnd: inJupyterlab }] : []),
]);
const ALL: readonly Row[] = [
  { name: OWN, frontEnd: inOwnRunner },
  { name: NBCLIENT, frontEnd: inNbclient },
  { name: LAB, frontEnd: inJupyterlab },
  // Its faults are those of others.
  { name: `${LAB}, without this package`, frontEnd: inJupyterlab, stub: true, compared: true },
  ...older,
];

/** What follows an option. */
const valueOf = (option: string) => Deno.args[Deno.args.indexOf(option) + 1] ?? "";
const wanted = Deno.args.includes("--only") ? valueOf("--only") : "";
const times = Deno.args.includes("--times") ? Number(valueOf("--times")) : 1;

/** `--older`: those alone. */
const ROWS = (Deno.args.includes("--older") ? older : ALL)
  .filter(({ name, version }) => `${name} ${version ?? Deno.version.deno}`.includes(wanted))
  .flatMap((row) => Array.from({ length: times }, () => row));

async function run({ version, frontEnd, stub }: Row): Promise<Tally | string> {
  using folder = version === undefined ? temporaryFolder("matrix-") : outsideFolder();
  const cells = stub ? stubCells() : matrixCells(version !== undefined);
  try {
    const deno = version === undefined ? Deno.execPath() : await npmDeno(version);
    return tally(await frontEnd(cells, folder.path, deno), cells, folder.path);
  } catch (error) {
    // What cannot be run is a row of the table too.
    return `not run: ${error instanceof Error ? error.message.split("\n")[0] : error}`;
  }
}

const HEADS = ["front-end", "Deno", "cells", "cards", "lines", "runs", ...FAULTS];
console.log(`| ${HEADS.join(" | ")} |\n|${" --- |".repeat(HEADS.length)}`);
let whole = true;
for (const row of ROWS) {
  const found = await run(row);
  const numbers = typeof found === "string"
    ? [found]
    : [found.cells, found.cards, found.lines, found.runs, ...FAULTS.map((fault) => found[fault])];
  console.log(`| ${[row.name, row.version ?? Deno.version.deno, ...numbers].join(" | ")} |`);
  if (typeof found !== "string") {
    for (const finding of found.findings.slice(0, 8)) {
      console.error(`  ${JSON.stringify(finding).slice(0, 200)}`);
    }
  }
  whole &&= row.compared === true ||
    typeof found !== "string" && FAULTS.every((fault) => found[fault] === 0);
}
if (Deno.args.includes("--pictures")) await takePictures(new URL("../../docs/images/", import.meta.url));
Deno.exit(whole ? 0 : 1);
