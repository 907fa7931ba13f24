import type { Host } from "../host.ts";
import { findNotebook, type NotebookIdentity } from "../notebook/identity.ts";
import type { CellInput, Notebook } from "../notebook/notebook.ts";
import { describeSource } from "./describe_source.ts";
import type { Run } from "./run.ts";

/** Where the runs of a notebook come from: which file, which cell. Found out beside the training, told in tags. */
export interface Origin {
  /** A run begins in the cell that runs now. */
  begun(run: Run): void;
  /** A run is about to end: what is told before its end needs no second delivery. */
  ending(run: Run): void;
  /** A run has ended: the notebook as it was saved last becomes one of its files. */
  ended(run: Run): Promise<void>;
}

/** The first cells have more urgent things to do than this. */
const LOOK_AFTER_MS = 1000;

/**
 * Opens the search for the notebook; nobody waits for it.
 *
 * @param host Environment, files, network.
 * @param notebook The kernel.
 * @param changed Called when more is known of a run that has ended.
 */
export function openOrigin(host: Host, notebook: Notebook, changed: (run: Run) => void): Origin {
  const cells = new WeakMap<Run, CellInput>();
  const tag = (run: Run, tags: Readonly<Record<string, string>>) => {
    run.tag(tags);
    if (run.record) changed(run);
  };
  // Who names the notebook in the environment knows better than a server.
  const identity = host.env("WATTBOOK_SOURCE") === undefined ? lookLater(host) : Promise.resolve(undefined);
  const found = (run: Run, cell: CellInput | undefined) => {
    if (cell === undefined || cells.has(run)) return;
    cells.set(run, cell);
    const { sourceHash } = describeSource(cell.code);
    tag(run, { "wattbook.cell": String(cell.count), "wattbook.source_hash": sourceHash });
  };
  return {
    begun(run) {
      // A cell that has just begun may not be known yet; then at the run's end, or with the cell's.
      found(run, notebook.running());
      if (!cells.has(run)) notebook.whichCell((cell) => found(run, cell));
    },
    ending: (run) => found(run, notebook.running()),
    async ended(run) {
      const named = await identity;
      if (named === undefined) return;
      const saved = await named.read();
      const place = saved?.sources.indexOf(cells.get(run)?.code ?? "") ?? -1;
      run.tag({
        ...(run.info.tags["mlflow.source.name"] === undefined ? { "mlflow.source.name": named.path } : {}),
        ...(place >= 0 ? { "wattbook.cell_index": String(place + 1) } : {}),
      });
      if (saved) run.artifact(`notebook/${saved.name}`, new TextEncoder().encode(saved.text));
      changed(run);
    },
  };
}

function lookLater(host: Host): Promise<NotebookIdentity | undefined> {
  const { promise, resolve } = Promise.withResolvers<NotebookIdentity | undefined>();
  const timer = setTimeout(() => {
    findNotebook(host).then(resolve, () => {
      // Not knowing the notebook costs two tags.
      resolve(undefined);
    });
  }, LOOK_AFTER_MS);
  Deno.unrefTimer(timer);
  return promise;
}
