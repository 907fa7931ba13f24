import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { notebookOf } from "../runner/notebook_of.ts";
import { runWattbook } from "./run_wattbook.ts";

const LIMIT = { timeout: 60_000 };
const root = new URL("../../", import.meta.url);
const track = (name: string) =>
  `using ${name} = await track({ experimentName: "toy", runName: "${name}", place: "BE" });`;

Deno.test(
  "wattbook notebook prints what was tracked, and writes report and store; earlier runs are in neither sum",
  LIMIT,
  async () => {
    // Inside the repository, where a cell's import finds this working tree.
    const folder = Deno.makeTempDirSync({ dir: root.pathname, prefix: ".tracked-" });
    try {
      const notebook = notebookOf(
        'import { track } from "jsr:@wattbook/track@^1";',
        `${track("first")}\nfor (let i = 0; i < 1e7; i++);`,
        `${track("second")}\nfor (let i = 0; i < 1e7; i++);`,
        "first.log({ accuracy_on_test_data: 0.75 }); second.log({ accuracy_on_test_data: 0.5 });",
      );
      Deno.writeTextFileSync(`${folder}/a.ipynb`, serialiseNotebook(notebook));
      const run = () =>
        runWattbook(["notebook", "a.ipynb", "--out", "out"], {
          cwd: folder,
          env: { MLFLOW_TRACKING_URI: "" },
        });
      await run();
      const { code, stdout, stderr } = await run();
      assert.equal(code, 0, stderr);
      // Once among the runs, once among the models.
      assert.equal(stdout.match(/^ {2}first /gm)?.length, 2);
      assert.equal(stdout.match(/^ {2}second /gm)?.length, 2);
      assert.match(stdout, /^Models of "toy"$/m);
      assert.match(stdout, /^ {2}first +75\.0 % /m);
      assert.ok(stdout.endsWith(
        `MLflow             mlflow ui --backend-store-uri sqlite:///${folder}/out/mlflow.db\n` +
          "Report             out/report.html\n",
      ));
      assert.ok(Deno.statSync(`${folder}/out/mlflow.db`).isFile);
      const report = Deno.readTextFileSync(`${folder}/out/report.html`);
      assert.match(report, /<h1>a\.ipynb<\/h1>/);
      assert.match(report, /2 runs in /);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
);
