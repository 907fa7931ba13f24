/**
 * A fresh process that predicts with the reference net (784-256-10, plain loops): ten single calls, as other packages
 * do it, then `measureInference()`.
 *
 * @module
 */
import { realHost } from "../../lib/host.ts";
import { measureInference } from "../../lib/models/inference.ts";
import { openGauge } from "../../lib/track/gauge.ts";
import { seeded } from "../fixtures/seeded.ts";

/** What the program prints. */
export interface InferenceCount {
  /** CPU seconds of one of ten single calls. */
  readonly singleS: number;
  /** Joules of one warm inference, what it adds above idle. */
  readonly warmJ: number | undefined;
  /** Half-width of its interval between batches. */
  readonly halfWidth: number | undefined;
  /** Calls behind it. */
  readonly repeats: number;
}

const SIZES = [784, 256, 10] as const;

function referenceNet(): () => number {
  const random = seeded(7);
  const layers = SIZES.slice(1).map((outputs, at) => {
    const inputs = SIZES[at] ?? 0;
    return {
      inputs,
      outputs,
      weights: Float32Array.from({ length: inputs * outputs }, () => random() - 0.5),
    };
  });
  const image = Float32Array.from({ length: SIZES[0] }, random);
  return () => {
    let values = image;
    for (const { inputs, outputs, weights } of layers) {
      const next = new Float32Array(outputs);
      for (let output = 0; output < outputs; output++) {
        let sum = 0;
        for (let input = 0; input < inputs; input++) {
          sum += (weights[output * inputs + input] ?? 0) * (values[input] ?? 0);
        }
        next[output] = Math.max(0, sum);
      }
      values = next;
    }
    return values.indexOf(Math.max(...values));
  };
}

async function main(): Promise<void> {
  const host = realHost(), predict = referenceNet();
  const cpuS = () => {
    const { userS, systemS } = host.processCpu();
    return userS + systemS;
  };
  using gauge = openGauge(host);
  const before = cpuS();
  for (let call = 0; call < 10; call++) predict();
  const singleS = (cpuS() - before) / 10;
  const { perInferenceJ, halfWidth, repeats } = await measureInference(predict, gauge, {
    figure: "active",
    maxTimeS: 6,
  });
  const said: InferenceCount = { singleS, warmJ: perInferenceJ?.value, halfWidth, repeats };
  console.log(JSON.stringify(said));
  Deno.exit(0);
}

if (import.meta.main) await main();
