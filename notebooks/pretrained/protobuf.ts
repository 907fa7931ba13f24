/** Parts one after the other. */
export function message(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** What follows: a field of a kind (0 whole number, 2 bytes, 5 float). */
export function tag(field: number, kind: 0 | 2 | 5): Uint8Array {
  return varint(field * 8 + kind);
}

/** A field with a whole number. */
export function whole(field: number, value: number): Uint8Array {
  return message(tag(field, 0), varint(value));
}

/** A field with bytes. */
export function block(field: number, bytes: Uint8Array): Uint8Array {
  return message(tag(field, 2), varint(bytes.length), bytes);
}

/** A field with a text. */
export function text(field: number, value: string): Uint8Array {
  return block(field, new TextEncoder().encode(value));
}

/** Seven bits at a time, lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return Uint8Array.from([...bytes, value]);
}
