import { joined } from "./joined.ts";

/** The bits in front of a frame (rfc.zeromq.org/spec/23); all others have to be 0. */
export const FLAGS = { more: 1, long: 2, command: 4 } as const;

/** One frame as it came. */
export interface Frame {
  /** What is in it. */
  readonly payload: Uint8Array;
  /** Another frame of the same message follows. */
  readonly more: boolean;
  /** Talk between the two ends, no part of a message. */
  readonly command: boolean;
}

/** Frames of one message, encoded. */
export function encodeMessage(frames: readonly Uint8Array[]): Uint8Array {
  return joined(
    frames.flatMap((frame, index) => [
      frameHead(frame.length, index < frames.length - 1 ? FLAGS.more : 0),
      frame,
    ]),
  );
}

/** A command: its name and what belongs to it. */
export function encodeCommand(name: string, body: readonly Uint8Array[]): Uint8Array {
  const text = new TextEncoder().encode(name);
  const payload = joined([Uint8Array.of(text.length), text, ...body]);
  return joined([frameHead(payload.length, FLAGS.command), payload]);
}

/** Name of a command and the bytes behind it; an empty name when the frame is none. */
export function readCommand({ payload, command }: Frame): { name: string; body: Uint8Array } {
  const length = payload[0] ?? 0;
  const whole = command && payload.length > length;
  const name = whole ? new TextDecoder().decode(payload.subarray(1, 1 + length)) : "";
  return { name, body: payload.subarray(1 + length) };
}

/**
 * A property of a READY command.
 *
 * @param body What stands behind the command's name.
 * @param wanted Name of the property, in lower case.
 * @returns Its value; `undefined` when it is not there.
 */
export function readProperty(body: Uint8Array, wanted: string): Uint8Array | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < body.length;) {
    const nameEnd = at + 1 + (body[at] ?? 0);
    if (nameEnd + 4 > body.length) return undefined;
    const name = new TextDecoder().decode(body.subarray(at + 1, nameEnd));
    const end = nameEnd + 4 + view.getUint32(nameEnd);
    if (end > body.length) return undefined;
    if (name.toLowerCase() === wanted) return body.subarray(nameEnd + 4, end);
    at = end;
  }
  return undefined;
}

function frameHead(length: number, flags: number): Uint8Array {
  if (length < 256) return Uint8Array.of(flags, length);
  const head = new Uint8Array(9);
  head[0] = flags | FLAGS.long;
  new DataView(head.buffer).setBigUint64(1, BigInt(length));
  return head;
}
