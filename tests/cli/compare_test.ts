import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { benchmark, compare, track } from "jsr:@wattbook/track@^1";
import { beginJournal } from "../../lib/sinks/journal.ts";
import { journalRun } from "../fixtures/journal_runs.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { fullRecord } from "../sinks/full_record.ts";
import { runWattbook } from "./run_wattbook.ts";

const TEST = { x: [[1], [2], [3], [4]], y: [1, 0, 1, 1] };

/** A model that says 1 for the first `right` rows of the test and nonsense after. */
const model = (right: number) => ({ predict: () => TEST.y.map((label, row) => row < right ? label : 7) });

function work(count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.sqrt(i);
  return sum;
}

/** A store with an experiment of three tries, and one of a benchmark. */
async function store(folder: string): Promise<string> {
  const trackingUri = `sqlite:///${folder}/mlflow.db`;
  const info = { trackingUri, experimentName: "digits", place: "BE", display: "none" } as const;
  for (const [runName, right] of [["a", 2], ["b", 4], ["c", 3]] as const) {
    const tracker = await track({ ...info, runName });
    work(1e7);
    await tracker.accuracy(model(right), TEST);
    await tracker.stop();
  }
  await benchmark({ ...info, experimentName: "sums" }, [
    { name: "small", train: () => (work(6e7), model(4)) },
    { name: "large", train: () => (work(24e7), model(4)) },
  ], { leastRounds: 3, mostRounds: 3, coolDownS: 0, test: TEST });
  return trackingUri;
}

Deno.test("wattbook compare reads a journal where there is no store", async () => {
  using folder = tempFolder();
  journalOf(folder.path);
  const { code, stdout } = await runWattbook(["compare", "--from", folder.path]);
  strictEqual(code, 0);
  match(stdout, /\nforest +90\.0 %/);
  const other = await runWattbook(["compare", "--from", folder.path, "--experiment", "nothing at all"]);
  deepStrictEqual([other.code, other.stdout], [1, ""]);
  match(other.stderr, /no experiment "nothing at all" in ".*", there is "digits"/);
});

/** A journal with one run that ended. */
function journalOf(root: string): void {
  const run = { runId: "a".repeat(32), runName: "forest", startMs: Date.UTC(2026, 10, 25) };
  const journal = beginJournal(`${root}/.wattbook`, root, journalRun(run));
  journal.end(fullRecord({ ...run, experimentName: "digits", metrics: [] }));
  journal.metrics([{ key: "accuracy_on_test_data", value: 0.9, timestamp: 1, step: 0 }]);
  journal.close();
}

Deno.test("wattbook compare draws an experiment of a store, and tests the repeats of a benchmark", async (t) => {
  using folder = tempFolder();
  const uri = await store(folder.path);

  await t.step("as a table", async () => {
    const { code, stdout } = await runWattbook(["compare", "--experiment", "digits", "--from", folder.path]);
    strictEqual(code, 0);
    match(stdout, /^Model +Accuracy +Parameters/);
    match(stdout, /\nb +100\.0 %/);
    match(stdout, /\na +50\.0 %/);
  });
  await t.step("as JSON, from the tracking URI of the environment", async () => {
    const { code, stdout } = await runWattbook(["compare", "--experiment", "sums", "--json"], {
      env: { MLFLOW_TRACKING_URI: uri },
    });
    strictEqual(code, 0);
    const { experiment, models, differences } = JSON.parse(stdout);
    deepStrictEqual([experiment, models.length], ["sums", 2]);
    const large = models.find(({ name }: { name: string }) => name === "large");
    deepStrictEqual([large.repeats_j.length, large.accuracy, large.f1], [3, 1, 1]);
    ok(large.emissions_g.low < large.emissions_g.value && large.emissions_g.value < large.emissions_g.high);
    ok(differences.length === 1 && /large/.test(differences[0]), differences.join());
  });
  await t.step("as a page with the search's waste", async () => {
    const out = `${folder.path}/page.html`;
    const { code, stderr } = await runWattbook(
      ["compare", "--experiment", "digits", "--from", folder.path, "--out", out],
    );
    strictEqual(code, 0, stderr);
    const html = Deno.readTextFileSync(out);
    match(html, /<title>digits<\/title>/);
    match(html, /alt="What the kept model cost against all tries, digits"/);
  });
  await t.step("and so does compare() in a program", async () => {
    const { models } = await compare("sums", { from: uri });
    deepStrictEqual(models.map(({ name, repeatsJ }) => [name, repeatsJ?.length]), [["small", 3], [
      "large",
      3,
    ]]);
  });
  const errors = [
    {
      words: ["--from", folder.path],
      status: 1,
      message: /it has several experiments \("digits", "sums"\), name one/,
    },
    { words: ["--from", folder.path, "--experiment", "digit"], status: 1, message: /did you mean "digits"/ },
    {
      words: ["--from", `${folder.path}/no`],
      status: 1,
      message: /Cannot read runs from ".*no": it does not exist/,
    },
    { words: ["--out", "page.pdf"], status: 2, message: /--out is "page.pdf", should end in ".html"/ },
    { words: ["digits"], status: 2, message: /unexpected word "digits"/ },
    { words: ["--experiment", ""], status: 2, message: /--experiment is "", should be the name/ },
    { words: ["--fleet", "digits", "sums"], status: 2, message: /unexpected word "sums"/ },
    { words: ["--fleet", "digits", "--experiment", "sums"], status: 2, message: /unexpected word "digits"/ },
    { words: ["--nonsense"], status: 2, message: /Unknown option '--nonsense'/ },
  ];
  for (const { words, status, message } of errors) {
    await t.step(`refuses ${words.join(" ").replace(folder.path, "DIR")}`, async () => {
      const { code, stderr, stdout } = await runWattbook(["compare", ...words]);
      deepStrictEqual([code, stdout], [status, ""]);
      match(stderr, message);
      strictEqual(stderr.trimEnd().split("\n").length, 1);
    });
  }
});
