import type { ExportedModel, Exporter } from "../exported_model.ts";
import { jsPytorch } from "../js_pytorch.ts";
import { probeRows } from "../probe_rows.ts";
import { writeSafetensors } from "../safetensors.ts";
import { leakyRelu } from "./activate.ts";
import { type DenseLayer, findStack, isStack, joined, stackGraph, type Step } from "./dense_stack.ts";

/** Modules of js-pytorch that are dense layers one after the other. */
export const jsPytorchExporter: Exporter = {
  kind: "js-pytorch",
  models: "js-pytorch modules of Linear, ReLU, Softmax and Dropout, one after the other",
  take: (model) => take(model),
};

/** Its ReLU lets a thousandth through (js-pytorch 0.7.2). */
const RELU = leakyRelu(0.001);

/** Activations that a module may apply without a layer for it. */
const BETWEEN = [RELU, "relu", "tanh", "sigmoid", "linear"], LAST = ["linear", "softmax", "sigmoid", "tanh"];

/** Rows that are asked. */
const ROWS = 8;

async function take(model: object): Promise<ExportedModel> {
  const steps = stepsOf(model, "");
  const layers = steps.filter((step) => typeof step !== "string");
  if (!isStack(layers)) {
    throw refusal(
      `its Linear layers (${layers.map(shown).join(", ")}) do not fit onto each other in their order`,
    );
  }
  const adapter = jsPytorch.adapt(model);
  const predict: ExportedModel["predict"] = (rows) => {
    const { data } = adapter.prepare(rows)() as { data: unknown };
    return Promise.resolve((Array.isArray(data) ? data.flat(Infinity) : [data]).map(Number));
  };
  const rows = probeRows(ROWS, layers[0]?.inputs ?? 0);
  const found = findStack([steps, ...joined(layers, BETWEEN, LAST)], rows, await predict(rows) as number[]);
  if (found === undefined) throw refusal("its forward does something else than its layers in their order");
  return {
    kind: jsPytorchExporter.kind,
    graph: stackGraph(found),
    answer: "output",
    predict,
    files: () =>
      Promise.resolve({
        files: [{ path: "pytorch/model.safetensors", content: stateDict(found) }],
        notes: [],
      }),
  };
}

/** Layers and activations in the order in which the module defines them. */
function stepsOf(part: unknown, path: string): Step[] {
  if (typeof part !== "object" || part === null) return [];
  if (isLinear(part)) return [denseOf(part, path)];
  const name = part.constructor?.name;
  if (name === "ReLU") return [RELU];
  if (name === "Softmax") return ["softmax"];
  if (name === "Dropout") return [];
  if ("forward" in part && isForeign(part)) throw refusal(`its part "${path}" is a ${name}`);
  return Object.entries(part).flatMap(([key, value]) => {
    if (isTensor(value)) throw refusal(`"${path}${key}" is a tensor of its own, outside of a layer`);
    return stepsOf(value, `${path}${key}.`);
  });
}

interface Linear {
  readonly W: { readonly shape: readonly number[]; readonly data: readonly unknown[] };
  readonly b: { readonly data: readonly unknown[] };
  readonly has_bias?: boolean;
}

function isLinear(part: object): part is Linear {
  return "W" in part && "b" in part && "forward" in part;
}

/** Parts of the library that are not dense layers; the user's own modules and lists of modules are looked into. */
function isForeign(part: object): boolean {
  return ["LayerNorm", "Embedding", "PositionalEmbedding", "MultiHeadSelfAttention", "Block"]
    .includes(part.constructor?.name);
}

function isTensor(value: unknown): boolean {
  return typeof value === "object" && value !== null && "_data" in value && "shape" in value;
}

function denseOf({ W, b, has_bias = true }: Linear, path: string): DenseLayer {
  const [inputs = 0, outputs = 0] = W.shape;
  return {
    name: path.replace(/\.$/, ""),
    inputs,
    outputs,
    weight: Float32Array.from(W.data.flat(Infinity) as number[]),
    bias: has_bias ? Float32Array.from(b.data.flat(Infinity) as number[]) : undefined,
  };
}

/** As `load_state_dict` of PyTorch wants it: weights turned, one row per output. */
function stateDict(steps: readonly Step[]): Uint8Array<ArrayBuffer> {
  const layers = steps.filter((step) => typeof step !== "string");
  const tensors = layers.flatMap(({ name, inputs, outputs, weight, bias }) => {
    const turned = new Float32Array(weight.length);
    weight.forEach((value, at) => turned[at % outputs * inputs + Math.floor(at / outputs)] = value);
    return [
      { name: `${name}.weight`, shape: [outputs, inputs], data: turned },
      ...(bias ? [{ name: `${name}.bias`, shape: [outputs], data: bias }] : []),
    ];
  });
  const steps_ = steps.map((step) => typeof step === "string" ? step : step.name);
  return writeSafetensors(tensors, { format: "pt", steps: steps_.join(" ") });
}

function shown({ name, inputs, outputs }: DenseLayer): string {
  return `${name} ${inputs} → ${outputs}`;
}

function refusal(why: string): TypeError {
  return new TypeError(
    `Cannot export the js-pytorch module: ${why}; what works: ${jsPytorchExporter.models}`,
  );
}
