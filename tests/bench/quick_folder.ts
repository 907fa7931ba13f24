import { LINES_FOLDER } from "../../lib/sinks/journal.ts";
import { summary } from "./bench_row.ts";

/** Where a run's journal lies below its store. */
const JOURNAL_FOLDER = `.wattbook/${LINES_FOLDER}`;

/** A folder for a bench, removed with it. */
export interface QuickFolder extends Disposable {
  /** The folder. */
  readonly path: string;
  /** Milliseconds that creating an empty file in it takes. */
  readonly createMs: ReturnType<typeof summary>;
}

/**
 * Makes a folder where creating a file is quick: how long that takes depends on the neighbours on the disk and differs
 * thirtyfold on one machine, which would say more about the disk than about this package.
 *
 * @param places Folders to try.
 */
export function quickFolder(places: readonly (string | undefined)[]): QuickFolder {
  const folders = places.map((dir) => {
    const path = Deno.makeTempDirSync({ prefix: "wattbook-bench-", ...(dir === undefined ? {} : { dir }) });
    return { path, createMs: summary(createTimes(`${path}/${JOURNAL_FOLDER}`)) };
  }).toSorted((one, other) => one.createMs.median - other.createMs.median);
  const [best, ...others] = folders;
  if (best === undefined) throw new Error("Cannot bench: no place was named for the folder");
  for (const { path } of others) Deno.removeSync(path, { recursive: true });
  return { ...best, [Symbol.dispose]: () => Deno.removeSync(best.path, { recursive: true }) };
}

/** Milliseconds to create each of some files, as a journal does: none is removed in between. */
function createTimes(folder: string): number[] {
  Deno.mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: 60 }, () => `${folder}/${crypto.randomUUID()}.jsonl`);
  const times = names.map((name) => {
    const start = performance.now();
    using _file = Deno.openSync(name, { create: true, append: true, mode: 0o600 });
    return performance.now() - start;
  });
  for (const name of names) Deno.removeSync(name);
  return times;
}
