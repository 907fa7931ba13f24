import { CELL_EVENTS } from "../notebook/cell_events.ts";

/** Messages for the kernel's worker that may come some milliseconds late. */
export interface Mailbox {
  /** Leaves a message until the worker looks: waking a thread would cost a quick cell more than anything else. */
  leave(key: string, message: unknown): void;
  /** Takes back what was left under that key; false when the worker has it, or nothing was left. */
  takeBack(key: string): boolean;
  /** Writes into the box what was left and taken back since the last call. */
  close(): void;
}

/** Words shared with the worker: whether the box holds something, how many bytes, whether the worker will look. */
const BOX = { state: 0, bytes: 1, looks: 2, length: 3 } as const;
const STATE = { empty: 0, full: 1, taken: 2 } as const;

/** A run that ends before the worker looks never wakes it. Milliseconds after the cell's begin. */
const LOOK_AFTER_MS = 10;

/** What does not fit is sent at once. */
const MOST_BYTES = 1 << 14;

/**
 * Opens the box. When the worker is not about to look, because the cell is older, its message is sent at once.
 *
 * @param post Sends a message to the worker, started with `mailboxWorkerSource`.
 */
export function openMailbox(post: (message: unknown) => void): Mailbox {
  const words = new Int32Array(new SharedArrayBuffer(4 * BOX.length));
  const bytes = new Uint8Array(new SharedArrayBuffer(MOST_BYTES));
  const left = new Map<string, unknown>();
  post({ room: "mailbox", words: words.buffer, bytes: bytes.buffer });
  let isOurs = true;
  /** Takes the box away from the worker; what it has read is no longer here. */
  const open = () => {
    if (isOurs) return;
    isOurs = true;
    if (Atomics.compareExchange(words, BOX.state, STATE.full, STATE.empty) !== STATE.full) left.clear();
  };
  const put = (): boolean => {
    const text = new TextEncoder().encode(JSON.stringify([...left.values()]));
    if (text.length > MOST_BYTES || Atomics.load(words, BOX.state) === STATE.taken) return false;
    bytes.set(text);
    words[BOX.bytes] = text.length;
    Atomics.store(words, BOX.state, STATE.full);
    isOurs = false;
    // In this order: who looks after this finds it.
    if (Atomics.load(words, BOX.looks) === 1) return true;
    open();
    return left.size === 0;
  };
  return {
    leave(key, message) {
      open();
      left.set(key, message);
    },
    takeBack(key) {
      if (!left.has(key)) return false;
      open();
      return left.delete(key);
    },
    close() {
      if (!isOurs || left.size === 0 || put()) return;
      post({ room: "together", messages: [...left.values()] });
      left.clear();
    },
  };
}

/** The worker's side, as self-contained text: it looks a moment after each cell's begin. */
export const mailboxWorkerSource = `(() => {
  const BOX = ${JSON.stringify(BOX)}, STATE = ${JSON.stringify(STATE)};
  let words, bytes, timer;
  self.addEventListener("message", ({ data }) => {
    if (data?.room !== "mailbox") return;
    words = new Int32Array(data.words);
    bytes = new Uint8Array(data.bytes);
  });
  const look = () => {
    Atomics.store(words, BOX.looks, 0);
    if (Atomics.compareExchange(words, BOX.state, STATE.full, STATE.taken) !== STATE.full) return;
    const messages = JSON.parse(new TextDecoder().decode(bytes.slice(0, words[BOX.bytes])));
    Atomics.store(words, BOX.state, STATE.empty);
    for (const message of messages) self.dispatchEvent(new MessageEvent("message", { data: message }));
  };
  self.addEventListener("${CELL_EVENTS.input}", () => {
    if (words === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(look, ${LOOK_AFTER_MS});
    Atomics.store(words, BOX.looks, 1);
  });
})();`;
