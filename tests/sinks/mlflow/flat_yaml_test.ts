import { deepStrictEqual } from "node:assert/strict";
import { readFlatYaml, writeFlatYaml } from "../../../lib/sinks/mlflow/flat_yaml.ts";

/** What PyYAML 6 prints for {"name": text}, and the text. */
Deno.test.each([
  ["name: digits\n", "digits"],
  ["name: '0'\n", "0"],
  ["name: 'it''s: a # \"test\"'\n", `it's: a # "test"`],
  ['name: "\\u2028 tab\\t \\x07 \\U0001F30D \\\\"\n', "\u2028 tab\t \x07 🌍 \\"],
  ["name: a b\n  c d\n", "a b c d"],
  ["name: 'a\n\n  b\n\n\n  c'\n", "a\nb\n\nc"],
  ['name: "a\\\n  \\ b\\\n  c"\n', "a bc"],
  ["name: ''\n", ""],
  ["name: http://x:5000/y\n", "http://x:5000/y"],
])("readFlatYaml(%j) reads the name %j", (text, name) => {
  deepStrictEqual([...readFlatYaml(text)], [["name", name]]);
});

Deno.test("readFlatYaml() leaves nulls and empty lists out, and reads a map inside", () => {
  const text =
    "digest: abcd\ndeleted_time: null\ntags: []\nprofile:\ntags:\n  mlflow.data.context: eval\n  'a:': b\nend: 1\n";
  deepStrictEqual(Object.fromEntries(readFlatYaml(text)), {
    digest: "abcd",
    "tags/mlflow.data.context": "eval",
    "tags/a:": "b",
    end: "1",
  });
});

Deno.test("writeFlatYaml() is read back, whatever the texts hold", () => {
  const name = `"a": 'b' # \\ \n\t\x7f\u0085\u2028\ufeff 🌍 é {x} [y] & * ! % @`;
  const text = writeFlatYaml({ name, empty: "", none: null, number: 3, tags: { "a b:": name } });
  deepStrictEqual(Object.fromEntries(readFlatYaml(text)), {
    name,
    empty: "",
    number: "3",
    "tags/a b:": name,
  });
});
