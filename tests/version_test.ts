import { ok, strictEqual } from "node:assert/strict";
import { VERSION } from "../lib/record/build.ts";

const read = (path: string) => Deno.readTextFileSync(new URL(path, import.meta.url));
const { version, imports } = JSON.parse(read("../deno.json"));

Deno.test("VERSION is the version in deno.json", () => {
  strictEqual(VERSION, version);
});

Deno.test("CHANGELOG.md begins with the version in deno.json", () => {
  strictEqual(/^## (\S+)/m.exec(read("../CHANGELOG.md"))?.[1], version);
});

Deno.test("the stand-in for @std/csv lies within the range that is imported", () => {
  const [, major, minor, patch] =
    /^jsr:@std\/csv@\^(\d+)\.(\d+)\.(\d+)$/.exec(imports["@std/csv"])?.map(Number) ?? [];
  const [standMajor, standMinor = 0, standPatch = 0] = JSON.parse(read("std_csv/deno.json")).version.split(
    ".",
  ).map(Number);
  ok(
    major !== undefined && minor !== undefined && patch !== undefined,
    "the range is a caret and three numbers",
  );
  strictEqual(standMajor, major);
  ok(
    standMinor > minor || (standMinor === minor && standPatch >= patch),
    `${standMinor}.${standPatch} is below the range`,
  );
});
