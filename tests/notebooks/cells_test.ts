import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { codeCells, readNotebooks, root } from "./read_notebooks.ts";

const notebooks = readNotebooks();
const { lineWidth } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root))).fmt;

/** Runs this Deno with the repository's settings; answers with what it printed when it fails. */
async function deno(...words: string[]): Promise<string | undefined> {
  const [command = "", ...rest] = words;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [command, "--config", new URL("deno.json", root).pathname, ...rest],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return success ? undefined : decoder.decode(stdout) + decoder.decode(stderr);
}

/** A folder that is gone afterwards. */
function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

Deno.test("notebooks are there", () => {
  ok(notebooks.has("sklearn_style.ipynb"));
});

for (const [name, notebook] of notebooks) {
  Deno.test(`${name} is nbformat 4.5 for the stock Deno kernel, with cell ids and without outputs`, () => {
    deepStrictEqual([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
    strictEqual(notebook.metadata.kernelspec?.name, "deno");
    strictEqual(notebook.metadata.kernelspec.language, "typescript");
    const ids = notebook.cells.map((cell) => cell.id ?? "");
    for (const id of ids) match(id, /^[a-zA-Z0-9_-]{1,64}$/);
    strictEqual(new Set(ids).size, ids.length);
    for (const cell of notebook.cells) {
      if (cell.cell_type !== "code") continue;
      deepStrictEqual(
        [cell.outputs, cell.execution_count],
        [[], null],
        `cell "${cell.id}" was saved after a run`,
      );
    }
  });

  Deno.test(`${name} has cells that deno fmt leaves as they are`, async () => {
    using folder = temporaryFolder();
    const files = codeCells(notebook).map(({ id, source }) => {
      const file = `${folder.path}/${id}.ts`;
      Deno.writeTextFileSync(file, source + "\n");
      return file;
    });
    // deno fmt does not apply the settings to files outside the repository
    strictEqual(await deno("fmt", "--check", `--line-width=${lineWidth}`, ...files), undefined);
  });

  Deno.test(`${name} type-checks as one module, with packages from deno.lock only`, async () => {
    using folder = temporaryFolder();
    const file = `${folder.path}/${name.replace(".ipynb", ".ts")}`;
    // What lies beside the notebook is found beside the file.
    const beside = new URL("notebooks/pretrained", root).pathname;
    await Deno.symlink(beside, `${folder.path}/pretrained`);
    const cells = codeCells(notebook).map(({ id, source }) => `// ${id}\n${source}\n`);
    Deno.writeTextFileSync(file, cells.join("\n") + "export {};\n");
    strictEqual(await deno("check", "--frozen", file), undefined);
  });
}
