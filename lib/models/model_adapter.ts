import type { Inputs, Label } from "./test_set.ts";

/** What a model predicts: class labels or numbers; `"unknown"` where the model does not tell. */
export type ModelTask = "classification" | "regression" | "unknown";

/** A model of any library, seen through the few things that scoring and measuring need. */
export interface ModelAdapter {
  /** Library or form of the model: `"YDF"`, `"ml.js"`, `"plain"`. */
  readonly kind: string;
  /** What it predicts. */
  readonly task: ModelTask;
  /** One label or value per row of `inputs`. */
  predict(inputs: Inputs): Promise<readonly Label[]>;
  /**
   * Brings `inputs` into the form that the library wants and returns the bare prediction, to be called as
   * often as needed: what it costs is what the library's own call costs.
   */
  prepare(inputs: Inputs): () => unknown;
  /** Number of parameters (weights, nodes of trees, stored numbers); `undefined` where it cannot be told. */
  parameters(): number | undefined;
}

/** One kind of model: how to recognise it, and how to use it. One file each. */
export interface ModelKind {
  /** Library or form, for people. */
  readonly kind: string;
  /** Methods by which it is recognised. */
  readonly needs: readonly string[];
  /** Adapter around a model that has all of them. */
  adapt(model: object): ModelAdapter;
}
