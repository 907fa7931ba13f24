import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { placesOf, readyOf } from "../../lib/cli/when_words.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { notebookOf } from "../runner/notebook_of.ts";
import { runWattbook, WATTBOOK } from "./run_wattbook.ts";

const NOON = Date.UTC(2026, 10, 25, 12);

Deno.test("readyOf() reads when and where", () => {
  assert.deepEqual(readyOf({}, NOON), { when: undefined, where: undefined });
  assert.deepEqual(readyOf({ when: "greenest", before: "8h", expect: "30min", where: "greenest" }, NOON), {
    when: { untilMs: NOON + 8 * 3600e3, expectedS: 1800 },
    where: "greenest",
  });
});

Deno.test.each(
  [
    [{ when: "tonight" }, '--when is "tonight", should be "greenest"'],
    [{ where: "FR" }, '--where is "FR", should be "greenest"'],
    [{ before: "8h" }, "--before says nothing without --when greenest"],
    [{ expect: "8h" }, "--expect says nothing without --when greenest"],
    [
      { when: "greenest", expect: "long" },
      'Cannot use --expect "long": should be a number above 0 and one of ',
    ],
    [
      { when: "greenest", before: "noon" },
      'Cannot use --before "noon": should be a time (18:00), a date with',
    ],
  ] as const,
)("readyOf(%o) is refused", (words, message) => {
  assert.throws(
    () => readyOf(words, NOON),
    (error) => error instanceof Error && error.message.startsWith(message),
  );
});

Deno.test("placesOf() has a place for one server, for all, for this machine", () => {
  const url = (text: string) => text.endsWith("/") ? text : `${text}/`;
  const server = ["http://a", "http://b/"];
  const of = placesOf({ server, place: ["http://a=FR", "live:GB"] }, url);
  assert.deepEqual([of("http://a/"), of("http://b/"), of()], ["FR", "live:GB", "live:GB"]);
  assert.throws(() => placesOf({ server, place: ["http://c=FR"] }, url), /but no --server is http:\/\/c/);
  assert.throws(() => placesOf({ server, place: ["http://a"] }, url), /should be ZONE or URL=ZONE/);
  assert.throws(() => placesOf({ server, place: ["FR", "BE"] }, url), /"FR" is given too/);
});

function notebookIn(folder: string): string {
  Deno.writeTextFileSync(`${folder}/a.ipynb`, serialiseNotebook(notebookOf("1 + 1")));
  return `${folder}/a.ipynb`;
}

Deno.test("wattbook notebook --when greenest says why when it cannot choose, and runs nothing", async () => {
  using folder = tempFolder();
  const file = notebookIn(folder.path), out = `${folder.path}/out`;
  const call = (...words: string[]) =>
    runWattbook(["notebook", file, "--out", out, "--when", "greenest", ...words]);
  const japan = await call("--expect", "1h", "--place", "JP");
  assert.equal(japan.code, 1);
  assert.match(
    japan.stderr,
    /^wattbook notebook: Cannot choose the greenest time for this machine: no live service .*"JP"/,
  );
  const nowhere = await call("--expect", "1h", "--place", "Nowhere");
  assert.deepEqual(
    [nowhere.code, /--place: Unknown place "Nowhere"/.test(nowhere.stderr)],
    [2, true],
    nowhere.stderr,
  );
  assert.deepEqual(Array.from(Deno.readDirSync(out), ({ name }) => name), ["sweep.jsonl"]);
});

Deno.test("wattbook notebook --when greenest waits, and Ctrl-C leaves nothing but a sentence", async () => {
  using folder = tempFolder();
  const file = notebookIn(folder.path), out = `${folder.path}/out`;
  const [run = "", ...words] = WATTBOOK;
  const start = (grid: string) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        run,
        "--preload",
        new URL("fake_grid.ts", import.meta.url).pathname,
        ...words,
        "notebook",
        file,
        "--out",
        out,
      ]
        .concat(["--when", "greenest", "--expect", "10min", "--place", "GB"]),
      env: { NO_COLOR: "1", FAKE_GRID: grid, MLFLOW_TRACKING_URI: "" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(60_000),
    }).spawn();
  const child = start("300,300,100,300");
  let said = "", isStopped = false;
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    said += text;
    // Once more would kill it; what is said comes in pieces.
    if (isStopped || !/\bwaiting until \d/.test(said)) continue;
    isStopped = true;
    child.kill("SIGINT");
  }
  const { code } = await child.status;
  await child.stdout.cancel();
  assert.equal(code, 130, said);
  assert.match(said, /The greenest time for 10 min 0 s begins at .*: 100 g\/kWh .* saves 67 % \(/);
  assert.match(said, /stopped while it waited, nothing was run\n$/);
  assert.deepEqual(Array.from(Deno.readDirSync(out), ({ name }) => name), ["sweep.jsonl"]);

  const { code: done, stderr, stdout } = await start("100,100,300,300").output();
  const [errors, text] = [stderr, stdout].map((bytes) => new TextDecoder().decode(bytes));
  assert.equal(done, 0, errors);
  assert.match(
    errors ?? "",
    /Now is the greenest time for 10 min 0 s, of all until .*: 100 g\/kWh/,
  );
  assert.match(text ?? "", /1 of 1 notebooks done on 1 server/);
});
