import { jaxJs } from "./jax_js.ts";
import { jsPytorch } from "./js_pytorch.ts";
import { mlJs } from "./ml_js.ts";
import type { Flavor, ModelAdapter, ModelKind } from "./model_adapter.ts";
import { onnxSession } from "./onnx_session.ts";
import { plain } from "./plain.ts";
import { tfjsGraph } from "./tfjs_graph.ts";
import { tfjsLayers } from "./tfjs.ts";
import { ydf } from "./ydf.ts";

export type { Flavor, ModelAdapter, ModelTask } from "./model_adapter.ts";
export type { TestSet } from "./test_set.ts";

/** The first kind that fits is taken, so that the special ones stand before the general ones. */
const KINDS: readonly ModelKind[] = [tfjsLayers, tfjsGraph, jsPytorch, onnxSession, ydf, jaxJs, mlJs, plain];

/**
 * The adapter for a trained model, found by the methods it has; no machine learning library is imported.
 *
 * @param model A model of tfjs, js-pytorch, jax-js (`{ params, predict }`), onnxruntime, YDF or ml.js, an object
 * `{ predict, countParams?, task? }`, or a function from inputs to predictions.
 * @throws {TypeError} When no adapter fits; it names the methods that are missing.
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
  const kind = kindOf(model);
  if (kind) return kind.adapt(model);
  throw new TypeError(
    `Cannot use the model: no adapter fits ${nameOf(model)} (${
      nearest(model).join("; ")
    }), expected a model of tfjs, js-pytorch, jax-js, onnxruntime, YDF or ml.js, an object with "predict", or a function`,
  );
}

/**
 * Kind of training that a model comes from.
 *
 * @param model The model; what is none, or tells nothing, is `undefined`.
 * @param given What the user said: it stands.
 */
export function flavorOf(model: unknown, given?: Flavor): Flavor | undefined {
  if (given !== undefined || typeof model !== "object" || model === null) return given;
  return kindOf(model)?.adapt(model).flavor;
}

function kindOf(model: object): ModelKind | undefined {
  return KINDS.find((kind) => missing(model, kind).length === 0 && kind.fits?.(model) !== false);
}

/** What the kinds miss of which the model has something, and the plain form, which everybody can write. */
function nearest(model: object): string[] {
  return KINDS.flatMap((kind) => {
    const names = missing(model, kind);
    const wanted = kind.needs.length + (kind.holds?.length ?? 0);
    if (kind !== plain && names.length === wanted) return [];
    return [`${kind.kind} misses ${names.map((name) => `"${name}"`).join(", ")}`];
  });
}

function missing(model: object, { needs, holds = [] }: ModelKind): string[] {
  return [
    ...needs.filter((name) => typeof Reflect.get(model, name) !== "function"),
    ...holds.filter((name) => (Reflect.get(model, name) ?? undefined) === undefined),
  ];
}

function nameOf(model: object): string {
  const name: unknown = model.constructor?.name;
  return typeof name === "string" && name !== "" ? `"${name}"` : "this object";
}
