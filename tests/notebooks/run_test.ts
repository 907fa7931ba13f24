import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { realHost } from "../../lib/host.ts";
import { runFile } from "../../lib/runner/run_file.ts";
import type { NotebookRun } from "../../lib/runner/run_notebook.ts";
import { mlflowPython } from "../peers/mlflow_python.ts";
import { peerTest } from "../peers/peer.ts";
import { trainingPython } from "../peers/training_python.ts";
import { root } from "./read_notebooks.ts";

/** What a notebook showed and stored. */
interface Executed {
  /** What a cell printed, and the plain text of what it displayed. */
  text(id: string): string;
  /** Displays with a chart in a cell. */
  charts(id: string): number;
  /** One line per run: experiment, name, status, how many of the four judging metrics it has. */
  readonly runs: readonly string[];
  /** A parameter of a run. */
  param(run: string, key: string): string | undefined;
  /** How many steps of a metric a run has. */
  steps(run: string, key: string): number;
}

/** Runs a notebook in the real kernel, every cell, with its store in a folder that is gone afterwards. */
async function execute(name: string, check: (executed: Executed) => void): Promise<void> {
  const out = Deno.makeTempDirSync();
  try {
    const file = new URL(`notebooks/${name}`, root).pathname;
    const run = await runFile(file, realHost({ environment: {} }), { out, timeoutMs: 240_000 });
    deepStrictEqual(run.cells.filter(({ status }) => status !== "ok"), []);
    if (!hasRuns(out)) return check({ ...shown(run), ...NOTHING });
    using database = new DatabaseSync(`${out}/mlflow.db`, { readOnly: true });
    check({ ...shown(run), ...stored(database) });
    // One file that can be copied, whatever the kernel left open.
    strictEqual(Deno.statSync(`${out}/mlflow.db-wal`).size, 0);
  } finally {
    Deno.removeSync(out, { recursive: true });
  }
}

/** What a notebook stores that tracks nothing. */
const NOTHING: Pick<Executed, "runs" | "param" | "steps"> = {
  runs: [],
  param: () => undefined,
  steps: () => 0,
};

function hasRuns(out: string): boolean {
  return Array.from(Deno.readDirSync(out)).some(({ name }) => name === "mlflow.db");
}

function shown(run: NotebookRun): Pick<Executed, "text" | "charts"> {
  const outputs = (id: string) => run.cells.find((cell) => cell.id === id)?.outputs ?? [];
  return {
    text: (id) =>
      outputs(id).flatMap((output) =>
        output.output_type === "stream"
          ? [output.text]
          : output.output_type === "display_data"
          ? [String(output.data["text/plain"])]
          : []
      ).join("\n"),
    charts: (id) =>
      outputs(id).filter((output) =>
        output.output_type === "display_data" && "application/vnd.plotly.v1+json" in output.data
      ).length,
  };
}

function stored(database: DatabaseSync): Pick<Executed, "runs" | "param" | "steps"> {
  const runs = database.prepare(
    `SELECT e.name || '/' || r.name AS run, r.status, (SELECT count(*) FROM latest_metrics m
       WHERE m.run_uuid = r.run_uuid AND m.key IN ('accuracy_on_test_data', 'accuracy_per_emission',
         'emissions_per_10_inferences', 'emissions_per_10_predictions')) AS judged
     FROM runs r JOIN experiments e USING (experiment_id) ORDER BY r.start_time`,
  ).all();
  const param = database.prepare(
    "SELECT p.value FROM params p JOIN runs r USING (run_uuid) WHERE r.name = ? AND p.key = ?",
  );
  const steps = database.prepare(
    "SELECT count(DISTINCT m.step) AS n FROM metrics m JOIN runs r USING (run_uuid) WHERE r.name = ? AND m.key = ?",
  );
  return {
    runs: runs.map(({ run, status, judged }) => `${run} ${status} ${judged}`),
    param: (run, key) => {
      const value = param.get(run, key)?.["value"];
      return typeof value === "string" ? value : undefined;
    },
    steps: (run, key) => Number(steps.get(run, key)?.["n"]),
  };
}

/** The accuracies in per cent that a text tells of. */
function percents(text: string): number[] {
  return Array.from(text.matchAll(/(\d+(?:\.\d+)?) %/g), ([, number]) => Number(number));
}

