import { deepStrictEqual } from "node:assert/strict";
import { readIni } from "../../../lib/sinks/mlflow/ini_file.ts";

Deno.test("readIni() reads sections, both signs, comments and odd spacing", () => {
  const text =
    "lost = 1\n; note\n[DEFAULT]\nhost = https://a.example\r\n# token = no\nToken=da=pi:1\n[lab]\nhost:  b \n";
  const sections = Array.from(readIni(text), ([name, keys]) => [name, Object.fromEntries(keys)]);
  deepStrictEqual(sections, [
    ["DEFAULT", { host: "https://a.example", token: "da=pi:1" }],
    ["lab", { host: "b" }],
  ]);
});
