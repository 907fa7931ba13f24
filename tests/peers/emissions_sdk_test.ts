import assert from "node:assert/strict";
import { parse } from "../std_csv/parse.ts";
import { type TempFolder, tempFolder } from "../fixtures/temp_folder.ts";
import { CODECARBON_ENVIRONMENT } from "./codecarbon_python.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { peerTest } from "./peer.ts";
import { trainingPython } from "./training_python.ts";

const repository = new URL("../../", import.meta.url).pathname;

/** Both are told the same grid, so that joules and grams of each have to fit. */
const GRAMS_PER_KWH = 500;

/** Nothing listens there: where it is, CodeCarbon shall not ask the network. */
const NOWHERE = "http://127.0.0.1:9";

/** Metrics by which both judge a run: what the Python package itself logs. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  readme: ["emissions"],
  neighbours: ["accuracy_on_test_data", "accuracy_per_emission", "emissions", "emissions_per_10_predictions"],
  softmax: [
    "accuracy",
    "accuracy_on_test_data",
    "accuracy_per_emission",
    "emissions",
    "emissions_per_10_predictions",
    "loss",
  ],
  centroids: ["accuracy_on_test_data", "accuracy_per_emission", "emissions", "emissions_per_10_predictions"],
};

/** By design: Python's autologging scores the rows that a model was trained with. */
const THEIRS_ALONE = /^training_/;

/** By design: our sections, the second spelling, and MLflow's names for scores on test data. */
const OURS_ALONE =
  /^(energy|carbon|measure|system)\/|^emissions_per_10_inferences(_low|_high)?$|^(accuracy|precision|recall|f1)_score$|^(log_loss|roc_auc|example_count)$/;

/** Settings of `fit` and optimizer that both read off a Keras model, by the same names. */
const SETTINGS = ["batch_size", "epochs", "initial_epoch", "optimizer_learning_rate", "optimizer_name"];

interface Run {
  readonly name: string;
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly (readonly [value: string, ms: number, step: number])[]>>;
}

type Runs = Readonly<Record<string, Run>>;

