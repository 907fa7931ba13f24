import { lexicalDisposal } from "../../lib/notebook/lexical_scope.ts";
import { type Notebook, openNotebook } from "../../lib/notebook/notebook.ts";
import { observerWorkerSource } from "../../lib/notebook/observer_worker.ts";

/** The room with a tracker that measures nothing: its card says how the cell told it to end. */
export interface ToyRoom {
  /** The room. */
  readonly notebook: Notebook;
  /** The worker. */
  readonly worker: Worker | undefined;
  /** Begins a run. */
  track(name: string): Promise<ToyTracker>;
  /** How many runs still listen to something. */
  open(): number;
}

/** A run. */
export interface ToyTracker extends Disposable, AsyncDisposable {
  /** Every status it had, oldest first. */
  readonly history: readonly string[];
  /** Whether Stop was pressed; readable in a loop that blocks. */
  readonly stopped: boolean;
  /** Aborts at Stop. */
  readonly signal: AbortSignal;
}

/** Opens the room inside a kernel. */
export function openToyRoom(withWorker = true): ToyRoom {
  const text = new Blob([observerWorkerSource], { type: "text/javascript" });
  const worker = withWorker ? new Worker(URL.createObjectURL(text), { type: "module" }) : undefined;
  const notebook = openNotebook(worker);
  let open = 0;
  const track = async (name: string) => {
    await notebook.fence();
    if (open === 0) notebook.resetStop();
    open++;
    return startRun(notebook, name, () => open--);
  };
  return { notebook, worker, track, open: () => open };
}

/** The same decisions as the real tracker's: a block's end is corrected when the kernel then tells of an error. */
function startRun(notebook: Notebook, name: string, closed: () => void): ToyTracker {
  const id = `toy-${crypto.randomUUID()}`;
  const controller = new AbortController();
  let lexical = false;
  const history: string[] = [];
  const show = (next: string, error = "") => {
    const text = `card ${name} ${next} ${lexical ? "lexical" : "cell"}${error && ` ${error}`}`;
    const bundle = { data: { "text/plain": text } };
    if (history.length === 0) notebook.display(bundle, id);
    else notebook.update(bundle, id);
    history.push(next);
  };
  const finish = () => {
    if (history.length === 0) show(notebook.stopped ? "KILLED" : "FINISHED");
  };
  const watches = [
    notebook.watchStop(),
    notebook.onStop(() => controller.abort(new DOMException("stopped", "AbortError"))),
    notebook.onCellEnd({
      failed({ error }) {
        if (history.length === 0 && lexical) return;
        show(notebook.stopped ? "KILLED" : "FAILED", `${error?.name}: ${error?.message}`);
      },
      succeeded() {
        if (history.length === 0 && lexical) return Promise.resolve();
        if (history.at(-1) === "FAILED") show("FINISHED");
        finish();
        release();
        return Promise.resolve();
      },
      over() {
        if (history.length > 0) release();
      },
    }),
  ];
  const release = () => {
    if (watches.length === 0) return;
    for (const watch of watches.splice(0)) watch[Symbol.dispose]();
    closed();
  };
  const target = {
    history,
    get stopped() {
      return notebook.stopped;
    },
    signal: controller.signal,
  };
  return lexicalDisposal(target, {
    dispose: finish,
    asyncDispose: () => Promise.resolve(finish()),
    lexical() {
      lexical = true;
    },
  });
}
