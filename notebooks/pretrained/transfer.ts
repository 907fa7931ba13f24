import { InferenceSession, Tensor } from "npm:onnxruntime-node@1.30.0";
import { trainHead } from "./head.ts";
import { enlarged, type Pictures } from "./pictures.ts";
import type { Pretrained } from "./backbones.ts";

/** Pictures that a net takes at once. */
const BATCH = 32;

/** A net that is ready to be used for other pictures than it was trained with. */
export interface Transfer {
  /** The net. */
  readonly net: Pretrained;
  /** Trains a new last layer on the features of pictures; the net itself stays as it is. */
  train(pictures: Pictures): Promise<TransferModel>;
}

/** A net with a new last layer. */
export interface TransferModel {
  /** Certainties of the ten classes for each picture. */
  predict(pictures: readonly ArrayLike<number>[]): Promise<number[][]>;
  /** Numbers that were learnt, in the net and in the last layer. */
  countParams(): number;
}

/**
 * Makes nets ready.
 *
 * @param nets Nets.
 * @returns Those that could be had, and for the others why not.
 */
export async function load(
  nets: readonly Pretrained[],
): Promise<{ ready: Transfer[]; missing: { name: string; why: string }[] }> {
  const ready: Transfer[] = [], missing: { name: string; why: string }[] = [];
  for (const net of nets) {
    try {
      ready.push(await transfer(net));
    } catch (error) {
      // Without Python some weights cannot be had; the others are worth a comparison.
      missing.push({ name: net.name, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return { ready, missing };
}

async function transfer(net: Pretrained): Promise<Transfer> {
  const { onnx, parameters } = await net.load();
  const session = await InferenceSession.create(onnx, { logSeverityLevel: 3 });
  const features = async (x: readonly ArrayLike<number>[]) => {
    const rows: Float32Array[] = [];
    for (let from = 0; from < x.length; from += BATCH) {
      const part = x.slice(from, from + BATCH), { side, colours } = net.format;
      const shape = colours === "rgb" ? [3, side, side] : [side, side, 3];
      const input = new Tensor("float32", enlarged(part, net.format), [part.length, ...shape]);
      const output = (await session.run({ [net.input]: input }, [net.output]))[net.output];
      const values = output?.data instanceof Float32Array ? output.data : new Float32Array();
      const width = values.length / part.length;
      part.forEach((_, at) => rows.push(values.slice(at * width, (at + 1) * width)));
    }
    return rows;
  };
  return {
    net,
    async train({ x, y }) {
      const head = trainHead(await features(x), y, 10);
      return {
        predict: async (pictures) => head.predict(await features(pictures)),
        countParams: () => parameters + head.parameters,
      };
    },
  };
}
