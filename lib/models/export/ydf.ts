import type { ExportedModel, Exporter } from "../exported_model.ts";
import { type TreeEnsemble, treeGraph } from "../onnx/tree_ensemble.ts";
import { treeProbes } from "../onnx/tree_probes.ts";
import { floatsIn, intIn, readProtobuf, textIn } from "./protobuf_reader.ts";
import { type SavableYdf, ydfFiles } from "./ydf_files.ts";
import { type YdfLeaf, ydfTrees } from "./ydf_trees.ts";

/** Random forests and gradient boosted trees of YDF, over columns of numbers. */
export const ydfExporter: Exporter = {
  kind: "YDF",
  models: "YDF random forests and gradient boosted trees over columns of numbers",
  take: (model) => take(model as YdfModel),
};

interface YdfModel extends SavableYdf {
  getLabelClasses(): readonly string[];
  getInputFeatures(): readonly { readonly name: string }[];
  predict(columns: Record<string, unknown[]>): readonly number[];
}

/** What the two kinds of forests do with their trees. */
type Forest = Pick<TreeEnsemble, "transform"> & {
  leaf(leaf: YdfLeaf, tree: number): readonly number[];
};

async function take(model: YdfModel): Promise<ExportedModel> {
  const files = await ydfFiles(model);
  const classes = model.getLabelClasses(), columns = model.getInputFeatures().map(({ name }) => name);
  const data = readProtobuf(files.get("data_spec.pb") ?? new Uint8Array())
    .filter(({ field }) => field === 1).map(({ bytes }) => textIn(readProtobuf(bytes), 2));
  const { leaf, ...rest } = forestOf(files, classes.length);
  const ensemble: TreeEnsemble = {
    ...rest,
    trees: ydfTrees(files, (attribute) => columns.indexOf(data[attribute] ?? ""), leaf),
    columns: columns.length,
    ...(classes.length > 0 ? { classes } : {}),
  };
  return {
    kind: ydfExporter.kind,
    graph: treeGraph(ensemble),
    answer: classes.length > 0 ? "probabilities" : "output",
    columns,
    probes: treeProbes(ensemble.trees, columns.length),
    predict(rows) {
      const inputs = Object.fromEntries(columns.map((name, at) => [name, rows.map((row) => row[at] ?? NaN)]));
      const scores = model.predict(inputs);
      // Of two classes it tells the probability of the second.
      const isBinary = classes.length === 2 && scores.length === rows.length;
      return Promise.resolve(isBinary ? scores.flatMap((score) => [1 - score, score]) : Array.from(scores));
    },
    files: () =>
      Promise.resolve({
        files: Array.from(files, ([name, content]) => ({ path: `ydf/${name}`, content })),
        notes: [],
      }),
  };
}

function forestOf(files: ReadonlyMap<string, Uint8Array>, classes: number): Forest {
  const random = files.get("random_forest_header.pb"),
    boosted = files.get("gradient_boosted_trees_header.pb");
  if (random) return randomForest(random, classes);
  if (boosted) return boostedTrees(boosted, classes);
  throw new TypeError(
    `Cannot export the YDF model: it is neither of the two, expected ${ydfExporter.models}`,
  );
}

/** Its trees vote, or give the classes of their rows; a regression is the mean. */
function randomForest(header: Uint8Array, classes: number): Forest {
  const fields = readProtobuf(header);
  const trees = intIn(fields, 2) ?? 1, takesWinner = (intIn(fields, 3) ?? 1) === 1;
  return {
    leaf({ top, counts, value }) {
      if (classes === 0) return [value / trees];
      const total = counts.reduce((sum, count) => sum + count, 0);
      return Array.from({ length: classes }, (_, at) => {
        const part = takesWinner ? Number(top === at + 1) : (counts[at + 1] ?? 0) / total;
        return part / trees;
      });
    },
  };
}

/** Losses whose sums are probabilities before the last step, or the value itself (`Loss` in YDF's own list). */
const BINOMIAL = 1, SQUARED_ERROR = 2, MULTINOMIAL = 3;

/** Its trees are added up, one per class in turn. */
function boostedTrees(header: Uint8Array, classes: number): Forest {
  const fields = readProtobuf(header), loss = intIn(fields, 3) ?? 0;
  const start = floatsIn(fields, 4, 4), perRound = intIn(fields, 5) ?? 1;
  // What the sums begin with goes into the leaves of the first trees: runtimes do not agree on `base_values`.
  const sum = (value: number, tree: number) => value + (tree < perRound ? start[tree] ?? 0 : 0);
  if (loss === SQUARED_ERROR && classes === 0) return { leaf: ({ value }, tree) => [sum(value, tree)] };
  // The logistic function of one sum is the softmax of that sum and 0.
  if (loss === BINOMIAL && classes === 2) {
    return { transform: "SOFTMAX", leaf: ({ value }, tree) => [0, sum(value, tree)] };
  }
  if (loss === MULTINOMIAL) {
    return {
      transform: "SOFTMAX",
      leaf: ({ value }, tree) =>
        Array.from({ length: classes }, (_, at) => at === tree % perRound ? sum(value, tree) : 0),
    };
  }
  throw new TypeError(
    `Cannot export the YDF model: it was boosted with loss ${loss}, expected a binomial, multinomial or squared error`,
  );
}
