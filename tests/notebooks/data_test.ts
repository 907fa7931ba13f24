import { parse } from "@std/csv/parse";
import { ok, strictEqual } from "node:assert/strict";
import { root } from "./read_notebooks.ts";

const folder = new URL("notebooks/data/", root);
const readme = Deno.readTextFileSync(new URL("README.md", folder));

// Rows, columns and classes as the UCI repository gives them.
Deno.test.each([
  { file: "digits.csv", rows: 1797, columns: 65, classes: { "0": 178, "1": 182, "9": 180 } },
  { file: "breast_cancer.csv", rows: 569, columns: 31, classes: { "0": 212, "1": 357 } },
])("$file holds the published numbers of rows, columns and classes", ({ file, rows, columns, classes }) => {
  const [header = [], ...lines] = parse(Deno.readTextFileSync(new URL(file, folder)));
  strictEqual(header.at(-1), "target");
  strictEqual(lines.length, rows);
  for (const line of lines) {
    strictEqual(line.length, columns);
    ok(line.every((cell) => cell !== "" && Number.isFinite(Number(cell))));
  }
  for (const [label, count] of Object.entries(classes)) {
    strictEqual(lines.filter((line) => Number(line.at(-1)) === Number(label)).length, count);
  }
});

Deno.test.each(["digits.csv", "breast_cancer.csv"])(
  "%s is the file that the README vouches for",
  async (file) => {
    const hash = await crypto.subtle.digest("SHA-256", Deno.readFileSync(new URL(file, folder)));
    ok(readme.includes(`${new Uint8Array(hash).toHex()}  ${file}`));
  },
);
