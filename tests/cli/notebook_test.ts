import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { type CodeOf, notebookOf } from "../runner/notebook_of.ts";
import { assertValidNotebook } from "../runner/valid_notebook.ts";
import { runWattbook, WATTBOOK } from "./run_wattbook.ts";

const LIMIT = { timeout: 60_000 };

/** A folder with a notebook `a.ipynb` of these cells, gone afterwards. */
function folderWith(...cells: readonly CodeOf[]) {
  const path = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${path}/a.ipynb`, serialiseNotebook(notebookOf(...cells)));
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

const seconds = / \d[\d.]* m?s/g;

Deno.test("wattbook notebook runs a notebook, shows progress and leaves the file alone", LIMIT, async () => {
  using folder = folderWith(
    "console.log(1)",
    "const env = JSON.stringify(Deno.env.toObject());\nDeno.writeTextFileSync('env.json', env)",
  );
  const before = Deno.readTextFileSync(`${folder.path}/a.ipynb`);
  const { code, stdout, stderr } = await runWattbook(["notebook", "a.ipynb"], {
    cwd: folder.path,
    env: { MLFLOW_TRACKING_URI: "" },
  });
  assert.equal(
    stderr.replace(seconds, " T"),
    "[1/2] a  console.log(1)  T\n[2/2] b  const env = JSON.stringify(Deno.env.toObject());  T\n",
  );
  assert.equal(
    stdout.replace(seconds, " T"),
    "No run was tracked.\n\nExecuted notebook  executed/a.ipynb  (2 of 2 cells in T)\n",
  );
  assert.equal(code, 0);
  assert.equal(Deno.readTextFileSync(`${folder.path}/a.ipynb`), before);
  const executed = Deno.readTextFileSync(`${folder.path}/executed/a.ipynb`);
  assertValidNotebook(executed);
  assert.deepEqual(JSON.parse(executed).cells[0].outputs[0].text, ["1\n"]);
  assert.deepEqual(Array.from(Deno.readDirSync(`${folder.path}/executed`), ({ name }) => name), ["a.ipynb"]);
  const env = JSON.parse(Deno.readTextFileSync(`${folder.path}/env.json`));
  const real = Deno.realPathSync(folder.path);
  assert.equal(env.MLFLOW_TRACKING_URI, `sqlite:///${real}/executed/mlflow.db`);
  assert.equal(env.WATTBOOK_JOURNAL, `${real}/executed/.wattbook`);
  assert.equal(env.WATTBOOK_SOURCE, `${real}/a.ipynb`);
});

Deno.test("wattbook notebook keeps the user's tracking server", LIMIT, async () => {
  using folder = folderWith("Deno.env.get('MLFLOW_TRACKING_URI')");
  const env = { MLFLOW_TRACKING_URI: "http://me:secret@127.0.0.1:9" };
  const { code, stdout } = await runWattbook(["notebook", "a.ipynb", "--json"], { cwd: folder.path, env });
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).notebooks[0].tracking_uri, "http://***@127.0.0.1:9");
  const { cells } = JSON.parse(Deno.readTextFileSync(`${folder.path}/executed/a.ipynb`));
  assert.deepEqual(cells[0].outputs[0].data["text/plain"], ['"http://me:secret@127.0.0.1:9"']);
});

Deno.test("wattbook notebook tells which cell failed and goes on with the next file", LIMIT, async () => {
  using folder = folderWith("1", "function f() { throw new TypeError('bad\\nworse') }\nf()", "3");
  Deno.writeTextFileSync(`${folder.path}/b.ipynb`, serialiseNotebook(notebookOf("2")));
  const { code, stdout, stderr } = await runWattbook(
    ["notebook", "a.ipynb", "missing.ipynb", "b.ipynb", "--out", "results", "--json"],
    { cwd: folder.path },
  );
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^wattbook notebook: a\.ipynb: cell 2 of 3 \("b"\) failed: TypeError: bad\n {2}worse\n {2}at f /m,
  );
  assert.match(stderr, /^wattbook notebook: Cannot read notebook "missing\.ipynb": no such file$/m);
  const { notebooks } = JSON.parse(stdout);
  assert.deepEqual(
    notebooks.map(({ file, status }: { file: string; status: string }) => [file, status]),
    [["a.ipynb", "failed"], ["missing.ipynb", "failed"], ["b.ipynb", "ok"]],
  );
  assert.deepEqual(
    notebooks[0].cells.map(({ id, status }: { id: string; status: string }) => [id, status]),
    [["a", "ok"], ["b", "failed"], ["c", "skipped"]],
  );
  assert.equal(notebooks[0].cells[1].error.ename, "TypeError");
  assertValidNotebook(Deno.readTextFileSync(`${folder.path}/results/a.ipynb`));
  assertValidNotebook(Deno.readTextFileSync(`${folder.path}/results/b.ipynb`));
});

