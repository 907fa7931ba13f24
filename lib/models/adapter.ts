import type { ModelAdapter, ModelKind } from "./model_adapter.ts";
import { mlJs } from "./ml_js.ts";
import { plain } from "./plain.ts";
import { ydf } from "./ydf.ts";

export type { ModelAdapter, ModelTask } from "./model_adapter.ts";
export type { TestSet } from "./test_set.ts";

/** The first kind that fits is taken, so that the special ones stand before the general ones. */
const KINDS: readonly ModelKind[] = [ydf, mlJs, plain];

/**
 * The adapter for a trained model, found by the methods it has; no machine learning library is imported.
 *
 * @param model A YDF or ml.js model, an object `{ predict, countParams?, task? }`, or a function from inputs to predictions.
 * @throws {TypeError} When no adapter fits; it names the methods that each kind misses.
 */
export function adapterFor(model: unknown): ModelAdapter {
  if (typeof model === "function") {
    return plain.adapt({ predict: (inputs: unknown) => model(inputs) });
  }
  if (typeof model !== "object" || model === null) {
    throw new TypeError(
      `Cannot use the model: it is ${
        model === null ? "null" : typeof model
      }, expected an object or a function`,
    );
  }
  for (const kind of KINDS) {
    if (missingMethods(model, kind).length === 0) return kind.adapt(model);
  }
  const misses = KINDS.map((kind) =>
    `${kind.kind} misses ${missingMethods(model, kind).map((name) => `"${name}"`).join(", ")}`
  );
  throw new TypeError(
    `Cannot use the model: no adapter fits ${nameOf(model)} (${
      misses.join("; ")
    }), expected one of these or a function`,
  );
}

function missingMethods(model: object, kind: ModelKind): string[] {
  return kind.needs.filter((name) => typeof Reflect.get(model, name) !== "function");
}

function nameOf(model: object): string {
  const name: unknown = model.constructor?.name;
  return typeof name === "string" && name !== "" ? `"${name}"` : "this object";
}
