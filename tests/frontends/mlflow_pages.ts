/**
 * `deno task mlflow-pages`: takes the pictures of `docs/mlflow.md`: the example notebook is run, and MLflow's own
 * pages are opened on the store that it left. Needs Python, PyPI and Chromium.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "../fixtures/repository_folder.ts";
import { mlflowPython } from "../peers/mlflow_python.ts";
import { mlflowServer } from "../peers/mlflow_server.ts";
import { openChromium, type Page } from "./chromium.ts";

const root = new URL("../../", import.meta.url).pathname;
const WIDTH = 1360;

/** A page, a text that is there once it is drawn, and how much of it is shown. */
interface Shot {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly height: number;
}

function shotsOf(experiment: string, run: string): readonly Shot[] {
  const page = `/#/experiments/${experiment}/runs`;
  return [
    { name: "mlflow_charts.png", path: `${page}?compareRunsMode=CHART`, text: "emissions", height: 900 },
    { name: "mlflow_run.png", path: `${page}/${run}`, text: "CO2e", height: 1000 },
    { name: "mlflow_system.png", path: `${page}/${run}/system-metrics`, text: "power_watts", height: 520 },
    {
      name: "mlflow_report.png",
      path: `${page}/${run}/artifacts/wattbook/report.html`,
      text: "report.html",
      height: 900,
    },
  ];
}

/** The experiment that the notebook made, and its run that took longest: one with a power curve. */
function ids(store: string): { experiment: string; run: string } {
  using database = new DatabaseSync(store, { readOnly: true });
  const row = database.prepare(
    "SELECT experiment_id, run_uuid FROM runs ORDER BY end_time - start_time DESC LIMIT 1",
  ).get();
  if (row === undefined) throw new Error(`Cannot take pictures: no run in "${store}"`);
  return { experiment: String(row["experiment_id"]), run: String(row["run_uuid"]) };
}

async function runNotebook(folder: string): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--frozen",
      "lib/cli.ts",
      "notebook",
      "notebooks/sklearn_style.ipynb",
      "--out",
      folder,
    ],
    cwd: root,
    env: { WATTBOOK_PLACE: "BE" },
  }).output();
  if (!success) throw new Error("Cannot take pictures: the notebook failed");
}

async function shows(page: Page, text: string): Promise<void> {
  const has = `document.body?.innerText.includes(${JSON.stringify(text)}) === true`;
  for (const end = performance.now() + 60_000; await page.evaluate(has) !== true;) {
    if (performance.now() > end) throw new Error(`Cannot take pictures: MLflow never showed "${text}"`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // Charts are drawn after their titles, and nothing in the page says when.
  await new Promise((resolve) => setTimeout(resolve, 3000));
}

/** Presses what has this text, where it is there. */
async function click(page: Page, text: string): Promise<void> {
  const found = `({ innerText }) => innerText?.trim() === ${JSON.stringify(text)}`;
  await page.evaluate(`[...document.querySelectorAll("*")].filter(${found}).at(-1)?.click()`);
}

const images = new URL("../../docs/images/", import.meta.url);
using folder = temporaryFolder("pages-");
await runNotebook(folder.path);
await using server = await mlflowServer(await mlflowPython(), folder.path);
await using page = await openChromium(WIDTH);
const { experiment, run } = ids(`${folder.path}/mlflow.db`);
// The pages open beside an assistant, and as for language models.
await page.open(server.url);
await shows(page, "MLflow Assistant");
await page.evaluate(
  `for (const button of document.querySelectorAll("button[aria-label=Close]")) button.click()`,
);
await click(page, "Model training");
for (const { name, path, text, height } of shotsOf(experiment, run)) {
  await page.open("about:blank");
  await page.open(`${server.url}${path}`);
  await shows(page, text);
  await click(page, "Show more");
  // Where it is kept is of this machine.
  await page.evaluate(
    `[...document.querySelectorAll("*")].filter(({ textContent }) => textContent.startsWith("Path: ")).at(-1)?.remove()`,
  );
  Deno.writeFileSync(new URL(name, images), await page.picture({ x: 0, y: 0, width: WIDTH, height }));
  console.log(`docs/images/${name}`);
}
