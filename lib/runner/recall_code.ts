import { findIopub } from "../notebook/iopub_address.ts";
import { readIopubSource } from "../notebook/iopub_reader.ts";

/** MIME type of the answers. */
export const RECALLED = "application/vnd.wattbook.recalled+json";

/** Id of a display that nobody shows: its update says that the kernel keeps what it publishes from now on. */
export const KEEPS = "wattbook-recall-keeps";

/** Milliseconds between two messages until the reader has seen one: the kernel takes new readers in when it likes. */
const PROBE_MS = 20;

/** Bytes of the newest messages that a kernel keeps; a cell that shows more cannot be recalled as a whole. */
const KEPT_BYTES = 16 << 20;

/** A long answer goes in pieces: some kernels break their stream with outputs of several megabytes. Characters. */
const PIECE = 1 << 18;

/** What a cell shows, and how it began and ended. */
const KEPT_TYPES = [
  "stream",
  "display_data",
  "update_display_data",
  "execute_result",
  "error",
  "clear_output",
  "execute_input",
  "status",
];

/** Milliseconds that the question's own marker may need to its reader; without it the answer is not the whole. */
const MARKER_LIMIT_MS = 5000;

/**
 * Code that has a stock kernel keep the newest messages that it publishes: a worker reads them as a front-end does.
 * Nothing happens where that is impossible. The cell itself does not wait for it: it says so when it is ready.
 *
 * @param isHeldBack Whether the kernel's messages come late unless somebody answers.
 * @param keptBytes How much is kept.
 */
export function keepCode(isHeldBack: boolean, keptBytes = KEPT_BYTES): string {
  const settings: KeepSettings = {
    types: KEPT_TYPES,
    mime: RECALLED,
    piece: PIECE,
    limitMs: MARKER_LIMIT_MS,
    keptBytes,
  };
  const worker = `const readIopub = ${readIopubSource(isHeldBack)}, find = ${findIopub};
(${keepMessages})(${JSON.stringify(settings)}, readIopub, known ?? find());`;
  return `try {
  const { broadcast } = Deno.jupyter, show = broadcast.bind(Deno.jupyter);
  const known = "const known = " + JSON.stringify(globalThis[Symbol.for("wattbook.iopub")] ?? null) + ";";
  const text = new Blob([known, ${JSON.stringify(worker)}], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(text), { type: "module", name: "wattbook-recall" });
  // Without it the kernel lives on; a worker's error would end it.
  worker.addEventListener("error", (event) => event.preventDefault());
  const say = (display_id) => show("update_display_data", { data: {}, metadata: {}, transient: { display_id } });
  let probing;
  worker.addEventListener("message", ({ data: { kind } }) => {
    if (kind === "reads") probing = setInterval(say, ${PROBE_MS}, ${JSON.stringify(`${KEEPS}-probe`)});
    if (kind !== "keeps") return;
    clearInterval(probing);
    say(${JSON.stringify(KEEPS)});
  });
  globalThis[Symbol.for("wattbook.recall")] = async (request, id) => {
    const { promise, resolve } = Promise.withResolvers();
    const take = ({ data }) => data.id === id && resolve(data.pieces);
    worker.addEventListener("message", take);
    worker.postMessage({ request, id });
    await say(id);
    const pieces = await promise;
    worker.removeEventListener("message", take);
    for (const [index, text] of pieces.entries()) {
      const data = { ${JSON.stringify(RECALLED)}: { id, index, count: pieces.length, text } };
      await show("display_data", { data, metadata: {} });
    }
  };
} catch {}`;
}

/** Code that runs `keepCode()` where none has run. */
export function unlessKept(code: string): string {
  return `if (!(Symbol.for("wattbook.recall") in globalThis)) ${code}`;
}

/**
 * Code that asks for what was published since a request; a kernel that keeps nothing says so.
 *
 * @param request Id of the request.
 * @param id Id of the question.
 */
export function recallCode(request: string, id: string): string {
  return `await (globalThis[Symbol.for("wattbook.recall")] ?? ((_, id) => Deno.jupyter.broadcast("display_data", {
  data: { ${JSON.stringify(RECALLED)}: { id, index: 0, count: 1, text: "{}" } }, metadata: {},
})))(${JSON.stringify(request)}, ${JSON.stringify(id)});`;
}

