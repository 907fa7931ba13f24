import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { parseArguments } from "../../lib/magics/arguments.ts";
import { seeded } from "../fixtures/seeded.ts";

/** As a plain value: what is read has no prototypes. */
function read(text: string, isText: (path: readonly string[]) => boolean = () => false) {
  const { words, fields } = parseArguments(text, isText);
  return { words, fields: JSON.parse(JSON.stringify(fields)) };
}

Deno.test.each([
  { text: "", words: [], fields: {} },
  { text: "  on ", words: ["on"], fields: {} },
  { text: "a=1 b=-2.5e3 c=.5 d=+7.", words: [], fields: { a: 1, b: -2500, c: 0.5, d: 7 } },
  { text: "a=true b=false c=True", words: [], fields: { a: true, b: false, c: "True" } },
  {
    text: "name=forest-300 zone=US-CAL-CISO",
    words: [],
    fields: { name: "forest-300", zone: "US-CAL-CISO" },
  },
  {
    text: `a="two words" b='it\\'s' c="\\u00e9\\n"`,
    words: [],
    fields: { a: "two words", b: "it's", c: "é\n" },
  },
  { text: `a='say "hi"' b='\\"'`, words: [], fields: { a: 'say "hi"', b: '"' } },
  { text: `a = 1  b= "x"`, words: [], fields: { a: 1, b: "x" } },
  { text: "budget.grams=5 budget.seconds=60", words: [], fields: { budget: { grams: 5, seconds: 60 } } },
  { text: "a=1e999 b=1e5x c=0x10 d=1_000", words: [], fields: { a: null, b: "1e5x", c: "0x10", d: "1_000" } },
  {
    text: "uri=http://h:5000/?a=b target=2%",
    words: [],
    fields: { uri: "http://h:5000/?a=b", target: "2%" },
  },
  { text: "off extra x=1", words: ["off", "extra"], fields: { x: 1 } },
  { text: `"quoted word"`, words: ["quoted word"], fields: {} },
  { text: `{"a": 1, "b": {"c": [true, null]}}`, words: [], fields: { a: 1, b: { c: [true, null] } } },
  { text: "{}", words: [], fields: {} },
  {
    text: "a=$(rm) b=process.exit(1) c=`x`",
    words: [],
    fields: { a: "$(rm)", b: "process.exit(1)", c: "`x`" },
  },
])("parseArguments() reads $text", ({ text, words, fields }) => {
  deepStrictEqual(read(text), { words, fields });
});

Deno.test.each([
  { text: "a=", message: '"a=" is no key=value' },
  { text: "=1", message: '"=1" is no key=value' },
  { text: "a=1 =2", message: '"=2" is no key=value' },
  { text: `a="open`, message: '"a=\\"open" is no key=value' },
  { text: `a="b"c`, message: 'a blank is missing behind "b"' },
  { text: "a=1 a=2", message: 'field "a" is given twice' },
  { text: "a=1 a.b=2", message: 'field "a.b" is given twice' },
  { text: "a.b=1 a=2", message: 'field "a" is given twice' },
  { text: "__proto__=1", message: 'field "__proto__" is unknown' },
  { text: "a.__proto__.b=1", message: 'field "a.__proto__.b" is unknown' },
  { text: "constructor.prototype.x=1", message: 'field "constructor.prototype.x" is unknown' },
  { text: `{"__proto__": {"a": 1}}`, message: 'field "__proto__" is unknown' },
  { text: `{"tags": {"__proto__": "a"}}`, message: 'field "__proto__" is unknown' },
  { text: `{"a": {"b": {"c": {"d": {"e": 1}}}}}`, message: 'field "e" lies too deep' },
  { text: `"\\x41"`, message: '"\\x41" is no text: escapes are those of JSON' },
])("parseArguments() refuses $text", ({ text, message }) => {
  throws(() => parseArguments(text, () => false), { name: "SyntaxError", message });
});

Deno.test("parseArguments() says that broken JSON is none", () => {
  throws(() => parseArguments(`{"a": }`, () => false), /^SyntaxError: the options are no JSON \(/);
});

Deno.test("parseArguments() leaves a field that takes a text as it is written", () => {
  const isText = ([first]: readonly string[]) => first === "runName" || first === "tags";
  deepStrictEqual(read("runName=2024 tags.fold=3 tags.ok=true n=4", isText).fields, {
    runName: "2024",
    tags: { fold: "3", ok: "true" },
    n: 4,
  });
});

Deno.test("parseArguments() reads anything or refuses it with a SyntaxError: 100,000 lines", () => {
  const random = seeded(20261125);
  const pieces = [
    "a",
    "=",
    "1",
    '"',
    "'",
    " ",
    ".",
    "{",
    "}",
    ":",
    ",",
    "__proto__",
    "constructor",
    "\\",
    "%",
    "é",
    "\t",
    "-",
    "budget.grams",
    "true",
    "\ud800",
    "[",
    "]",
    "null",
  ];
  let reads = 0;
  for (let round = 0; round < 100_000; round++) {
    let text = "";
    for (let length = random() * 12; length > 0; length--) {
      text += pieces[Math.floor(random() * pieces.length)];
    }
    try {
      const { fields } = parseArguments(text, () => random() < 0.1);
      reads++;
      strictEqual(Object.getPrototypeOf(fields), null);
    } catch (error) {
      ok(error instanceof SyntaxError, text);
      ok(error.message.length < 200, text);
    }
  }
  ok(reads > 20_000, "enough of them can be read");
  strictEqual(Reflect.get({}, "grams"), undefined);
  strictEqual(Reflect.get(Object.prototype, "1"), undefined);
});
