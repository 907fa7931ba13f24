/** One field of a message: a whole number, or bytes (a text, a message, packed numbers, a number of 32 or 64 bits). */
export interface ProtobufField {
  /** Its number. */
  readonly field: number;
  /** Whole numbers. */
  readonly int: number;
  /** Everything else; empty for a whole number. */
  readonly bytes: Uint8Array;
}

/**
 * Reads a message in the wire format of protocol buffers.
 *
 * @throws {RangeError} When it ends in the middle of a field.
 */
export function readProtobuf(message: Uint8Array): ProtobufField[] {
  const fields: ProtobufField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError("Cannot read the message: it ends within a number");
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > message.length) throw new RangeError("Cannot read the message: it ends within a field");
    at += length;
    return message.subarray(at - length, at);
  };
  const none = new Uint8Array();
  while (at < message.length) {
    const tag = varint(), field = Math.floor(tag / 8), kind = tag % 8;
    if (kind === 0) fields.push({ field, int: varint(), bytes: none });
    else if (kind === 1) fields.push({ field, int: 0, bytes: take(8) });
    else if (kind === 2) fields.push({ field, int: 0, bytes: take(varint()) });
    else if (kind === 5) fields.push({ field, int: 0, bytes: take(4) });
    else {throw new RangeError(
        `Cannot read the message: field ${field} is of kind ${kind}, expected 0, 1, 2 or 5`,
      );}
  }
  return fields;
}

/** The message in a field; empty when it is not there. */
export function messageIn(fields: readonly ProtobufField[], number: number): ProtobufField[] | undefined {
  const found = fields.find(({ field }) => field === number);
  return found && readProtobuf(found.bytes);
}

/** The whole number in a field. */
export function intIn(fields: readonly ProtobufField[], number: number): number | undefined {
  return fields.find(({ field }) => field === number)?.int;
}

/** The text in a field. */
export function textIn(fields: readonly ProtobufField[], number: number): string {
  return new TextDecoder().decode(fields.find(({ field }) => field === number)?.bytes);
}

/** Numbers of 32 or 64 bits in a field, packed or one by one. */
export function floatsIn(fields: readonly ProtobufField[], number: number, bytesEach: 4 | 8): number[] {
  return fields.filter(({ field }) => field === number).flatMap(({ bytes }) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from(
      { length: bytes.length / bytesEach },
      (_, at) => bytesEach === 4 ? view.getFloat32(at * 4, true) : view.getFloat64(at * 8, true),
    );
  });
}
