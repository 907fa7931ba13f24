import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";
import { runProgram } from "../fixtures/run_program.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

const INFO = `{ runName: "run", place: "BE", display: "none", trackingUri: "sqlite:///mlflow.db" }`;

/** What a store says of the data of its runs. */
const DATASETS =
  `SELECT runs.name AS run, datasets.name, digest, dataset_source_type AS source, input_tags.value AS context
  FROM inputs JOIN datasets ON dataset_uuid = source_id JOIN runs ON run_uuid = destination_id
    JOIN input_tags USING (input_uuid) ORDER BY datasets.name`;

Deno.test("tracker.logDataset() notes data with the run, also after its end, and the same data once", async () => {
  using folder = tempFolder();
  const noted = await runProgram(
    folder.path,
    `const tracker = await track(${INFO});
    const train = { a: [1, 2.5], b: ["x", "NaN"] };
    await tracker.logDataset("wine", train);
    const { digest } = await tracker.logDataset("wine", train);
    await tracker.stop();
    await tracker.logDataset("later", { x: [[1, 2]], y: ["red"] }, { context: "eval", source: "wine.csv" });
    await tracker[Symbol.asyncDispose]();
    console.log(JSON.stringify(digest));`,
  );
  strictEqual(noted, "71e5cd92");
  using database = new DatabaseSync(`${folder.path}/mlflow.db`, { readOnly: true });
  const rows = database.prepare(DATASETS).all().map((row) => ({ ...row }));
  match(String(rows[0]?.["digest"]), /^[0-9a-f]{8}$/);
  deepStrictEqual(rows.map(({ digest: _, ...row }) => row), [
    { run: "run", name: "later", source: "local", context: "eval" },
    { run: "run", name: "wine", source: "code", context: "training" },
  ]);
  const [journal] = readJournals(`${folder.path}/.wattbook`);
  if (journal === undefined || journal instanceof JournalError) throw journal ?? new Error("no journal");
  deepStrictEqual(journal.datasets.map(({ name }) => name), ["wine", "wine", "later"]);
  deepStrictEqual([...journal.delivered.values()].map(({ lines }) => lines), [journal.lines]);
});

Deno.test("tracker.logDataset() refuses what is no data and no name, and the run goes on", async () => {
  using folder = tempFolder();
  const answers = await runProgram(
    folder.path,
    `const tracker = await track(${INFO});
    const refused = async (...words) => tracker.logDataset(...words).then(() => "taken", ({ name, message }) => name + ": " + message);
    const answers = [await refused("", [[1]]), await refused("d", []), await refused("d", 7), await refused("d", { x: [[1]], y: [] })];
    const { status } = await tracker.stop();
    console.log(JSON.stringify([...answers, status]));`,
  );
  deepStrictEqual(answers, [
    'TypeError: Cannot log the dataset: field "name" is "", should be a name',
    "RangeError: Cannot read the inputs: there is no row, expected at least one",
    "TypeError: Cannot read the inputs: they are a value of type number, expected rows or columns by name",
    'RangeError: Cannot describe dataset "d": x has 1 rows and y has 0 answers, expected as many',
    "FINISHED",
  ]);
});
