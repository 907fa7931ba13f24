import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { type TestSet, track, type Tracker } from "jsr:@wattbook/track@^1";

const INFO = { experimentName: "bad input", trackingUri: "none", place: "BE", display: "none" } as const;
const GOOD: TestSet = { x: [[1], [2], [3], [4]], y: [0, 1, 1, 0] };
const always = (answer: unknown) => ({
  predict: (x: TestSet["x"]) => Array.from({ length: rows(x) }, () => answer),
});

function rows(x: TestSet["x"]): number {
  return Array.isArray(x) ? x.length : 0;
}

/** Names of what a run has logged. */
const logged = (tracker: Tracker) => new Set(tracker.record?.metrics.map(({ key }) => key));

const CASES: readonly {
  name: string;
  model: unknown;
  test: TestSet;
  error: RegExp;
  isUnaskable?: boolean;
}[] = [
  {
    name: "an empty test set",
    model: always(1),
    test: { x: [], y: [] },
    error: /^Cannot read the inputs: there is no row, expected at least one$/,
    isUnaskable: true,
  },
  {
    name: "labels of another length",
    model: always(1),
    test: { x: [[1], [2]], y: [1] },
    error: /^Cannot read the test set: x has 2 rows and y has 1 answers, expected as many$/,
    isUnaskable: true,
  },
  {
    name: "predictions that are NaN",
    model: always(NaN),
    test: GOOD,
    error: /^Cannot read the predictions: row 0 holds NaN, expected numbers$/,
  },
  {
    name: "class scores that are NaN",
    model: always([0.2, NaN]),
    test: GOOD,
    error: /^Cannot read the predictions: row 0 holds NaN, expected numbers$/,
  },
  {
    name: "too few predictions",
    model: { predict: () => [1] },
    test: GOOD,
    error: /^Cannot read the predictions: the model returned 1 for 4 rows, expected one per row$/,
  },
  {
    name: "a model that throws",
    model: {
      predict() {
        throw new Error("layer 3 is missing");
      },
    },
    test: GOOD,
    error: /^layer 3 is missing$/,
    isUnaskable: true,
  },
  {
    name: "no model",
    model: undefined,
    test: GOOD,
    error: /^Cannot use the model: it is undefined, expected an object or a function$/,
    isUnaskable: true,
  },
];

Deno.test.each([...CASES])(
  "a run survives $name: a clear error, nothing half logged, and the next try counts",
  async ({
    model,
    test,
    error,
    isUnaskable = false,
  }) => {
    const tracker = await track({ ...INFO, runName: "judged" });
    tracker.log({ loss: 0.5 });
    await rejects(() => tracker.accuracy(model, test), { message: error });
    await rejects(() => tracker.accuracyPerEmission(model, test), { message: error });
    // Inferences are timed, their answers are not read: only what cannot be asked at all is refused.
    if (isUnaskable) await rejects(() => tracker.emissionsPer10Inferences(model, test), { message: error });
    strictEqual(tracker.record, undefined);
    strictEqual(await tracker.accuracy(always(1), GOOD), 0.5);
    const record = await tracker.stop();
    deepStrictEqual([record.status, record.runName], ["FINISHED", "judged"]);
    const points = record.metrics.filter(({ key }) => key === "accuracy_on_test_data");
    deepStrictEqual(points.map(({ value }) => value), [0.5]);
  },
);

Deno.test("one class only has its scores; what needs two classes is left out", async () => {
  const tracker = await track({ ...INFO, runName: "one class" });
  const test: TestSet = { x: [[1], [2], [3]], y: [1, 1, 1] };
  strictEqual(await tracker.accuracy(always([0.25, 0.75]), test), 1);
  await tracker.stop();
  const names = logged(tracker);
  ok(names.has("f1_score") && names.has("log_loss") && !names.has("roc_auc"), [...names].join());
});

Deno.test("a run too short to be seen has no accuracy per gram, rather than an infinite one", async () => {
  const tracker = await track({ ...INFO, runName: "nothing" });
  const record = await tracker.stop();
  const figure = await tracker.accuracyPerEmission(always(1), GOOD);
  const grams = record.emissionsG[record.headline];
  if (grams === undefined || grams.value === 0) strictEqual(figure, undefined);
  else ok(figure !== undefined && Number.isFinite(figure.value) && figure.value > 0);
  ok(record.metrics.every(({ value }) => Number.isFinite(value)));
});

Deno.test("a run on a grid without emissions has an accuracy, and no accuracy per gram", async () => {
  const tracker = await track({ ...INFO, place: { gramsPerKwh: 0 }, runName: "sun" });
  for (const end = performance.now() + 50; performance.now() < end;);
  const record = await tracker.stop();
  strictEqual(record.emissionsG[record.headline]?.value, 0);
  strictEqual(await tracker.accuracyPerEmission(always(1), GOOD), undefined);
  strictEqual(await tracker.accuracy(always(1), GOOD), 0.5);
});
