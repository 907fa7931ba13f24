import type { ExportedModel, Exporter } from "../exported_model.ts";
import { OnnxBuilder, type OnnxGraph } from "../onnx/onnx_graph.ts";
import { inputTensor, outputData, type TfjsTensor } from "../tfjs_tensors.ts";
import type { SavableTfjs } from "./tfjs_files.ts";
import { type AddLayer, GRAPH_LAYERS, type LaidOut } from "./tfjs_graph_layers.ts";
import { type TfjsLayer, weightsOf } from "./tfjs_layer.ts";
import { WINDOW_LAYERS } from "./tfjs_window_layers.ts";

const LAYERS: Readonly<Record<string, AddLayer>> = { ...GRAPH_LAYERS, ...WINDOW_LAYERS };

/** Layers models of tfjs: sequential ones, and those whose layers branch and meet. */
export const tfjsExporter: Exporter = {
  kind: "tfjs",
  models: `tfjs models of layers (${Object.keys(LAYERS).filter((name) => name !== "InputLayer").join(", ")})`,
  take: (model) => take(model as TfjsModel),
};

/** What is used of a model. */
export interface TfjsModel extends SavableTfjs {
  readonly inputs: readonly { readonly shape: readonly (number | null)[]; readonly name: string }[];
  readonly outputs: readonly { readonly shape: readonly (number | null)[] }[];
  predict(inputs: unknown): TfjsTensor | readonly TfjsTensor[];
}

async function take(model: TfjsModel): Promise<ExportedModel> {
  const { inputs: [input], outputs } = model;
  const axes = input?.shape.slice(1) ?? [];
  if (input === undefined || model.inputs.length > 1 || outputs.length > 1 || axes.some((axis) => !axis)) {
    throw refusal(
      model,
      "it has several inputs or outputs, or an input of open size; expected one of known size",
    );
  }
  const graph = await graphOf(model, axes.map(Number));
  return {
    kind: tfjsExporter.kind,
    graph,
    answer: "output",
    async predict(rows) {
      using x = inputTensor(rows, input.shape)();
      return await outputData(model.predict(x.tensor));
    },
    async files(load) {
      const { tfjsFiles } = await import("./tfjs_files.ts");
      return await tfjsFiles(model, load);
    },
  };
}

async function graphOf(model: TfjsModel, axes: readonly number[]): Promise<OnnxGraph> {
  const builder = new OnnxBuilder();
  const values = new Map<TfjsLayer, LaidOut>();
  let last: LaidOut = { name: "input", channelsFirst: false };
  for (const layer of model.layers) {
    const className = layer.getClassName();
    const add = LAYERS[className];
    if (add === undefined || layer.layers !== undefined) {
      throw refusal(model, `its layer "${layer.name}" is a ${className}`);
    }
    const [node, ...others] = layer.inboundNodes;
    if (others.length > 0) throw refusal(model, `its layer "${layer.name}" is used more than once`);
    // What comes before the first layer is the input.
    const inputs = (node?.inboundLayers ?? []).map((before) => values.get(before) ?? INPUT);
    const config = layer.getConfig(), weights = await weightsOf(layer);
    const value = add({ builder, layer, config, weights, inputs: inputs.length > 0 ? inputs : [INPUT] });
    if (value === undefined) {
      throw refusal(model, `its layer "${layer.name}" (${className}) has settings that are not known here`);
    }
    values.set(layer, value);
    last = value;
  }
  const shape = (model.outputs[0]?.shape ?? []).slice(1).map(Number);
  const name = last.channelsFirst ? builder.add("Transpose", [last.name], { perm: [0, 2, 3, 1] }) : last.name;
  return builder.finish(
    model.name,
    { name: INPUT.name, type: "float", axes },
    { name: "output", type: "float", axes: shape },
    name,
  );
}

const INPUT: LaidOut = { name: "input", channelsFirst: false };

function refusal({ name }: TfjsModel, why: string): TypeError {
  return new TypeError(`Cannot export the tfjs model "${name}": ${why}; what works: ${tfjsExporter.models}`);
}
