import { temporaryFolder } from "../fixtures/repository_folder.ts";
import { openLab } from "./jupyterlab.ts";

const CELLS = [
  `import { track } from "jsr:@wattbook/track@^1";
const train = (ms: number) => { for (const end = Date.now() + ms; Date.now() < end;); };`,
  `using tracker = await track({ experimentName: "demo", runName: "busy", display: "line" });
train(1500);`,
  `{
  using tracker = await track({ experimentName: "demo", runName: "fails", display: "line" });
  train(700);
  throw new RangeError("learning rate 0 is not positive");
}`,
  `import "jsr:@wattbook/track@^1/magics";`,
  `//%%measure runName=by-magic display=line
train(900);`,
  `//%ledger`,
];

/** Pictures, by name, and their cells. */
const PICTURES = [["notebook_lines.png", 1, 2], ["notebook_magics.png", 4, 5]] as const;

/** Pictures of README, their cells of `notebooks/sklearn_style.ipynb`, and pixels: of a comparison the first chart. */
const README_PICTURES = [["card.png", "train-forest", 2000], ["compare.png", "compare-digits", 655]] as const;

/**
 * Takes the pictures of README and of `docs/notebooks.md` in JupyterLab.
 *
 * @param images Where they go.
 */
export async function takePictures(images: URL): Promise<void> {
  await takeReadmePictures(images);
  using folder = temporaryFolder("pictures-");
  const notebook = {
    cells: CELLS.map((source, n) => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${n}`,
      metadata: { tags: [] },
      outputs: [],
      source,
    })),
    metadata: { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  Deno.writeTextFileSync(`${folder.path}/demo.ipynb`, JSON.stringify(notebook));
  await using lab = await openLab(folder.path, Deno.execPath());
  await lab.open("demo.ipynb");
  await lab.runAll();
  for (const [name, first, last] of PICTURES) {
    Deno.writeFileSync(new URL(name, images), await lab.picture(first, last));
  }
}

async function takeReadmePictures(images: URL): Promise<void> {
  const notebooks = new URL("../../notebooks/", import.meta.url);
  using folder = temporaryFolder("pictures-");
  const text = Deno.readTextFileSync(new URL("sklearn_style.ipynb", notebooks));
  Deno.writeTextFileSync(`${folder.path}/sklearn_style.ipynb`, text);
  Deno.symlinkSync(new URL("data", notebooks), `${folder.path}/data`);
  const ids = (JSON.parse(text) as { cells: { id: string }[] }).cells.map(({ id }) => id);
  await using lab = await openLab(folder.path, Deno.execPath());
  await lab.open("sklearn_style.ipynb");
  await lab.runAll();
  for (const [name, id, most] of README_PICTURES) {
    Deno.writeFileSync(new URL(name, images), await lab.picture(ids.indexOf(id), ids.indexOf(id), most));
  }
}
