import { strictEqual, throws } from "node:assert/strict";
import { type DataItem, stringify, type StringifyOptions } from "./stringify.ts";

Deno.test.each(
  [
    ["nothing for no rows", [], {}, ""],
    ["arrays without a first line", [["a", 1], ["b", 2.5]], {}, "a,1\r\nb,2.5\r\n"],
    ["the first line for no rows", [], { columns: ["a", "b"] }, "a,b\r\n"],
    [
      "objects in the order of the columns",
      [{ a: 1, b: 2, c: 3 }],
      { columns: ["c", "a"] },
      "c,a\r\n3,1\r\n",
    ],
    ["no first line when not wanted", [{ a: 1 }], { columns: ["a"], headers: false }, "1\r\n"],
    ["cells of arrays by number", [["x", "y"]], { columns: [1], headers: false }, "y\r\n"],
    ["null, undefined and a missing key as empty cells", [{ a: null, b: undefined }], {
      columns: ["a", "b", "c"],
      headers: false,
    }, ",,\r\n"],
    ["quotes doubled", [['say "hi"']], {}, '"say ""hi"""\r\n'],
    ["separators and line feeds quoted", [["a,b", "c\nd", "e\r\nf"]], {}, '"a,b","c\nd","e\r\nf"\r\n'],
    ["a comma bare beside another separator", [["a,b", "c;d"]], { separator: ";" }, 'a,b;"c;d"\r\n'],
    ["a lone CR bare, as the real package does", [["a\rb"]], {}, "a\rb\r\n"],
    ["spaces kept", [[" a ", ""]], {}, " a ,\r\n"],
    ["names of columns quoted", [], { columns: ["a,b", '"'] }, '"a,b",""""\r\n'],
    [
      "objects and dates as quoted JSON",
      [[{ a: 1 }, new Date(0)]],
      {},
      '"{""a"":1}","""1970-01-01T00:00:00.000Z"""\r\n',
    ],
    ["numbers in their shortest form", [[0.1, 1e21, 1e-7, -0, NaN]], {}, "0.1,1e+21,1e-7,0,NaN\r\n"],
    ["formulas as they are", [["=1+1"]], {}, "=1+1\r\n"],
    ["a byte order mark when wanted", [["é"]], { bom: true }, "\ufeffé\r\n"],
  ] as [string, DataItem[], StringifyOptions, string][],
)("stringify() writes %s", (_what, rows, options, text) => {
  strictEqual(stringify(rows, options), text);
});

Deno.test("stringify() refuses objects without columns, columns of arrays by name, and a separator that is a quote", () => {
  throws(() => stringify([{ a: 1 }]), TypeError);
  throws(() => stringify([["x"]], { columns: ["a"] }), TypeError);
  throws(() => stringify([["x"]], { separator: '"' }), TypeError);
  throws(() => stringify([["x"]], { separator: "\r\n" }), TypeError);
});
