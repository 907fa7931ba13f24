import type { Message } from "./message.ts";
import { displayId } from "./outputs.ts";
import { within } from "./within.ts";

const MARKER = "wattbook-client-";

/** A marker as it is printed. */
const PRINTED = new RegExp(`^${MARKER}[0-9a-f-]{36}\\n$`);

/** A message as far as markers go. */
type Said = Pick<Message, "header" | "content">;

/** Markers: what a client has the kernel publish to know that everything before it has come. */
export class Markers {
  readonly #ask: (code: string) => Promise<Pick<Message, "content">>;
  readonly #seen = new Map<string, (text: string) => void>();
  readonly #asks = new Set<() => void>();
  /** Printed lines have a queue of their own in that kernel: they need a marker of their own. */
  printsApart = false;

  /** @param ask Has code run that nobody sees, and waits for its reply. */
  constructor(ask: (code: string) => Promise<Pick<Message, "content">>) {
    this.#ask = ask;
  }

  /**
   * Runs code that publishes a marker and waits until that comes back; everything published before has arrived then.
   *
   * @param limitMs Longest wait, from when `after` has settled.
   * @param options `code` publishes the marker of that id, with a text; `after` is asked for before it.
   * @returns The marker's text; `undefined` when it does not come.
   */
  async echo(
    limitMs: number,
    { code = markerCode, after }: { code?: (id: string) => string; after?: Promise<unknown> } = {},
  ): Promise<string | undefined> {
    const id = MARKER + crypto.randomUUID(), printed = `${id}\n`;
    const names = this.printsApart ? [id, printed] : [id];
    const seen = Promise.all(
      names.map((name) => new Promise<string>((resolve) => this.#seen.set(name, resolve))),
    );
    // A cell may have hidden `Deno`: no marker will come then.
    const print = this.printsApart
      ? `(Deno[Deno.internal]?.core?.print ?? console.log)(${JSON.stringify(printed)});`
      : "";
    const over = Promise.withResolvers<string | undefined>();
    let asks = 0;
    const ask = () => {
      asks++;
      // First the reply: who asks again before it has come gets the next one 40 ms late, as the stock kernel writes.
      this.#ask(print + code(id))
        .then(async ({ content }) => content["status"] === "error" ? undefined : (await seen)[0])
        .then(over.resolve, (error) => --asks === 0 && over.reject(error));
    };
    over.promise.catch(() => {
      // Who waits for what was asked before it hears the same.
    });
    this.#asks.add(ask);
    ask();
    try {
      await after;
      return await outOf(over.promise, limitMs);
    } finally {
      this.#asks.delete(ask);
      for (const name of names) this.#seen.delete(name);
    }
  }

  /** Asks again for those that are under way: they may be lost. */
  again(): void {
    for (const ask of this.#asks) ask();
  }

  /** Takes a message that is a marker; returns whether it was one. */
  take(message: Said): boolean {
    if (!isMarker(message)) return false;
    this.#seen.get(idOf(message))?.(textOf(message));
    return true;
  }
}

/** Whether a message is a marker, and no output. */
export function isMarker(message: Said): boolean {
  const id = idOf(message);
  return message.header.msg_type === "stream" ? PRINTED.test(id) : id.startsWith(MARKER);
}

/** The id of a marker, the whole text of a printed one; empty for what cannot be one. */
function idOf({ header, content }: Said): string {
  if (header.msg_type === "stream") return String(content["text"]);
  return header.msg_type === "update_display_data" ? displayId(content) ?? "" : "";
}

/** Code that publishes a marker: nobody shows it, because no display has its id. */
function markerCode(id: string): string {
  return `await Deno.jupyter.broadcast("update_display_data",` +
    `{data:{"text/plain":""},metadata:{},transient:{display_id:${JSON.stringify(id)}}})`;
}

function textOf({ content }: Said): string {
  const data = content["data"];
  const found = typeof data === "object" && data !== null && "text/plain" in data
    ? data["text/plain"]
    : undefined;
  return String(found ?? "");
}

/** What comes in time; too late is an answer too, a dead kernel is not. */
async function outOf(answered: Promise<string | undefined>, limitMs: number): Promise<string | undefined> {
  try {
    return await within(answered, limitMs, "no marker");
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
