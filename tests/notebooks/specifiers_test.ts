import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { root } from "./read_notebooks.ts";

/** Texts that a reader copies from. */
const PLACES = ["README.md", "mod.ts", "docs", "lib", "notebooks"];

/** Range behind `jsr:@wattbook/track@`, up to a sub-path, a quote, a space or the end. */
const SPECIFIER = /jsr:@wattbook\/track@([^\s"'`\\/)\]]*)/g;

const version: string = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root))).version;

/** Whether `^1`, `^1.2`, `1.2.3` and the like contain a version; anything else does not. */
function contains(range: string, version: string): boolean {
  const found = /^(\^?)(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(range);
  if (found === null) return false;
  const [, caret, ...given] = found;
  const wanted = given.map((part) => part === undefined ? undefined : Number(part));
  const actual = version.split(".").map(Number);
  if (wanted[0] !== actual[0]) return false;
  const [minor, patch] = [wanted[1], wanted[2]];
  const [actualMinor = 0, actualPatch = 0] = actual.slice(1);
  if (caret === "") return (minor ?? actualMinor) === actualMinor && (patch ?? actualPatch) === actualPatch;
  return (minor ?? 0) < actualMinor || (minor ?? 0) === actualMinor && (patch ?? 0) <= actualPatch;
}

function* textsIn(place: string): Generator<[string, string]> {
  const url = new URL(place, root);
  const info = statOf(url);
  if (info?.isFile && /\.(md|ts|ipynb)$/.test(place)) yield [place, Deno.readTextFileSync(url)];
  if (!info?.isDirectory) return;
  for (const entry of Deno.readDirSync(url)) yield* textsIn(`${place}/${entry.name}`);
}

function statOf(url: URL): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(url);
  } catch (error) {
    // a place may not be there, everything else is a fault
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

Deno.test(`every jsr:@wattbook/track@… that a reader copies contains version ${version}`, () => {
  const seen: string[] = [], wrong: string[] = [];
  for (const [file, text] of PLACES.flatMap((place) => [...textsIn(place)])) {
    for (const [specifier, range = ""] of text.matchAll(SPECIFIER)) {
      seen.push(file);
      // Code that writes out its own version, or the major number of it, means this one.
      if (!["${VERSION}", "^${major}"].includes(range) && !contains(range, version)) {
        wrong.push(`${file}: ${specifier}`);
      }
    }
  }
  ok(seen.some((file) => file.startsWith("notebooks/")));
  deepStrictEqual(wrong, []);
});

Deno.test.each(
  [
    ["^1", true],
    ["1", true],
    ["^1.2", true],
    ["^1.2.3", true],
    ["1.2.3", true],
    ["1.2", true],
    ["^1.2.4", false],
    ["^1.3", false],
    ["1.2.2", false],
    ["^2", false],
    ["^0", false],
    ["…", false],
    ["", false],
  ] as const,
)("contains() tells whether %s holds 1.2.3: %s", (range, expected) => {
  strictEqual(contains(range, "1.2.3"), expected);
});
