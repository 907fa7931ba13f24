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
  const last = await addLayers(model, model.layers, builder, INPUT);
  const shape = (model.outputs[0]?.shape ?? []).slice(1).map(Number);
  const name = last.channelsFirst ? builder.add("Transpose", [last.name], { perm: [0, 2, 3, 1] }) : last.name;
  return builder.finish(
    model.name,
    { name: INPUT.name, type: "float", axes },
    { name: "output", type: "float", axes: shape },
    name,
  );
}

/** Adds layers in their order, those of models within a model too; the last one is the output. */
async function addLayers(
  model: TfjsModel,
  layers: readonly TfjsLayer[],
  builder: OnnxBuilder,
  input: LaidOut,
): Promise<LaidOut> {
  const values = new Map<TfjsLayer, LaidOut | undefined>(layers.map((layer) => [layer, undefined]));
  let last = input;
  for (const layer of layers) {
    const inputs = inputsOf(model, layer, values, input);
    const [first = input, ...others] = inputs;
    if (layer.layers !== undefined && others.length === 0) {
      last = await addLayers(model, layer.layers, builder, first);
    } else {
      const className = layer.getClassName(), add = LAYERS[className];
      if (add === undefined) throw refusal(model, `its layer "${layer.name}" is a ${className}`);
      const config = layer.getConfig(), weights = await weightsOf(layer);
      const value = add({ builder, layer, config, weights, inputs });
      if (value === undefined) {
        throw refusal(model, `its layer "${layer.name}" (${className}) has settings that are not known here`);
      }
      last = value;
    }
    values.set(layer, last);
  }
  return last;
}

/**
 * What goes into a layer. One that was taken from another model has been applied there too: what counts is where its
 * inputs are of this one. What comes before the first layer is the input.
 */
function inputsOf(
  model: TfjsModel,
  { name, inboundNodes }: TfjsLayer,
  values: ReadonlyMap<TfjsLayer, LaidOut | undefined>,
  input: LaidOut,
): readonly LaidOut[] {
  const isOurs = (layer: TfjsLayer) => values.has(layer) || layer.getClassName() === "InputLayer";
  const uses = inboundNodes.filter(({ inboundLayers }) => inboundLayers.every(isOurs))
    .map(({ inboundLayers }) =>
      inboundLayers.map((before) => values.has(before) ? values.get(before) : input)
    );
  const [first = [], ...others] = uses;
  const same = (inputs: typeof first) => inputs.every((value, at) => value === first[at]);
  const known = first.filter((value) => value !== undefined);
  // A value that is not there yet is the layer's own, or of one that comes later: it goes round.
  if (known.length < first.length || !others.every(same)) {
    throw refusal(model, `its layer "${name}" is used more than once`);
  }
  if (known.length > 0) return known;
  // A sequential model knows no nodes where a layer is a model.
  return [[...values.values()].findLast((value) => value !== undefined) ?? input];
}

const INPUT: LaidOut = { name: "input", channelsFirst: false };

function refusal({ name }: TfjsModel, why: string): TypeError {
  return new TypeError(`Cannot export the tfjs model "${name}": ${why}; what works: ${tfjsExporter.models}`);
}
