/**
 * Writes messages in the wire format of protocol buffers (protobuf.dev/programming-guides/encoding): each field is its
 * number and kind, then its value.
 */
export class ProtobufMessage {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** A whole number, `int64` or `enum`; negative ones take ten bytes. */
  int(field: number, value: number | bigint): this {
    this.#add(tag(field, VARINT));
    return this.#add(varint(value));
  }

  /** A `float` of 32 bits. */
  float(field: number, value: number): this {
    this.#add(tag(field, FIXED32));
    return this.#add(floatBytes([value]));
  }

  /** A `string`. */
  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** A field of bytes. */
  bytes(field: number, value: Uint8Array): this {
    this.#add(tag(field, LENGTH));
    this.#add(varint(value.length));
    return this.#add(value);
  }

  /** A message in this one. */
  message(field: number, value: ProtobufMessage): this {
    this.#add(tag(field, LENGTH));
    this.#add(varint(value.#length));
    for (const part of value.#parts) this.#add(part);
    return this;
  }

  /** Several whole numbers, packed. */
  ints(field: number, values: readonly number[]): this {
    return values.length === 0 ? this : this.bytes(field, joined(values.map(varint)));
  }

  /** Several floats, packed. */
  floats(field: number, values: readonly number[]): this {
    return values.length === 0 ? this : this.bytes(field, floatBytes(values));
  }

  /** The message as bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    return joined(this.#parts);
  }

  #add(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }
}

const VARINT = 0, LENGTH = 2, FIXED32 = 5;

function tag(field: number, kind: number): Uint8Array {
  return varint(field * 8 + kind);
}

function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function floatBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4), view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
