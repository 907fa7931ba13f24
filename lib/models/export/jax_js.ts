import { messageOf } from "../../errors.ts";
import type { ExportedModel, Exporter } from "../exported_model.ts";
import { isJaxArray, jaxJs } from "../jax_js.ts";
import { probeRows } from "../probe_rows.ts";
import { writeSafetensors } from "../safetensors.ts";
import { leakyRelu } from "./activate.ts";
import { type DenseLayer, findStack, isStack, joined, stackGraph } from "./dense_stack.ts";

/** Functions with weights of jax-js, where they are dense layers. */
export const jaxJsExporter: Exporter = {
  kind: "jax-js",
  models: "jax-js models { params, predict } of dense layers",
  take: (model) => take(model),
};

/** What may stand between layers and at the end, the likeliest first. */
const BETWEEN = [
  "relu",
  "tanh",
  "sigmoid",
  "gelu_new",
  "swish",
  leakyRelu(0.01),
  "elu",
  "selu",
  "softplus",
  "relu6",
  "softsign",
  "linear",
];
const LAST = ["linear", "softmax", "log_softmax", "sigmoid", "tanh", "relu"];

/** Rows that are asked. */
const ROWS = 8;

/** A leaf of the tree of weights. */
interface JaxLeaf {
  readonly path: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

async function take(model: object): Promise<ExportedModel> {
  const leaves = await leavesOf((model as { readonly params: unknown }).params, "");
  const layers = layersOf(leaves);
  if (!isStack(layers)) {
    const shapes = leaves.map(({ path, shape }) => `${path} [${shape.join(", ")}]`).join(", ");
    throw refusal(`its params (${shapes}) are no dense layers that fit onto each other in their order`);
  }
  const adapter = jaxJs.adapt(model);
  const predict: ExportedModel["predict"] = async (rows) => {
    const answer = await adapter.prepare(rows.map((row) => Array.from(row)))();
    return (Array.isArray(answer) ? answer.flat(Infinity) : answer) as ArrayLike<number>;
  };
  const rows = probeRows(ROWS, layers[0]?.inputs ?? 0);
  let answers: ArrayLike<number>;
  try {
    answers = await predict(rows) as ArrayLike<number>;
  } catch (cause) {
    throw new TypeError(
      'Cannot export the jax-js model: its "predict" does not take rows of numbers, should begin with ' +
        `Array.isArray(x) ? np.array(x) : x (${messageOf(cause)})`,
      { cause },
    );
  }
  const found = findStack(joined(layers, BETWEEN, LAST), rows, answers);
  if (found === undefined) {
    throw refusal(`its answers are not those of dense layers joined by one of ${BETWEEN.join(", ")}`);
  }
  return {
    kind: jaxJsExporter.kind,
    graph: stackGraph(found),
    answer: "output",
    predict,
    files: () =>
      Promise.resolve({
        files: [{
          path: "jax/params.safetensors",
          content: writeSafetensors(leaves.map(({ path, ...leaf }) => ({ name: path, ...leaf }))),
        }],
        notes: [],
      }),
  };
}

async function leavesOf(tree: unknown, path: string): Promise<JaxLeaf[]> {
  if (typeof tree !== "object" || tree === null) return [];
  if (isJaxArray(tree)) {
    const { shape } = tree;
    return [{ path, shape, data: Float32Array.from(await tree.ref.data()) }];
  }
  const leaves: JaxLeaf[] = [];
  for (const [name, branch] of Object.entries(tree)) {
    leaves.push(...await leavesOf(branch, path === "" ? name : `${path}.${name}`));
  }
  return leaves;
}

/** Each matrix is a layer; its bias is a row of the right length beside it, else the next one that is free. */
function layersOf(leaves: readonly JaxLeaf[]): DenseLayer[] {
  const free = new Set(leaves.filter(({ shape }) => shape.length === 1));
  const layers = leaves.filter(({ shape }) => shape.length === 2).map((leaf) => {
    const [inputs = 0, outputs = 0] = leaf.shape;
    const fitting = [...free].filter(({ data }) => data.length === outputs);
    const bias = fitting.find(({ path }) => parentOf(path) === parentOf(leaf.path)) ?? fitting[0];
    if (bias) free.delete(bias);
    return { name: leaf.path, inputs, outputs, weight: leaf.data, bias: bias?.data };
  });
  const others = leaves.some(({ shape }) => shape.length !== 1 && shape.length !== 2);
  return others || free.size > 0 ? [] : layers;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

function refusal(why: string): TypeError {
  return new TypeError(`Cannot export the jax-js model: ${why}; what works: ${jaxJsExporter.models}`);
}