peerTest("./compat logs what the real Python package logs, flow by flow", async (t) => {
  using folder = tempFolder();
  await Deno.writeTextFile(`${folder.path}/data.json`, JSON.stringify(await digits()));
  const [python, mlflow] = [await trainingPython(), await mlflowPython()];
  await Promise.all([
    train(folder, "python", python, ["emissions_sdk_flows.py"], {
      ...mlflow.environment,
      ...CODECARBON_ENVIRONMENT,
      CODECARBON_FORCE_CARBON_INTENSITY_G_CO2E_KWH: String(GRAMS_PER_KWH),
      HTTP_PROXY: NOWHERE,
      HTTPS_PROXY: NOWHERE,
    }),
    train(folder, "deno", Deno.execPath(), [
      ...["run", "-A", "--frozen", "--no-check", "--config", `${repository}deno.json`],
      "emissions_sdk_flows.ts",
    ], { WATTBOOK_GRAMS_PER_KWH: String(GRAMS_PER_KWH), NO_COLOR: "1" }),
  ]);
  const read = async (store: string) => {
    const { Default: _empty, ...rest } = await mlflow.read(
      "read_runs.py",
      `sqlite:///${folder.path}/${store}/mlflow.db`,
    ) as Record<string, Record<string, Run>>;
    assert.deepEqual(Object.keys(rest), ["test_name"]);
    return Object.fromEntries(Object.values(rest.test_name ?? {}).map((run) => [run.name, run]));
  };
  const theirs: Runs = await read("python"), ours: Runs = await read("deno");
  const [header = [], ...lines] = parse(await Deno.readTextFile(`${folder.path}/python/emissions.csv`));
  const rows = lines.map((line) => Object.fromEntries(header.map((name, at) => [name, Number(line[at])])));
  const both = Object.keys(SHARED).flatMap((name) => {
    const their = theirs[name], our = ours[name];
    assert(their && our, `run "${name}" is missing`);
    return [{ name, their, our }];
  });

  await t.step("the same runs in the same experiment, FINISHED", () => {
    for (const runs of [theirs, ours]) {
      assert.deepEqual(Object.keys(runs).sort(), Object.keys(SHARED).sort());
      assert.deepEqual([...new Set(Object.values(runs).map(({ status }) => status))], ["FINISHED"]);
    }
  });

  await t.step("the same names of metrics, at the same steps", () => {
    for (const { name, their, our } of both) {
      const without = (run: Run, others: RegExp) =>
        Object.keys(run.metrics).filter((key) => !others.test(key)).sort();
      assert.deepEqual(without(their, THEIRS_ALONE), SHARED[name], name);
      assert.deepEqual(without(our, OURS_ALONE), SHARED[name], name);
      for (const key of SHARED[name] ?? []) {
        assert.deepEqual(steps(our, key), steps(their, key), `${name} ${key}`);
      }
    }
  });

  await t.step("the same tags and settings", () => {
    for (const { our, their } of both) {
      const { estimator_name: _name, estimator_class: _class, ...own } = their.tags;
      assert.deepEqual(own, { "mlflow.runName": their.name });
      assert.equal(our.tags["mlflow.runName"], our.name);
    }
    assert.equal(ours.neighbours?.tags["wattbook.unit.accuracy_per_emission"], "percent per gram");
    const their = theirs.softmax?.params ?? {}, our = ours.softmax?.params ?? {};
    assert.deepEqual(Object.keys(their).filter((key) => key in our).sort(), SETTINGS);
    for (const key of SETTINGS) {
      // Keras lowers its optimizers' names, and keeps numbers in 32 bits.
      const plain = (value = "") =>
        Number.isNaN(Number(value)) ? value.toLowerCase() : Math.fround(Number(value));
      assert.equal(plain(our[key]), plain(their[key]), key);
    }
  });

  await t.step("the same accuracy, and loss and accuracy of every epoch", () => {
    for (const { name, their, our } of both) {
      for (const key of ["accuracy_on_test_data", "loss", "accuracy"]) {
        const expected = values(their, key);
        values(our, key).forEach((value, at) => near(value, expected[at], 1e-5, `${name} ${key}`));
      }
    }
    assert.deepEqual(both.map(({ our }) => values(our, "accuracy_on_test_data")[0]), [
      undefined,
      ...[1, 0.76, 0.98],
    ]);
  });

  await t.step("grams on both sides: joules at the same grid", () => {
    const [readme, neighbours, , softmax, , centroids] = rows;
    [readme, neighbours, softmax, centroids].forEach((row, at) => {
      const { their, our, name } = both[at] ?? assert.fail();
      near(last(their, "emissions"), (row?.energy_consumed ?? NaN) * GRAMS_PER_KWH, 1e-6, name);
      near(last(our, "emissions"), last(our, "energy/share_j") / 3.6e6 * GRAMS_PER_KWH, 1e-3, name);
    });
  });

  await t.step("accuracy per emission: a fraction per gram there, per cent per gram here", () => {
    for (const { name, their, our } of both.slice(1)) {
      const product = (run: Run) => last(run, "accuracy_per_emission") * last(run, "emissions");
      near(product(their), last(their, "accuracy_on_test_data"), 1e-6, name);
      near(product(our), 100 * last(our, "accuracy_on_test_data"), 1e-3, name);
    }
  });

  await t.step("ten inferences: the grams of as much work as the training of the last run", () => {
    // All three predict ten rows in half a second of CPU time, as long as "centroids" trains. A wrong power of ten, or
    // ten rows for one, would be beyond a factor of 3; load and the meters' own ways are not.
    for (const { name, their, our } of both.slice(1)) {
      for (const [who, run, other] of [["Python", their, theirs], ["ours", our, ours]] as const) {
        const part = last(run, "emissions_per_10_predictions") / last(other.centroids ?? run, "emissions");
        assert(part > 1 / 3 && part < 3, `${name}, ${who}: ${part} of the training`);
      }
      assert.equal(last(our, "emissions_per_10_inferences"), last(our, "emissions_per_10_predictions"));
    }
  });
});

/** Runs the flows in a folder of their own, where their store and CodeCarbon's file stay. */
async function train(
  folder: TempFolder,
  who: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const cwd = `${folder.path}/${who}`, script = args.at(-1) ?? "";
  await Deno.mkdir(cwd);
  const file = new URL(script, import.meta.url).pathname;
  const { success, stderr } = await new Deno.Command(command, {
    args: [...args.slice(0, -1), file, `sqlite:///${cwd}/mlflow.db`, "test_name", `${folder.path}/data.json`],
    cwd,
    env,
    stdin: "null",
  }).output();
  assert(success, `${script}: ${new TextDecoder().decode(stderr).slice(-3000)}`);
}

/** Few enough for the Python package, which notes a data set per predicted row. */
async function digits() {
  const [, ...lines] = parse(await Deno.readTextFile(`${repository}notebooks/data/digits.csv`));
  const pictures = lines.map((line) => ({
    x: line.slice(0, -1).map((pixel) => Number(pixel) / 16),
    y: Number(line.at(-1)),
  }));
  const train = pictures.filter((_, at) => at % 4 !== 0).slice(0, 500);
  const test = pictures.filter((_, at) => at % 4 === 0).slice(0, 100);
  const [x, x_test] = [train, test].map((part) => part.map(({ x }) => x));
  const [y, y_test] = [train, test].map((part) => part.map(({ y }) => y));
  return { x, y, x_test, y_test };
}

function values(run: Run, key: string): number[] {
  return (run.metrics[key] ?? []).map(([value]) => Number(value));
}

function steps(run: Run, key: string): number[] {
  return (run.metrics[key] ?? []).map(([, , step]) => step);
}

function last(run: Run, key: string): number {
  return values(run, key).at(-1) ?? NaN;
}

function near(actual: number, expected: number | undefined, part: number, what: string): void {
  const apart = Math.abs(actual / (expected ?? NaN) - 1);
  assert(apart <= part, `${what}: ${actual}, expected ${expected}`);
}