Deno.test("wattbook notebook ends a cell after --timeout", LIMIT, async () => {
  using folder = folderWith("await new Promise(() => {})");
  const { code, stderr } = await runWattbook(["notebook", "a.ipynb", "--timeout", "1"], { cwd: folder.path });
  assert.equal(code, 1);
  assert.match(stderr, /cell 1 of 1 \("a"\) failed: TimeoutError: The cell did not end in 1 s\n$/);
});

Deno.test.each([
  { what: "no file", words: [], status: 2, says: "no file given, should be: wattbook notebook FILE" },
  {
    what: "a bad limit",
    words: ["a.ipynb", "--timeout", "soon"],
    status: 2,
    says: '--timeout is "soon", should be a number of seconds from above 0 to 2000000',
  },
  {
    what: "its own folder",
    words: ["a.ipynb", "--out", "."],
    status: 1,
    says: 'Cannot run notebook "a.ipynb": its outputs would overwrite it, give another folder to --out',
  },
  {
    what: "Python",
    words: ["py.ipynb"],
    status: 1,
    says:
      'Cannot run notebook "py.ipynb": field "metadata.kernelspec.language" is "python", should be "typescript": only notebooks of the Deno kernel can be run',
  },
  {
    what: "an old format",
    words: ["old.ipynb"],
    status: 1,
    says:
      'Cannot read notebook "old.ipynb": field "nbformat" is 3, should be 4 (convert it: jupyter nbconvert --to notebook FILE)',
  },
  {
    what: "a folder",
    words: ["folder.ipynb"],
    status: 1,
    says: 'Cannot read notebook "folder.ipynb": it is a folder',
  },
])("wattbook notebook refuses $what on one line", async ({ words, status, says }) => {
  using folder = folderWith("1");
  const kernelspec = { name: "python3", language: "python" };
  Deno.writeTextFileSync(
    `${folder.path}/py.ipynb`,
    serialiseNotebook({ ...notebookOf("1"), metadata: { kernelspec } }),
  );
  Deno.writeTextFileSync(`${folder.path}/old.ipynb`, `{"nbformat":3,"worksheets":[]}`);
  Deno.mkdirSync(`${folder.path}/folder.ipynb`);
  const { code, stdout, stderr } = await runWattbook(["notebook", ...words], { cwd: folder.path });
  assert.equal(stderr, `wattbook notebook: ${says}\n`);
  assert.deepEqual([code, stdout], [status, ""]);
});

Deno.test("wattbook notebook does not let two notebooks write one file", async () => {
  using folder = folderWith("1");
  const { code, stderr } = await runWattbook(["notebook", "a.ipynb", "./a.ipynb"], { cwd: folder.path });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^wattbook notebook: two notebooks would be written to ".*a\.ipynb", should have another --out each\n$/,
  );
});

Deno.test(
  "wattbook notebook stops at Ctrl-C: what was executed is there, the kernel is gone",
  LIMIT,
  async () => {
    using folder = folderWith(
      "Deno.pid",
      "console.log('half'); Deno.writeTextFileSync('begun', ''); await new Promise(() => {})",
      "3",
    );
    await using watcher = disposable(Deno.watchFs(folder.path));
    const child = new Deno.Command(Deno.execPath(), {
      args: [...WATTBOOK, "notebook", "a.ipynb"],
      cwd: folder.path,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    for await (const { paths } of watcher) if (paths.some((path) => path.endsWith("begun"))) break;
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    assert.equal(code, 130);
    assert.match(
      new TextDecoder().decode(stderr),
      /^wattbook notebook: stopping, once more to kill the kernel$/m,
    );
    const text = Deno.readTextFileSync(`${folder.path}/executed/a.ipynb`);
    assertValidNotebook(text);
    const { cells } = JSON.parse(text);
    assert.deepEqual(cells.map((cell: { outputs: unknown[] }) => cell.outputs.length), [1, 1, 0]);
    assert.deepEqual(cells[1].outputs[0].text, ["half\n"]);
    const pid = Number(cells[0].outputs[0].data["text/plain"][0]);
    assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound);
  },
);

Deno.test("wattbook notebook tells of a parameter that the notebook does not declare", LIMIT, async () => {
  using folder = folderWith({ code: "let rate = 1;", tags: ["parameters"] });
  const { code, stderr } = await runWattbook(["notebook", `${folder.path}/a.ipynb`, "--param", "rat=2"]);
  assert.equal(code, 0);
  assert.match(
    stderr,
    /a\.ipynb: parameter "rat" is not in its cell tagged "parameters", .* did you mean "rate"$/m,
  );
});

/** A watcher that a `break` has closed already. */
function disposable(watcher: Deno.FsWatcher) {
  return Object.assign(watcher, { [Symbol.asyncDispose]: () => Promise.resolve() });
}