Deno.test("getting_started.ipynb runs in the real kernel: three runs, longer training is better and dearer", async () => {
  await execute("getting_started.ipynb", ({ text, charts, runs, param, steps }) => {
    strictEqual(text("model").trim(), "1347 pictures to train, 450 to test");
    ok(text("first-run").includes("first try · getting started"), text("first-run"));
    ok(text("train-long").includes("Belgium"), text("train-long"));
    // the weights begin at 0: everybody gets these accuracies
    const [short = 0, long = 0] = percents(text("judge-both"));
    ok(short > 90 && long > short + 1, text("judge-both"));
    strictEqual(charts("compare"), 2);
    const [, times] = /for (\d+\.\d) times the emissions/.exec(text("price-of-more")) ?? [];
    ok(Number(times) > 3, text("price-of-more"));
    deepStrictEqual(runs, [
      "getting started/first try FINISHED 0",
      "when to stop/20 steps FINISHED 4",
      "when to stop/200 steps FINISHED 4",
    ]);
    strictEqual(param("200 steps", "steps"), "200");
    strictEqual(steps("200 steps", "energy/so_far_j"), 10);
  });
});

Deno.test("keras_style.ipynb runs in the real kernel: epochs with energy, convolutions win, wasm beats cpu", async () => {
  await execute("keras_style.ipynb", ({ text, charts, runs, param, steps }) => {
    match(text("imports"), /engine: wasm, gradients added: Conv2DBackpropFilter/);
    strictEqual(text("read-data").trim(), "10000 pictures to train, 2000 to test");
    strictEqual(percents(text("epoch-prices")).length, 3);
    match(text("epoch-prices"), /epoch 1: [\d.]+ J/);
    const [cnn = 0, dense = 0] = percents(text("compare-nets").split("\n").at(-2) ?? "");
    ok(cnn > 93 && dense > 85 && cnn > dense, text("compare-nets"));
    ok(text("compare-nets").includes("5,258") && text("compare-nets").includes("25,450"));
    strictEqual(charts("compare-nets"), 2);
    const [, ratio] = /takes (\d+) times the energy/.exec(text("engine-ratio")) ?? [];
    ok(Number(ratio) > 5, text("engine-ratio"));
    deepStrictEqual(runs, [
      "mnist/cnn-8-16 FINISHED 4",
      "mnist/dense-32 FINISHED 4",
      "engines/wasm FINISHED 0",
      "engines/cpu FINISHED 0",
    ]);
    strictEqual(param("cnn-8-16", "optimizer"), "adam");
    for (const key of ["loss", "energy/so_far_j", "carbon/so_far_mg"]) strictEqual(steps("cnn-8-16", key), 3);
  });
});

Deno.test("pytorch_style.ipynb runs in the real kernel: two libraries, the same losses, the same accuracy", async () => {
  await execute("pytorch_style.ipynb", ({ text, charts, runs, steps }) => {
    strictEqual(text("read-data").trim(), "21 batches of 64 to train, 450 pictures to test");
    const losses = text("same-losses").trim().split("\n").map((line) =>
      (line.match(/\d\.\d+/g) ?? []).map(Number)
    );
    const [torch = [], jax = []] = losses;
    deepStrictEqual([torch.length, jax.length], [10, 10]);
    torch.forEach((loss, epoch) => ok(Math.abs(loss - (jax[epoch] ?? NaN)) < 0.005, text("same-losses")));
    const [first = 0, second = 0] = percents(text("compare-libraries").split("\n").at(-3) ?? "");
    ok(first > 93 && Math.abs(first - second) < 0.5, text("compare-libraries"));
    strictEqual(charts("compare-libraries"), 2);
    match(text("compare-libraries"), /js-pytorch takes [\d.]+ times the energy to train/);
    deepStrictEqual(runs, ["same net/js-pytorch FINISHED 4", "same net/jax-js FINISHED 4"]);
    for (const run of ["js-pytorch", "jax-js"]) strictEqual(steps(run, "loss"), 10);
  });
});

