import { createHmac, timingSafeEqual } from "node:crypto";

/** Header of a Jupyter message (jupyter-client.readthedocs.io/en/stable/messaging.html). */
export interface Header {
  /** Unique per message. */
  readonly msg_id: string;
  /** `"execute_request"`, `"stream"`, … */
  readonly msg_type: string;
  /** The sender's session. */
  readonly session: string;
  /** Who sent it. */
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  /** Version of the protocol. */
  readonly version: string;
}

/** One Jupyter message. */
export interface Message {
  /** Says what it is. */
  readonly header: Header;
  /** Header of the request that it answers; `{}` when there is none. */
  readonly parent: Partial<Header>;
  /** Free metadata. */
  readonly metadata: Record<string, unknown>;
  /** What it says; its fields depend on `header.msg_type`. */
  readonly content: Record<string, unknown>;
  /** Binary parts. */
  readonly buffers: readonly Uint8Array[];
}

const DELIMITER = new TextEncoder().encode("<IDS|MSG>");

/** Signs, checks and encodes messages with the key of one connection. */
export class Signer {
  readonly #key: string | undefined;

  /** @param key Key of a connection; an empty one means unsigned messages. */
  constructor(key: string) {
    this.#key = key === "" ? undefined : key;
  }

  /** The frames of a message: delimiter, signature, four JSON parts, buffers. */
  encode(message: Message): Uint8Array[] {
    const text = new TextEncoder();
    const parts = [message.header, message.parent, message.metadata, message.content]
      .map((part) => text.encode(JSON.stringify(part)));
    return [DELIMITER, text.encode(this.#sign(parts)), ...parts, ...message.buffers];
  }

  /**
   * A message from its frames.
   *
   * @throws {Error} When the frames are no message or the signature is wrong.
   */
  decode(frames: readonly Uint8Array[]): Message {
    const start = frames.findIndex((frame) => equal(frame, DELIMITER));
    const [signature, header, parent, metadata, content, ...buffers] = frames.slice(start + 1);
    if (start < 0 || !signature || !header || !parent || !metadata || !content) {
      throw new Error(
        `Cannot read message: ${frames.length} frames without "<IDS|MSG>" and five parts behind it`,
      );
    }
    const signed = new TextDecoder().decode(signature);
    if (!this.#verify(signed, [header, parent, metadata, content])) {
      throw new Error("Cannot read message: invalid signature");
    }
    return {
      header: asHeader(header),
      parent: parse("parent header", parent),
      metadata: parse("metadata", metadata),
      content: parse("content", content),
      buffers,
    };
  }

  #sign(parts: readonly Uint8Array[]): string {
    if (this.#key === undefined) return "";
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  /** In constant time: who guesses a signature must not learn how much of it was right. */
  #verify(signature: string, parts: readonly Uint8Array[]): boolean {
    if (this.#key === undefined) return true;
    if (!/^[0-9a-f]{64}$/i.test(signature)) return false;
    const text = new TextEncoder();
    return timingSafeEqual(text.encode(signature.toLowerCase()), text.encode(this.#sign(parts)));
  }
}

/** The frames in front of a message: who sent it, for the way back. */
export function envelopeOf(frames: readonly Uint8Array[]): readonly Uint8Array[] {
  const start = frames.findIndex((frame) => equal(frame, DELIMITER));
  return start < 0 ? frames : frames.slice(0, start);
}

/** A new message of a session. */
export function newMessage(type: string, content: Record<string, unknown>, session: string): Message {
  const header: Header = {
    msg_id: crypto.randomUUID(),
    msg_type: type,
    session,
    username: "wattbook",
    date: new Date().toISOString(),
    version: "5.3",
  };
  return { header, parent: {}, metadata: {}, content, buffers: [] };
}

function asHeader(bytes: Uint8Array): Header {
  const { msg_id, msg_type, session, username, date, version } = parse("header", bytes);
  return {
    msg_id: String(msg_id ?? ""),
    msg_type: String(msg_type ?? ""),
    session: String(session ?? ""),
    username: String(username ?? ""),
    date: String(date ?? ""),
    version: String(version ?? ""),
  };
}

function parse(part: string, bytes: Uint8Array): Record<string, unknown> {
  const text = new TextDecoder().decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`Cannot read message: its ${part} is no JSON`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`Cannot read message: its ${part} is ${text.slice(0, 40)}, should be an object`);
  }
  return { ...value };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
