import { messageOf } from "../../errors.ts";
import type { ExportedModel, ModelAnswers } from "../exported_model.ts";

/** Whether an ONNX file answers as the model does of which it was made. */
export type OnnxCheck =
  | { readonly state: "same" | "different"; readonly difference: number; readonly rows: number }
  | { readonly state: "unchecked" | "broken"; readonly why: string };

/** How a file is checked. */
export interface OnnxCheckOptions {
  /** What both are asked, flat. */
  readonly rows: readonly Float32Array[];
  /** Loads a package at first use. */
  load(specifier: string): Promise<unknown>;
}

/**
 * The runtime that runs anywhere: 14 MB of WebAssembly, MIT. The native one (`onnxruntime-node`) has the same
 * operators and is twenty times as large.
 */
const RUNTIME = "npm:onnxruntime-web@1.30.0";

/** Largest difference that rounding to 32 bits explains, as a part of the largest answer or of 1. */
const TOLERANCE = 1e-5;

/** What is used of onnxruntime. */
interface Runtime {
  readonly env: { readonly wasm: { numThreads?: number | undefined } };
  readonly InferenceSession: { create(bytes: Uint8Array): Promise<Session> };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => object;
}

interface Session {
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, OutputTensor>>>;
  release(): Promise<void>;
}

interface OutputTensor {
  readonly data: ArrayLike<number | bigint | string>;
}

/**
 * Runs an ONNX file and compares its answers with those of the model.
 *
 * @param bytes The file.
 * @param model The model of which it was made.
 * @param options How.
 * @returns What came out; with a sentence where the runtime cannot be loaded (`"unchecked"`) or refuses the file
 * (`"broken"`).
 */
export async function checkOnnx(
  bytes: Uint8Array,
  model: ExportedModel,
  { rows, load }: OnnxCheckOptions,
): Promise<OnnxCheck> {
  let runtime: Runtime;
  try {
    runtime = await load(RUNTIME) as Runtime;
  } catch (error) {
    // No network, or no permission: the model is stored all the same, and says so.
    return { state: "unchecked", why: `not checked: ${RUNTIME} could not be loaded (${firstLine(error)})` };
  }
  const wanted = await model.predict(rows);
  let given: ModelAnswers;
  try {
    given = await run(runtime, bytes, model, rows);
  } catch (error) {
    // The model is stored all the same, as one that nobody should use.
    return { state: "broken", why: `the ONNX cannot be run: ${firstLine(error)}` };
  }
  const difference = largestDifference(given, wanted);
  return { state: difference <= TOLERANCE ? "same" : "different", difference, rows: rows.length };
}

function firstLine(error: unknown): string {
  return (messageOf(error)).split("\n")[0] ?? "";
}

async function run(
  { env, InferenceSession, Tensor }: Runtime,
  bytes: Uint8Array,
  { graph: { input }, answer }: ExportedModel,
  rows: readonly Float32Array[],
): Promise<ModelAnswers> {
  const width = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, at) => data.set(row, at * width));
  // Threads would be workers that stay; the user's own sessions keep theirs.
  const threads = env.wasm.numThreads;
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(bytes);
  env.wasm.numThreads = threads;
  try {
    const outputs = await session.run({
      [input.name]: new Tensor("float32", data, [rows.length, ...input.axes]),
    });
    return Array.from(
      outputs[answer]?.data ?? [],
      (value) => typeof value === "bigint" ? Number(value) : value,
    );
  } finally {
    await session.release();
  }
}

/** As a part of the largest number; a label that is another one, or a missing answer, is infinitely far away. */
function largestDifference(given: ModelAnswers, wanted: ModelAnswers): number {
  if (given.length !== wanted.length || given.length === 0) return Infinity;
  let largest = 0, scale = 1;
  for (let at = 0; at < wanted.length; at++) {
    const a = given[at], b = wanted[at];
    if (typeof a === "string" || typeof b === "string") {
      if (String(a) !== String(b)) return Infinity;
    } else if (!Object.is(a, b)) {
      const difference = Math.abs((a ?? NaN) - (b ?? NaN));
      largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
      if (Number.isFinite(b)) scale = Math.max(scale, Math.abs(b ?? 0));
    }
  }
  return largest / scale;
}
