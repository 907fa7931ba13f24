import type { Inputs, Label } from "./test_set.ts";

/** What a model predicts: class labels or numbers; `"unknown"` where the model does not tell. */
export type ModelTask = "classification" | "regression" | "unknown";

/** Kind of training, as MLflow's autologging knows it. */
export type Flavor = "keras" | "pytorch" | "sklearn";

/** Settings by their MLflow name. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** What a model says about each class of each row. */
export interface ClassProbabilities {
  /** Names of the classes, in the order of the columns. */
  readonly classes: readonly Label[];
  /** One row per row of the inputs, one probability per class. */
  readonly rows: readonly ArrayLike<number>[];
}

/** Answers of a model. */
export interface Predictions {
  /** One label or value per row. */
  readonly labels: readonly Label[];
  /** How sure it is; `undefined` where it gives labels or values only. */
  readonly probabilities?: ClassProbabilities | undefined;
}

/** A model of any library, seen through the few things that scoring and measuring need. */
export interface ModelAdapter {
  /** Library or form of the model: `"tfjs"`, `"YDF"`, `"ml.js"`, `"plain"`. */
  readonly kind: string;
  /** What it predicts. */
  readonly task: ModelTask;
  /** Kind of training; `undefined` where the model does not tell. */
  readonly flavor: Flavor | undefined;
  /** One label or value per row of `inputs`. */
  predict(inputs: Inputs): Promise<readonly Label[]>;
  /** The same with probabilities, where the model gives them. */
  answer(inputs: Inputs): Promise<Predictions>;
  /**
   * Brings `inputs` into the form that the library wants and returns the bare prediction, to be called as
   * often as needed: what it costs is what the library's own call costs.
   */
  prepare(inputs: Inputs): () => unknown;
  /** Number of parameters (weights, nodes of trees, stored numbers); `undefined` where it cannot be told. */
  parameters(): number | undefined;
  /** How it is made and was trained, as far as the model itself tells. */
  settings(): Settings;
}

/** One kind of model: how to recognise it, and how to use it. One file each. */
export interface ModelKind {
  /** Library or form, for people. */
  readonly kind: string;
  /** Methods by which it is recognised. */
  readonly needs: readonly string[];
  /** Properties by which it is recognised, beside the methods. */
  readonly holds?: readonly string[];
  /** What else has to be true, where names alone do not tell. */
  fits?(model: object): boolean;
  /** Adapter around a model that has all of them. */
  adapt(model: object): ModelAdapter;
}
