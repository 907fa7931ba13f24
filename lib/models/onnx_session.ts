import type { ModelAdapter, ModelKind, Predictions } from "./model_adapter.ts";
import { netPredictions } from "./net_predictions.ts";
import { settingsOf } from "./settings.ts";
import { asRows, type Inputs, isTensor, type Label, rowCount } from "./test_set.ts";

/** Sessions of `npm:onnxruntime-node` and `npm:onnxruntime-web`. Their weights are out of reach: parameters are unknown. */
export const onnxSession: ModelKind = {
  kind: "onnxruntime",
  needs: ["run"],
  holds: ["inputNames", "outputNames"],
  adapt: (model) => adaptSession(model as OnnxSession),
};

/** A tensor as onnxruntime takes and gives it. */
interface OnnxTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint | string>;
  readonly location: "cpu";
}

/** What is used of a session. */
interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly {
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
  }[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, OnnxTensor>>>;
}

function adaptSession(session: OnnxSession): ModelAdapter {
  const [input = ""] = session.inputNames;
  const prepare = (inputs: Inputs) => {
    rowCount(inputs);
    const feeds = { [input]: isTensor(inputs) ? inputs : tensorOf(session, inputs) };
    return () => session.run(feeds);
  };
  const answer: ModelAdapter["answer"] = async (inputs) =>
    read(session, await prepare(inputs)(), rowCount(inputs));
  return {
    kind: onnxSession.kind,
    task: "unknown",
    flavor: undefined,
    prepare,
    answer,
    predict: async (inputs) => (await answer(inputs)).labels,
    parameters: () => undefined,
    settings: () =>
      settingsOf({ inputs: session.inputNames.join(", "), outputs: session.outputNames.join(", ") }),
  };
}

function tensorOf(session: OnnxSession, inputs: Inputs): OnnxTensor {
  const rows = asRows(inputs);
  const width = rows[0]?.length ?? 0;
  const { type = "float32", shape } = session.inputMetadata?.[0] ?? {};
  if (type !== "float32" && type !== "float64") {
    throw new TypeError(
      `Cannot make a tensor of the rows: the session takes "${type}", expected "float32" or a tensor as x`,
    );
  }
  const axes = shape?.slice(1) ?? [];
  const fixed = axes.filter((axis) => typeof axis === "number");
  const size = fixed.reduce((product, axis) => product * axis, 1);
  if (fixed.length === axes.length && axes.length > 0 && size !== width) {
    throw new RangeError(
      `Cannot make a tensor of the rows: they have ${width} values, expected ${size} (${fixed.join(" × ")})`,
    );
  }
  const data = new (type === "float64" ? Float64Array : Float32Array)(rows.length * width);
  rows.forEach((row, index) => data.set(row, index * width));
  const dims = [rows.length, ...(fixed.length === axes.length && axes.length > 0 ? fixed : [width])];
  return { type, dims, data, location: "cpu" };
}

/** Exported classifiers give labels and scores, nets scores only: scores that fit are taken, with the labels if there. */
function read(
  session: OnnxSession,
  returned: Readonly<Record<string, OnnxTensor>>,
  rows: number,
): Predictions {
  const outputs = session.outputNames.flatMap((name) => returned[name] ?? []);
  const named = outputs.find(({ type, data }) => /^(u?int|string)/.test(type) && data.length === rows);
  const scores = outputs.find(({ type, data }) => /^float/.test(type) && data.length % rows === 0);
  const labels = named &&
    Array.from(named.data, (label): Label => typeof label === "bigint" ? Number(label) : label);
  if (scores === undefined) {
    if (labels) return { labels };
    throw new TypeError(
      `Cannot read the predictions: no output of the session (${
        session.outputNames.map((name) => `"${name}"`).join(", ")
      }) has a number or label for each of ${rows} rows`,
    );
  }
  const net = netPredictions(Array.from(scores.data, Number), rows, "unknown");
  return labels ? { labels } : net;
}
