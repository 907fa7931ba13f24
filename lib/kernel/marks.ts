import type { Message } from "../jupyter/message.ts";
import { displayId } from "../jupyter/outputs.ts";

/** Display ids of `lib/notebook/fence.ts`. */
const INNER_FENCE = "wattbook-fence-";

/** What the prelude says between the outputs: answers, fences, and which cell the next lines belong to. */
export class Marks {
  /** Display ids that begin so are marks. */
  readonly prefix = `wattbook-kernel-${crypto.randomUUID()}-`;
  /** The cell that speaks now: while one runs another one's timer can. */
  speaker = 0;
  /** Called when the child's main thread has heard a Stop. */
  onAlive: () => void = () => {};
  readonly #expected = new Map<string, (value: unknown) => void>();

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
  take({ header: { msg_type }, content }: Message): boolean {
    const id = msg_type === "update_display_data" ? displayId(content) : undefined;
    // This package's own fences within the child are of use there only.
    if (id?.startsWith(INNER_FENCE)) return true;
    if (id === undefined || !id.startsWith(this.prefix)) return false;
    const name = id.slice(this.prefix.length), speaker = name.match(/^cell-(\d+)$/)?.[1];
    if (speaker !== undefined) this.speaker = Number(speaker);
    else if (name === "alive") this.onAlive();
    else this.#expected.get(name)?.(valueOf(content));
    return true;
  }
}

function valueOf({ data }: Readonly<Record<string, unknown>>): unknown {
  if (typeof data !== "object" || data === null) return undefined;
  if ("application/json" in data) return data["application/json"];
  return "text/plain" in data ? data["text/plain"] : undefined;
}
