import type { Message } from "../jupyter/message.ts";
import { displayId } from "../jupyter/outputs.ts";

/** Display ids of `lib/notebook/fence.ts`. */
const INNER_FENCE = "wattbook-fence-";

/** Runs of the child whose late outputs still find their cell. */
const REMEMBERED = 1000;

/**
 * What is said between the outputs: answers, fences, and which cell the next lines belong to. The child counts what
 * it runs; here each run is known as the cell for which it was sent.
 */
export class Marks {
  /** Display ids that begin so are marks of the prelude. */
  readonly prefix = `wattbook-kernel-${crypto.randomUUID()}-`;
  /** The cell that was sent last. */
  cell = 0;
  /** The cell that speaks now: while one runs another one's timer can. */
  speaker = 0;
  /** Called when the child's main thread has heard a Stop. */
  onAlive: () => void = () => {};
  readonly #expected = new Map<string, (value: unknown) => void>();
  readonly #runs = new Map<number, number>();
  #settled = false;

  /** The display id of a mark. */
  idOf(name: string): string {
    return this.prefix + name;
  }

  /** Waits for a mark, until it is disposed. */
  expect(name: string): { readonly seen: Promise<unknown> } & Disposable {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#expected.set(name, resolve);
    return { seen: promise, [Symbol.dispose]: () => void this.#expected.delete(name) };
  }

  /**
   * Takes a message that is a mark.
   *
   * @returns Whether it was one.
   */
  take({ header: { msg_type }, parent, content }: Message): boolean {
    if (msg_type === "status") {
      const isEnd = content["execution_state"] === "idle";
      if (isEnd) this.#expected.get(endOf(parent.msg_id ?? ""))?.(this.#settled);
      return true;
    }
    // Inputs are told by the proxy.
    if (msg_type === "execute_input") return true;
    const id = msg_type === "update_display_data" ? displayId(content) : undefined;
    // The child waits for its own fences: what a cell has shown before one has been written before its end.
    this.#settled = id?.startsWith(INNER_FENCE) ?? false;
    if (this.#settled) return true;
    if (id === undefined || !id.startsWith(this.prefix)) return false;
    const name = id.slice(this.prefix.length), run = name.match(/^cell-(\d+)$/)?.[1];
    if (run !== undefined) this.#speak(Number(run));
    else if (name === "alive") this.onAlive();
    else this.#expected.get(name)?.(valueOf(content));
    return true;
  }

  #speak(run: number): void {
    if (!this.#runs.has(run)) this.#runs.set(run, this.cell);
    this.#runs.delete(run - REMEMBERED);
    this.speaker = this.#runs.get(run) ?? this.cell;
  }
}

/** The mark that a request is over: seen with whether everything that it has shown has come before. */
export function endOf(requestId: string): string {
  return `end ${requestId}`;
}

function valueOf({ data }: Readonly<Record<string, unknown>>): unknown {
  if (typeof data !== "object" || data === null) return undefined;
  if ("application/json" in data) return data["application/json"];
  return "text/plain" in data ? data["text/plain"] : undefined;
}
