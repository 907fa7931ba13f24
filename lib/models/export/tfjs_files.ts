import type { ModelFile, NativeFiles } from "../exported_model.ts";
import { kerasFile } from "../keras_file.ts";
import type { TfjsLayer } from "./tfjs_layer.ts";
import { weightsOf } from "./tfjs_layer.ts";

/** What tfjs hands to whoever saves a model. */
export interface TfjsArtifacts {
  /** Its layers, in the names of Keras for Python. */
  readonly modelTopology: object;
  /** Names, shapes and types of its weights. */
  readonly weightSpecs: readonly object[];
  /** The weights, one after the other. */
  readonly weightData: ArrayBuffer | readonly ArrayBuffer[];
  /** Who made it. */
  readonly format?: string;
  /** Who made it. */
  readonly generatedBy?: string;
}

/** A model that hands over its parts. */
export interface SavableTfjs {
  readonly name: string;
  readonly layers: readonly TfjsLayer[];
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
  save(handler: { save(artifacts: TfjsArtifacts): Promise<object> }): Promise<unknown>;
}

/**
 * A tfjs model in its own format (`model.json` and `weights.bin`, which `tf.loadLayersModel` reads), and, where it is
 * sequential, as a `.keras` file.
 *
 * @param model The model.
 * @param load Loads a package at first use.
 */
export async function tfjsFiles(
  model: SavableTfjs,
  load: (specifier: string) => Promise<unknown>,
): Promise<NativeFiles> {
  const artifacts = await artifactsOf(model);
  const own = ownFiles(artifacts);
  const weights = await Promise.all(model.layers.map(weightsOf));
  try {
    const layers = model.layers.map((layer, at) => ({
      className: layer.getClassName(),
      weights: weights[at] ?? [],
    }));
    const content = await kerasFile(
      { topology: artifacts.modelTopology, inputShape: model.inputs[0]?.shape ?? [], layers },
      load,
    );
    return { files: [...own, { path: "keras/model.keras", content }], notes: [] };
  } catch (error) {
    // The ONNX and the tfjs files are there; a reader of the card learns why Keras has none.
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { files: own, notes: [`Model "${model.name}" has no .keras file: ${why}`] };
  }
}

async function artifactsOf(model: SavableTfjs): Promise<TfjsArtifacts> {
  let caught: TfjsArtifacts | undefined;
  await model.save({
    save(artifacts) {
      caught = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
    },
  });
  if (caught === undefined) {
    throw new TypeError(
      `Cannot export the tfjs model "${model.name}": it saved nothing, expected its artifacts`,
    );
  }
  return caught;
}

function ownFiles({ modelTopology, weightSpecs, weightData, generatedBy }: TfjsArtifacts): ModelFile[] {
  const json = JSON.stringify({
    format: "layers-model",
    generatedBy,
    modelTopology,
    weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }],
  });
  const parts = Array.isArray(weightData) ? weightData : [weightData];
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return [
    { path: "tfjs/model.json", content: new TextEncoder().encode(json) },
    { path: "tfjs/weights.bin", content: bytes },
  ];
}
