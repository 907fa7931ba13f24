import assert from "node:assert/strict";
import { describeDataset } from "../../lib/models/dataset.ts";

const CODE = { type: "NOTEBOOK", name: "digits.ipynb" };
const parsed = ({ schema, profile, source }: ReturnType<typeof describeDataset>) => ({
  schema: JSON.parse(schema ?? "null"),
  profile: JSON.parse(profile ?? "null"),
  source: JSON.parse(source),
});

Deno.test("describeDataset() of columns says their types, and that the notebook is the source", () => {
  const dataset = describeDataset("wine", { a: [1, 2.5], b: ["x", "NaN"] }, {}, CODE);
  assert.equal(dataset.name, "wine");
  // python3 -c 'hashlib.md5(b"[[[\"a\",[1,2.5]],[\"b\",[\"x\",\"NaN\"]]],null,2]").hexdigest()[:8]'
  assert.equal(dataset.digest, "71e5cd92");
  assert.equal(dataset.sourceType, "code");
  assert.deepEqual(dataset.tags, { "mlflow.data.context": "training" });
  assert.deepEqual(parsed(dataset), {
    schema: {
      mlflow_colspec: [
        { type: "double", name: "a", required: true },
        { type: "string", name: "b", required: true },
      ],
    },
    profile: { num_rows: 2, num_elements: 4 },
    source: { tags: { "mlflow.source.type": "NOTEBOOK", "mlflow.source.name": "digits.ipynb" } },
  });
});

Deno.test("describeDataset() of rows with answers is a tensor of features and one of targets", () => {
  const content = { x: [[1, 2], [3, 4], [5, 6]], y: [0, 1, 1] };
  const dataset = describeDataset(
    "xor",
    content,
    { context: "eval", source: "https://a.example/x.csv" },
    CODE,
  );
  assert.equal(dataset.digest, "4017ce22");
  assert.equal(dataset.sourceType, "http");
  assert.deepEqual(dataset.tags, { "mlflow.data.context": "eval" });
  assert.deepEqual(parsed(dataset), {
    schema: {
      mlflow_tensorspec: {
        features: '[{"type":"tensor","tensor-spec":{"dtype":"float64","shape":[-1,2]}}]',
        targets: '[{"type":"tensor","tensor-spec":{"dtype":"int64","shape":[-1]}}]',
      },
    },
    profile: { num_rows: 3, num_elements: 9, features_shape: [3, 2], targets_shape: [3] },
    source: { url: "https://a.example/x.csv" },
  });
});

Deno.test("describeDataset() of rows by name, as a CSV file gives them, is the one of their columns", () => {
  const rows = [{ a: 1, b: "x" }, { a: 2.5, b: "NaN" }];
  const columns = { a: [1, 2.5], b: ["x", "NaN"] };
  assert.deepEqual(describeDataset("wine", rows, {}, CODE), describeDataset("wine", columns, {}, CODE));
  const holes = describeDataset(
    "holes",
    [{ a: 1 }, { a: null }],
    { source: new URL("file:///d/a.csv") },
    CODE,
  );
  assert.deepEqual(parsed(holes).schema, { mlflow_colspec: [{ type: "long", name: "a", required: false }] });
  assert.deepEqual([holes.sourceType, parsed(holes).source], ["local", { uri: "/d/a.csv" }]);
});

Deno.test("describeDataset() of a tensor reads its shape alone", () => {
  class Tensor {
    readonly shape = [7, 28, 28, 1];
  }
  const dataset = describeDataset("digits", new Tensor(), {}, CODE);
  assert.equal(dataset.digest, "818c17ee");
  assert.deepEqual(parsed(dataset).profile, {
    num_rows: 7,
    num_elements: 5488,
    features_shape: [7, 28, 28, 1],
  });
});

Deno.test("describeDataset() of columns named x and y takes them as columns", () => {
  const { schema } = parsed(describeDataset("plane", { x: [1, 2], y: [3, 4] }, {}, CODE));
  assert.deepEqual(schema.mlflow_colspec.map(({ name }: { name: string }) => name), ["x", "y"]);
});

Deno.test("describeDataset() tells data apart, also by what only JSON's null would stand for", () => {
  const digest = (value: number) => describeDataset("d", { a: [value, 1] }, {}, CODE).digest;
  const digests = [NaN, Infinity, -Infinity, 0, 1].map(digest);
  assert.equal(new Set(digests).size, digests.length);
  const long = Array.from({ length: 10_001 }, (_, n) => n);
  const same = describeDataset("d", { a: long }, {}, CODE).digest;
  assert.equal(describeDataset("d", { a: long.with(10_000, -1) }, {}, CODE).digest, same);
  assert.notEqual(describeDataset("d", { a: long.with(9999, -1) }, {}, CODE).digest, same);
  assert.notEqual(describeDataset("d", { a: [...long, 1] }, {}, CODE).digest, same);
});

Deno.test("describeDataset() refuses data without a row, and answers of another number", () => {
  assert.throws(() => describeDataset("none", [], {}, CODE), {
    name: "RangeError",
    message: /there is no row/,
  });
  assert.throws(() => describeDataset("odd", { x: [[1], [2]], y: [1] }, {}, CODE), {
    name: "RangeError",
    message: 'Cannot describe dataset "odd": x has 2 rows and y has 1 answers, expected as many',
  });
});
