import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import * as ort from "npm:onnxruntime-web@1.30.0";
import { adapterFor } from "../../lib/models/adapter.ts";

// threads would be workers that outlive the tests
ort.env.wasm.numThreads = 1;

/** `y = x · w` for rows of two values and three classes, written by hand in ONNX's protocol buffers. */
function product(): Uint8Array {
  const text = (value: string) => Array.from(new TextEncoder().encode(value));
  const block = (field: number, bytes: readonly number[]) => [field << 3 | 2, bytes.length, ...bytes];
  const number = (field: number, value: number) => [field << 3, value];
  const weights = Array.from(new Uint8Array(new Float32Array([1, 0, 0, 0, 0, 1]).buffer));
  const w = [...number(1, 2), ...number(1, 3), ...number(2, 1), ...block(8, text("w")), ...block(9, weights)];
  const value = (name: string, width: number) => {
    const shape = [...block(1, block(2, text("n"))), ...block(1, number(1, width))];
    return [...block(1, text(name)), ...block(2, block(1, [...number(1, 1), ...block(2, shape)]))];
  };
  const node = [
    ...block(1, text("x")),
    ...block(1, text("w")),
    ...block(2, text("y")),
    ...block(4, text("MatMul")),
  ];
  const graph = [
    ...block(1, node),
    ...block(2, text("g")),
    ...block(5, w),
    ...block(11, value("x", 2)),
    ...block(12, value("y", 3)),
  ];
  return new Uint8Array([
    ...number(1, 8),
    ...block(7, graph),
    ...block(8, [...block(1, []), ...number(2, 17)]),
  ]);
}

// The runtime starts with its first session and keeps a message port: before the tests, which watch for leaks.
await (await ort.InferenceSession.create(product())).release();

const rows = [[1, 2], new Float32Array([3, 1])];

Deno.test("adapterFor() predicts with a real onnxruntime session, from rows and a tensor", async () => {
  const session = await ort.InferenceSession.create(product());
  const adapter = adapterFor(session);
  strictEqual(adapter.kind, "onnxruntime");
  strictEqual(adapter.flavor, undefined);
  strictEqual(adapter.parameters(), undefined);
  const tensor = new ort.Tensor("float32", new Float32Array([1, 2, 3, 1]), [2, 2]);
  for (const inputs of [rows, { a: [1, 3], b: [2, 1] }, tensor]) {
    deepStrictEqual(await adapter.predict(inputs), [2, 0]);
  }
  await rejects(adapter.predict([[1, 2, 3]]), {
    name: "RangeError",
    message: "Cannot make a tensor of the rows: they have 3 values, expected 2 (2)",
  });
  deepStrictEqual(adapter.settings(), { inputs: "x", outputs: "y" });
  await session.release();
});

/** A session that gives what it is told to. */
function duck(outputs: Record<string, unknown>, shape: readonly (number | string)[], type = "float32") {
  const fed: Record<string, { dims: readonly number[]; type: string }>[] = [];
  const run = (feeds: (typeof fed)[number]) => {
    fed.push(feeds);
    return Promise.resolve(outputs);
  };
  return {
    fed,
    run,
    inputNames: ["in"],
    outputNames: Object.keys(outputs),
    inputMetadata: [{ type, shape }],
  };
}

Deno.test("onnxruntime takes the labels that an exported classifier gives", async () => {
  const session = duck({
    label: { type: "int64", data: BigInt64Array.from([7n, 3n]), dims: [2] },
    scores: { type: "float32", data: new Float32Array([0.9, 0.1, 0.4, 0.6]), dims: [2, 2] },
  }, ["n", 2]);
  deepStrictEqual(await adapterFor(session).predict(rows), [7, 3]);
  const names = duck({ label: { type: "string", data: ["cat", "dog"], dims: [2] } }, ["n", 2]);
  deepStrictEqual(await adapterFor(names).predict(rows), ["cat", "dog"]);
});

Deno.test("onnxruntime lays out flat rows as the session's picture", async () => {
  const session = duck(
    { y: { type: "float32", data: [0, 1, 1, 0], dims: [2, 2] } },
    ["n", 1, 2, 1],
    "float64",
  );
  deepStrictEqual(await adapterFor(session).predict(rows), [1, 0]);
  deepStrictEqual([session.fed[0]?.["in"]?.dims, session.fed[0]?.["in"]?.type], [[2, 1, 2, 1], "float64"]);
});

Deno.test("onnxruntime names outputs and inputs that it cannot use", async () => {
  const odd = duck({ boxes: { type: "float32", data: [1, 2, 3], dims: [3] } }, ["n", 2]);
  await rejects(adapterFor(odd).predict(rows), {
    name: "TypeError",
    message:
      'Cannot read the predictions: no output of the session ("boxes") has a number or label for each of 2 rows',
  });
  throws(() => adapterFor(duck({}, ["n", 2], "int64")).prepare(rows), {
    name: "TypeError",
    message:
      'Cannot make a tensor of the rows: the session takes "int64", expected "float32" or a tensor as x',
  });
});
