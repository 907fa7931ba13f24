import { deepStrictEqual, match, ok } from "node:assert/strict";

const root = new URL("../../", import.meta.url);

/** Every text that a reader sees on the repository's pages; `deno test --doc` runs the TypeScript in them. */
const texts = new Map(
  [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    ...Array.from(Deno.readDirSync(new URL("docs", root)), ({ name }) => `docs/${name}`),
  ]
    .filter((path) => path.endsWith(".md"))
    .map((path) => [path, Deno.readTextFileSync(new URL(path, root))]),
);

/** The fenced blocks of a text: what stands behind the fence, and the code. */
function blocksOf(text: string): { readonly info: string; readonly code: string }[] {
  return Array.from(
    text.matchAll(/^```([^\n]*)\n(.*?)^```$/gms),
    ([, info = "", code = ""]) => ({ info, code }),
  );
}

for (const [path, text] of texts) {
  Deno.test(`${path} has no block that escapes the checks`, () => {
    const known = ["ts", "sh", "text", "json", "python"];
    deepStrictEqual(blocksOf(text).filter(({ info }) => !known.includes(info)), []);
  });

  Deno.test(`${path} links to files that are there`, () => {
    const links = Array.from(text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g), ([, link = ""]) => link);
    const missing = links.filter((link) =>
      !/^[a-z]+:/.test(link) && !isThere(new URL(link, new URL(path, root)))
    );
    deepStrictEqual(missing, []);
  });

  Deno.test(`${path} names only tasks that are there`, () => {
    const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
    const named = Array.from(text.matchAll(/deno task ([\w:-]+)/g), ([, task = ""]) => task);
    deepStrictEqual(named.filter((task) => !(task in tasks)), []);
  });
}

Deno.test("README.md begins with a TypeScript block that imports the package from JSR and asks for no server", () => {
  const first = blocksOf(texts.get("README.md") ?? "").find(({ info }) => info === "ts");
  ok(first, "there is one");
  match(first.code, /from "jsr:@wattbook\/track@\^1"/);
  ok(!/trackingUri: "http/.test(first.code), first.code);
});

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url) !== undefined;
  } catch (error) {
    // Not there is the answer; anything else is a fault of the test.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
