import { adapterFor } from "./adapter.ts";
import { exampleRows, rowWidth } from "./example_rows.ts";
import { jaxJsExporter } from "./export/jax_js.ts";
import { jsPytorchExporter } from "./export/js_pytorch.ts";
import { mlJsExporter } from "./export/ml_js.ts";
import { tfjsExporter } from "./export/tfjs.ts";
import { ydfExporter } from "./export/ydf.ts";
import type { Exporter, ModelFile } from "./exported_model.ts";
import { modelText } from "./model_text.ts";
import { checkOnnx, type OnnxCheck } from "./onnx/onnx_check.ts";
import { writeOnnx } from "./onnx/onnx_writer.ts";
import { probeRows } from "./probe_rows.ts";
import type { Inputs } from "./test_set.ts";

const EXPORTERS: readonly Exporter[] = [
  tfjsExporter,
  jsPytorchExporter,
  jaxJsExporter,
  mlJsExporter,
  ydfExporter,
];

/** How a model is exported. */
export interface ExportOptions {
  /** Version of this package. */
  readonly version: string;
  /** Some rows that the model takes: the first five are kept as an example, and all are compared. */
  readonly inputExample?: Inputs | undefined;
  /** Loads a package at first use. */
  load(specifier: string): Promise<unknown>;
}

/** A model as files. */
export interface ExportResult {
  /** Library that it is of. */
  readonly kind: string;
  /** `model.onnx`, and all that stands beside it. */
  readonly files: readonly ModelFile[];
  /** What goes in and what comes out, in MLflow's JSON. */
  readonly signature: { readonly inputs: string; readonly outputs: string };
  /** Whether an input example is among the files. */
  readonly hasExample: boolean;
  /** Names of the columns that it takes, in their order; `undefined` where it knows none. */
  readonly columns: readonly string[] | undefined;
  /** Number of parameters; `undefined` where it cannot be told. */
  readonly parameters: number | undefined;
  /** Whether the ONNX answers as the model does. */
  readonly check: OnnxCheck;
  /** What could not be made, as sentences. */
  readonly notes: readonly string[];
}

/** Rows that are asked beside the example. */
const PROBES = 16;

/**
 * Writes a trained model as ONNX and in the formats of its own kind, and asks the ONNX the same as the model.
 *
 * @param model The model.
 * @param options How.
 * @throws {TypeError} When it is of no kind that can be exported; the message says which are.
 * @throws {RangeError} When the input example does not fit.
 */
export async function exportModel(model: unknown, options: ExportOptions): Promise<ExportResult> {
  const adapter = adapterFor(model);
  const exporter = EXPORTERS.find(({ kind }) => kind === adapter.kind);
  if (exporter === undefined) {
    throw new TypeError(
      `Cannot export the model: it is of the kind "${adapter.kind}", expected ${
        EXPORTERS.map(({ models }) => models).join("; ")
      }`,
    );
  }
  const given = options.inputExample;
  const exported = await exporter.take(model as object, given === undefined ? undefined : rowWidth(given));
  const { graph } = exported;
  const width = graph.input.axes.reduce((product, axis) => product * axis, 1);
  const example = given === undefined ? [] : exampleRows(given, width, exported.columns);
  const onnx = writeOnnx(graph, { name: "wattbook", version: options.version });
  const rows = [...example, ...(exported.probes ?? probeRows(PROBES, width))];
  const check = await checkOnnx(onnx, exported, { rows, load: options.load });
  const native = await exported.files(options.load);
  const { files, signature } = modelText(exported, example);
  return {
    kind: exported.kind,
    files: [{ path: "model.onnx", content: onnx }, ...files, ...native.files],
    signature,
    hasExample: example.length > 0,
    columns: exported.columns,
    parameters: adapter.parameters(),
    check,
    notes: native.notes,
  };
}