Deno.test("benchmark.ipynb runs in the real kernel: borrowed nets see better than ours, every repeat is stored", async () => {
  await execute("benchmark.ipynb", ({ text, charts, runs, param }) => {
    strictEqual(text("read-data").split("\n")[0], "200 and 800 pictures to train, 300 to test");
    match(text("load-nets"), /MobileNetV2 +content filter +MIT +npm nsfwjs 4\.3\.0/);
    doesNotMatch(text("load-nets"), /left out/);
    for (const cell of ["bench-borrowed", "bench-own"]) {
      match(text(cell), /F1 +Precision +Recall/);
      match(text(cell), /in an order drawn by lot/);
      strictEqual(charts(cell), 2);
    }
    const [borrowed = 0, own = 0] = text("borrow-or-build").trim().split("\n").map((line) =>
      percents(line)[0] ?? 0
    );
    ok(borrowed > 55 && own > 20 && borrowed > own + 10, text("borrow-or-build"));
    strictEqual(text("classics").trim().split("\n").length, 8);
    const names = (experiment: string) =>
      runs.filter((run) => run.startsWith(`${experiment}/`) && run.includes("FINISHED"));
    strictEqual(new Set(names("borrowed nets").map((run) => run.split(" FINISHED")[0])).size, 7);
    strictEqual(new Set(names("our own nets").map((run) => run.split(" FINISHED")[0])).size, 7);
    strictEqual(names("classic nets").length, 7);
    // each was judged once, in the first round
    strictEqual(names("borrowed nets").filter((run) => run.endsWith(" 4")).length, 7);
    strictEqual(param("MobileNetV2", "licence"), "MIT");
  });
});

Deno.test("python_in_deno.ipynb without Python skips its cells and says why", async () => {
  Deno.env.set("PYTHON", "/no/python");
  await execute("python_in_deno.ipynb", ({ text, runs }) => {
    match(text("find-python"), /^sklearn is left out: no "\/no\/python"/);
    match(text("train-torch"), /^PyTorch net is skipped: no "\/no\/python"/);
    match(text("compare-python"), /nothing to compare/);
    deepStrictEqual(runs, []);
  });
});

peerTest("python_in_deno.ipynb skips what its Python has not got", async () => {
  Deno.env.set("PYTHON", (await mlflowPython()).python);
  await execute("python_in_deno.ipynb", ({ text, runs }) => {
    match(
      text("find-python"),
      /^sklearn \d.*\ntorch is left out: ".*" has no torch: Python: ModuleNotFoundError/,
    );
    match(text("train-torch"), /^PyTorch net is skipped/);
    match(text("train-keras"), /^Keras net is skipped/);
    deepStrictEqual(runs, ["python/sklearn forest FINISHED 4"]);
  });
});

peerTest("python_in_deno.ipynb measures what scikit-learn, PyTorch and Keras do", async () => {
  Deno.env.set("PYTHON", await trainingPython());
  await execute("python_in_deno.ipynb", ({ text, charts, runs, param, steps }) => {
    match(text("find-python"), /^sklearn 1\.9\.1\ntorch 2\.13\.0.*\nkeras 3\.15\.1$/m);
    const jobs = [["train-sklearn", "sklearn forest"], ["train-torch", "PyTorch net"], [
      "train-keras",
      "Keras net",
    ]];
    for (const [cell = "", run] of jobs) {
      const words = new RegExp(`${run}: ([\\d.]+) s of CPU time in Python, ([\\d.]+) s`).exec(text(cell)) ??
        [];
      ok(Number(words[1]) > 0.2 && Number(words[1]) > 2 * Number(words[2]), text(cell));
    }
    for (const name of ["sklearn forest", "PyTorch net", "Keras net"]) {
      match(text("compare-python"), new RegExp(`${name} +9[3-9]\\.\\d %`));
    }
    strictEqual(charts("compare-python"), 3);
    deepStrictEqual(runs, [
      "python/sklearn forest FINISHED 4",
      "python/PyTorch net FINISHED 4",
      "python/Keras net FINISHED 4",
    ]);
    strictEqual(param("sklearn forest", "n_estimators"), "300");
    for (const run of ["PyTorch net", "Keras net"]) {
      for (const key of ["loss", "energy/so_far_j"]) strictEqual(steps(run, key), 20);
    }
  });
});

Deno.test("sklearn_style.ipynb runs in the real kernel: five runs stored, the accuracies that it tells of", async () => {
  await execute("sklearn_style.ipynb", ({ text, runs }) => {
    // A seeded shuffle: everybody gets these.
    ok(text("read-data").includes("digits: 1348 rows to train, 449 to test"), text("read-data"));
    ok(/accuracy 9[5-8]\.\d %/.test(text("evaluate-forest")), text("evaluate-forest"));
    ok(text("train-forest").includes("forest-300"), text("train-forest"));
    for (const model of ["neighbours-5", "forest-300", "logistic-100"]) {
      ok(text("compare-digits").includes(model), text("compare-digits"));
    }
    deepStrictEqual(runs, [
      "digits/forest-300 FINISHED 4",
      "digits/logistic-100 FINISHED 4",
      "digits/neighbours-5 FINISHED 4",
      "cancer/forest-300 FINISHED 4",
      "cancer/logistic-300 FINISHED 4",
    ]);
  });
});
