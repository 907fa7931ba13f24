import { largest } from "./labels.ts";
import type { ModelAdapter, ModelKind, ModelTask } from "./model_adapter.ts";
import { type Inputs, type Label, rowCount } from "./test_set.ts";

/** A user's own model: an object with `predict`, perhaps `countParams` and `task`. */
export const plain: ModelKind = {
  kind: "plain",
  needs: ["predict"],
  adapt: (model) => adaptPlain(model as PlainModel),
};

/** A user's own model. `predict` gets the inputs as they are in the test set. */
export interface PlainModel {
  /** One label, value or row of class scores per row of `inputs`, or a promise of them. */
  predict(inputs: Inputs): unknown;
  /** Number of parameters. */
  countParams?(): number;
  /** What it predicts. */
  readonly task?: ModelTask;
}

function adaptPlain(model: PlainModel): ModelAdapter {
  const { task = "unknown" } = model;
  return {
    kind: plain.kind,
    task: task === "classification" || task === "regression" ? task : "unknown",
    prepare: (inputs) => () => model.predict(inputs),
    predict: async (inputs) => predictionsOf(await model.predict(inputs), rowCount(inputs)),
    parameters: () => {
      const count = typeof model.countParams === "function" ? model.countParams() : undefined;
      return typeof count === "number" && Number.isFinite(count) ? count : undefined;
    },
  };
}

/**
 * One prediction per row from what a library returned: an array, a typed array or a matrix; of a row of class
 * scores the largest wins.
 *
 * @throws {TypeError} When it is none of these.
 * @throws {RangeError} When it has another number of rows.
 */
export function predictionsOf(returned: unknown, rows: number): readonly Label[] {
  const values = listOf(returned);
  if (values === undefined) {
    throw new TypeError(
      `Cannot read the predictions: the model returned ${typeof returned}, expected an array with one entry per row`,
    );
  }
  if (values.length !== rows) {
    throw new RangeError(
      `Cannot read the predictions: the model returned ${values.length} for ${rows} rows, expected one per row`,
    );
  }
  return values.map(labelOf);
}

function listOf(returned: unknown): readonly unknown[] | undefined {
  if (Array.isArray(returned)) return returned;
  if (typeof returned !== "object" || returned === null) return undefined;
  if (ArrayBuffer.isView(returned) && "length" in returned) return Array.from(returned as Float64Array);
  if ("to1DArray" in returned && typeof returned.to1DArray === "function") {
    return listOf(returned.to1DArray());
  }
  return undefined;
}

function labelOf(value: unknown, row: number): Label {
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return Number(value);
  const scores = listOf(value);
  if (scores === undefined || scores.length === 0 || !scores.every((score) => typeof score === "number")) {
    throw new TypeError(
      `Cannot read the predictions: row ${row} is ${
        String(value)
      }, expected a label, a number or class scores`,
    );
  }
  return scores.length === 1 ? scores[0] ?? NaN : largest(scores);
}