/** Frames of a message from its header on. */
type Frames = readonly [header: Uint8Array, parent: Uint8Array, metadata: Uint8Array, content: Uint8Array];

/** How messages are kept. */
interface KeepSettings {
  readonly types: readonly string[];
  readonly mime: string;
  readonly piece: number;
  readonly limitMs: number;
  readonly keptBytes: number;
}

/** Runs in the worker, as text: it may use nothing but its parameters. */
function keepMessages(
  { types, mime, piece, limitMs, keptBytes }: KeepSettings,
  readIopub: (address: unknown, events: Record<string, unknown>) => Promise<never>,
  address: unknown,
): void {
  const port = self as unknown as {
    postMessage(message: unknown): void;
    addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  };
  const text = new TextDecoder();
  const kept: { readonly type: string; readonly parent: Uint8Array; readonly content: Uint8Array }[] = [];
  /** Questions whose marker has not come by yet. */
  const waiting = new Map<string, (isWhole: boolean) => void>();
  let bytes = 0;
  const sizeOf = ({ parent, content }: (typeof kept)[number]) => parent.length + content.length;
  let hasSeen = false;
  const see = ([header, parent, , content]: Frames) => {
    if (content === undefined) return;
    if (!hasSeen) port.postMessage({ kind: "keeps" });
    hasSeen = true;
    const type = String(JSON.parse(text.decode(header)).msg_type);
    if (!types.includes(type)) return;
    // Answers are not kept: a second one to the same question would miss what they have pushed out.
    if (type === "display_data" && text.decode(content).includes(mime)) return;
    if (waiting.size > 0 && type === "update_display_data") {
      waiting.get(JSON.parse(text.decode(content)).transient?.display_id)?.(true);
    }
    kept.push({ type, parent, content });
    bytes += parent.length + content.length;
    // Rarely, and then many at once.
    if (bytes < keptBytes * 1.25) return;
    let first = 0;
    for (; bytes > keptBytes; first++) bytes -= sizeOf(kept[first] ?? { type, parent, content });
    kept.splice(0, first);
  };
  const since = (request: string) => {
    const isOwn = ({ parent }: (typeof kept)[number]) => JSON.parse(text.decode(parent)).msg_id === request;
    const saysIdle = ({ content }: (typeof kept)[number]) =>
      JSON.parse(text.decode(content)).execution_state === "idle";
    const from = kept.findIndex(isOwn), begin = kept[from];
    const hasBegin = begin?.type === "status";
    // Of which only the end is known nothing is: not even whether it failed.
    if (begin === undefined || hasBegin && saysIdle(begin)) return {};
    let isOver = false, count: unknown;
    const messages: [type: string, content: unknown][] = [];
    for (const message of kept.slice(from)) {
      if (message.type === "status") isOver ||= isOwn(message) && saysIdle(message);
      else {
        const said = JSON.parse(text.decode(message.content));
        if (message.type !== "execute_input") messages.push([message.type, said]);
        else if (isOwn(message)) count ??= said.execution_count;
      }
    }
    // A request begins with its state; where that is gone more may be.
    return { hasBegin, isOver, count, messages };
  };
  port.addEventListener("message", ({ data: { request, id } }) => {
    const answer = (isWhole: boolean) => {
      if (!waiting.delete(id)) return;
      clearTimeout(timer);
      const { hasBegin = false, ...rest } = since(request);
      // Plain ASCII may be cut anywhere.
      const said = JSON.stringify({ ...rest, isWhole: isWhole && hasBegin })
        .replace(/[\u0080-\uffff]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));
      const pieces: string[] = [];
      for (let at = 0; at < said.length; at += piece) pieces.push(said.slice(at, at + piece));
      port.postMessage({ id, pieces });
    };
    const timer = setTimeout(() => answer(false), limitMs);
    waiting.set(id, answer);
  });
  // Nobody has to wait for what will never be.
  if (typeof address === "string") return port.postMessage({ kind: "keeps" });
  readIopub(address, { arrived() {}, ready: () => port.postMessage({ kind: "reads" }), see }).catch(() => {
    // The kernel is ending; who asks is told that it is not the whole.
  });
}
