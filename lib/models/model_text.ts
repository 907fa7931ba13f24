import type { ExportedModel, ModelFile } from "./exported_model.ts";
import type { OnnxValue } from "./onnx/onnx_graph.ts";

/** Oldest versions that read what is written: operator set 17 came with onnx 1.12, onnxruntime 1.12. */
const REQUIREMENTS = ["mlflow>=2.8", "onnx>=1.12", "onnxruntime>=1.12"];

/** The Python for which MLflow makes an environment when it serves the model; loading works with any. */
const PYTHON = "3.11.0";

/** numpy's names of ONNX's types. */
const DTYPES = { float: "float32", int64: "int64", string: "str" } as const;

/**
 * The small files that MLflow has beside every model: what it needs, and an example of its input.
 *
 * @param model The model.
 * @param example Rows of its input, flat; none where the user gave none.
 */
export function modelText(
  { graph, requirements = [] }: ExportedModel,
  example: readonly Float32Array[],
): { files: ModelFile[]; signature: { inputs: string; outputs: string } } {
  const needs = [...REQUIREMENTS, ...requirements];
  const texts: [string, string][] = [
    ["requirements.txt", lines(needs)],
    [
      "python_env.yaml",
      lines([`python: ${PYTHON}`, "build_dependencies:", "- pip", "dependencies:", "- -r requirements.txt"]),
    ],
    [
      "conda.yaml",
      lines([
        "channels:",
        "- conda-forge",
        "dependencies:",
        `- python=${PYTHON}`,
        "- pip",
        "- pip:",
        ...needs.map((need) => `  - ${need}`),
        "name: mlflow-env",
      ]),
    ],
  ];
  if (example.length > 0) {
    const rows = example.map((row) => nested(Array.from(row), graph.input.axes));
    texts.push(["input_example.json", JSON.stringify(rows)]);
    texts.push(["serving_input_example.json", JSON.stringify({ inputs: rows })]);
  }
  const files = texts.map(([path, text]) => ({ path, content: new TextEncoder().encode(text) }));
  const several = graph.outputs.length > 1;
  return {
    files,
    signature: {
      // Without a name Python may hand over a bare array.
      inputs: JSON.stringify([spec(graph.input)]),
      outputs: JSON.stringify(
        graph.outputs.map((output) => ({ ...(several ? { name: output.name } : {}), ...spec(output) })),
      ),
    },
  };
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

function spec({ type, axes }: OnnxValue) {
  return { type: "tensor", "tensor-spec": { dtype: DTYPES[type], shape: [-1, ...axes] } };
}

/** Flat numbers as lists of lists, along the axes. */
function nested(numbers: readonly number[], [length = 1, ...rest]: readonly number[]): unknown {
  if (rest.length === 0) return numbers;
  const size = numbers.length / length;
  return Array.from(
    { length },
    (_, at) => nested(numbers.slice(at * size, (at + 1) * size), rest),
  );
}
