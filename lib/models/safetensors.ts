/** A tensor with a name. */
export interface NamedTensor {
  /** Its name, as `load_state_dict` of PyTorch wants it. */
  readonly name: string;
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** Its numbers, the last axis running fastest. */
  readonly data: Float32Array;
}

/**
 * Writes tensors in the format `safetensors` (github.com/huggingface/safetensors): the length of a header, the header
 * as JSON padded with blanks to a multiple of eight, then the numbers, little-endian.
 *
 * @param tensors The tensors.
 * @param metadata Texts that go with them.
 */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const entries = tensors.map(({ name, shape, data }) => {
    const begin = offset;
    offset += data.length * 4;
    return [name, { dtype: "F32", shape, data_offsets: [begin, offset] }] as const;
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json);
  const padded = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  file.set(header, 8);
  let at = 8 + padded;
  for (const { data } of tensors) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return file;
}
