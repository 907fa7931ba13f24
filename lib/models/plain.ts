import { finiteNumber, largest } from "./labels.ts";
import type { ModelAdapter, ModelKind, ModelTask, Predictions } from "./model_adapter.ts";
import { settingsOf } from "./settings.ts";
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
  const answer = async (inputs: Inputs) => answersOf(await model.predict(inputs), rowCount(inputs));
  return {
    kind: plain.kind,
    task: task === "classification" || task === "regression" ? task : "unknown",
    flavor: "fit" in model && typeof model.fit === "function" ? "sklearn" : undefined,
    prepare: (inputs) => () => model.predict(inputs),
    answer,
    predict: async (inputs) => (await answer(inputs)).labels,
    parameters: () => {
      const count = typeof model.countParams === "function" ? model.countParams() : undefined;
      return typeof count === "number" && Number.isFinite(count) ? count : undefined;
    },
    settings: () => settingsOf({ model: nameOf(model) }),
  };
}

/** A class of the user's own has a name that tells something. */
function nameOf(model: object): string | undefined {
  return model.constructor === Object ? undefined : model.constructor?.name;
}

/**
 * Answers from what a library returned: an array, a typed array or a matrix with one entry per row; of a row of
 * class scores the largest wins, and where all rows add up to 1 they are probabilities.
 *
 * @throws {TypeError} When it is none of these.
 * @throws {RangeError} When it has another number of rows, or an entry is no number.
 */
export function answersOf(returned: unknown, rows: number): Predictions {
  const labels = predictionsOf(returned, rows);
  const scores = (listOf(returned) ?? []).map((row) => (listOf(row) ?? []).map(Number));
  const columns = scores[0]?.length ?? 0;
  const sure = columns > 1 && scores.every((row) => row.length === columns && addsUpToOne(row));
  const classes = Array.from({ length: columns }, (_, column) => column);
  return sure ? { labels, probabilities: { classes, rows: scores } } : { labels };
}

function addsUpToOne(row: readonly number[]): boolean {
  return row.every((value) => value >= 0) && Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-3;
}

function predictionsOf(returned: unknown, rows: number): readonly Label[] {
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
  if (typeof value === "number") return finiteNumber(value, row);
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return Number(value);
  const scores = listOf(value);
  if (scores === undefined || scores.length === 0 || !scores.every((score) => typeof score === "number")) {
    throw new TypeError(
      `Cannot read the predictions: row ${row} is ${
        String(value)
      }, expected a label, a number or class scores`,
    );
  }
  for (const score of scores) finiteNumber(score, row);
  return scores.length === 1 ? scores[0] ?? NaN : largest(scores);
}
