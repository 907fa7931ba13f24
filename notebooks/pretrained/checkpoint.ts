import type { Weights } from "./onnx_graph.ts";

/** Where a tensor's numbers are, as the pickle of a checkpoint describes them. */
interface Place {
  readonly storage: string;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A storage: its kind (`"FloatStorage"`) and its key. */
interface Storage {
  readonly kind: string;
  readonly key: string;
}

/** The mark in the stack of a pickle. */
const MARK = Symbol("mark");

/**
 * Reads the weights of a PyTorch checkpoint of before version 1.6: five pickles (magic, protocol, machine, weights'
 * places, keys), then the numbers. Only what such a file needs is understood, and nothing in it is run.
 *
 * @param bytes The file.
 * @returns Float tensors by name; counters are left out.
 * @throws {TypeError} When the file is of another kind.
 */
export function readCheckpoint(bytes: Uint8Array): ReadonlyMap<string, Weights> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] !== 0x80 || bytes[2] !== 0x8a) {
    throw new TypeError("Cannot read the checkpoint: it is no PyTorch file of before version 1.6");
  }
  let at = 0;
  const next = (): unknown => {
    const { value, end } = unpickle(bytes, view, at);
    at = end;
    return value;
  };
  for (const _ of ["magic", "protocol", "machine"]) next();
  const places = next() as Map<string, Place>;
  const keys = next() as string[];
  const kinds = kindsOf(places);
  const storages = new Map<string, DataView>();
  for (const key of keys) {
    const count = Number(view.getBigInt64(at, true));
    const size = count * (kinds.get(key) === "LongStorage" ? 8 : 4);
    storages.set(key, new DataView(bytes.buffer, bytes.byteOffset + at + 8, size));
    at += 8 + size;
  }
  const weights = new Map<string, Weights>();
  for (const [name, { storage, offset, shape, strides }] of places) {
    const numbers = storages.get(storage);
    if (numbers === undefined || kinds.get(storage) !== "FloatStorage") continue;
    const data = Float32Array.from(
      positions(shape, strides),
      (at) => numbers.getFloat32((offset + at) * 4, true),
    );
    weights.set(name, { shape, data });
  }
  return weights;
}

/** Where the numbers of a tensor are in its storage, last axis fastest; in the file any axis may be. */
function positions(
  [axis, ...rest]: readonly number[],
  [stride = 0, ...strides]: readonly number[],
): number[] {
  if (axis === undefined) return [0];
  const inner = positions(rest, strides);
  return Array.from({ length: axis }, (_, at) => inner.map((place) => at * stride + place)).flat();
}

function kindsOf(places: ReadonlyMap<string, Place & { readonly kind?: string }>): Map<string, string> {
  return new Map(Array.from(places.values(), ({ storage, kind = "" }) => [storage, kind]));
}

/** The pickle that begins at `at`, with the few operations that a checkpoint uses. */
function unpickle(bytes: Uint8Array, view: DataView, at: number): { value: unknown; end: number } {
  const stack: unknown[] = [], memo: unknown[] = [];
  const decoder = new TextDecoder();
  const size = (length: number) => (at += length) - length;
  const sinceMark = () => {
    const from = stack.lastIndexOf(MARK);
    return stack.splice(from).slice(1);
  };
  const setItems = (items: readonly unknown[]) => {
    const target = stack.at(-1);
    if (!(target instanceof Map)) return;
    for (let item = 0; item < items.length; item += 2) target.set(items[item], items[item + 1]);
  };
  const line = () => {
    const end = bytes.indexOf(10, at);
    const text = decoder.decode(bytes.subarray(at, end));
    at = end + 1;
    return text;
  };
  for (;;) {
    const code = String.fromCharCode(bytes[at++] ?? 46);
    if (code === ".") return { value: stack.pop(), end: at };
    else if (code === "\x80") at++;
    else if (code === "}") stack.push(new Map());
    else if (code === "]" || code === ")") stack.push([]);
    else if (code === "(") stack.push(MARK);
    else if (code === "N" || code === "\x89") stack.push(undefined);
    else if (code === "\x88") stack.push(true);
    else if (code === "K") stack.push(view.getUint8(size(1)));
    else if (code === "M") stack.push(view.getUint16(size(2), true));
    else if (code === "J") stack.push(view.getInt32(size(4), true));
    else if (code === "\x8a") at += 1 + (stack.push("a long number"), bytes[at] ?? 0);
    else if (code === "X") {
      const length = view.getUint32(size(4), true);
      stack.push(decoder.decode(bytes.subarray(at, at + length)));
      at += length;
    } else if (code === "q") memo[view.getUint8(size(1))] = stack.at(-1);
    else if (code === "r") memo[view.getUint32(size(4), true)] = stack.at(-1);
    else if (code === "h") stack.push(memo[view.getUint8(size(1))]);
    else if (code === "j") stack.push(memo[view.getUint32(size(4), true)]);
    else if (code === "c") stack.push(`${line()}.${line()}`);
    else if (code === "t") stack.push(sinceMark());
    else if ("\x85\x86\x87".includes(code)) stack.push(stack.splice(-"\x84\x85\x86\x87".indexOf(code)));
    else if (code === "u") setItems(sinceMark());
    else if (code === "s") setItems(stack.splice(-2));
    else if (code === "e") (stack.at(-1 - sinceMarkLength(stack)) as unknown[]).push(...sinceMark());
    else if (code === "Q") stack.push(storageOf(stack.pop()));
    else if (code === "R") {
      const values = stack.pop() as unknown[];
      stack.push(built(String(stack.pop()), values));
    } else if (code === "b") stack.pop();
    else throw new TypeError(`Cannot read the checkpoint: unknown operation ${JSON.stringify(code)}`);
  }
}

function sinceMarkLength(stack: readonly unknown[]): number {
  return stack.length - stack.lastIndexOf(MARK);
}

/** `("storage", "torch.FloatStorage", key, …)` */
function storageOf(values: unknown): Storage {
  const [, kind, key] = values as readonly string[];
  return { kind: String(kind).replace("torch.", ""), key: String(key) };
}

/** What a class makes of its arguments: a dictionary, or a tensor's place. */
function built(name: string, values: readonly unknown[]): unknown {
  if (name === "collections.OrderedDict") return new Map();
  if (name !== "torch._utils._rebuild_tensor_v2") {
    throw new TypeError(`Cannot read the checkpoint: it holds a "${name}", expected tensors only`);
  }
  const [storage, offset, shape, strides] = values as [Storage, number, number[], number[]];
  return { storage: storage.key, kind: storage.kind, offset, shape, strides };
}
