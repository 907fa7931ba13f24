import { deepStrictEqual, throws } from "node:assert/strict";
import { parse, type ParseOptions } from "./parse.ts";

Deno.test.each(
  [
    ["nothing", "", {}, []],
    ["lines that end with CRLF, LF or the text", "a,b\r\nc,d\ne,f", {}, [["a", "b"], ["c", "d"], ["e", "f"]]],
    ["empty cells", ",\r\na,\r\n,b\r\n", {}, [["", ""], ["a", ""], ["", "b"]]],
    ["empty lines as nothing", "\r\na\r\n\n\r\nb\r\n\r\n", {}, [["a"], ["b"]]],
    ["an empty quoted cell as a row", '""\r\n', {}, [[""]]],
    ["quoted cells", '"a,b","say ""hi""",""""\r\n', {}, [["a,b", 'say "hi"', '"']]],
    ["line ends in quoted cells as LF", '"a\r\nb","c\nd"\r\n', {}, [["a\nb", "c\nd"]]],
    ["a lone CR inside a cell", "a\rb,c\r\n", {}, [["a\rb", "c"]]],
    ["a lone CR at the end of the text as a line end", "a,b\r", {}, [["a", "b"]]],
    ["spaces", ' a , "\n'.replace('"', "b"), {}, [[" a ", " b"]]],
    ["a text after a byte order mark", "\ufeffa\r\n", {}, [["a"]]],
    ["rows of several lengths", "a\nb,c\n", {}, [["a"], ["b", "c"]]],
    ["another separator", "a;b,c\n", { separator: ";" }, [["a", "b,c"]]],
    ["lines with # by default", "#a\nb\n", {}, [["#a"], ["b"]]],
    ["no comments where they are named", "#a\nb\n#\n b#\n", { comment: "#" }, [["b"], [" b#"]]],
    ["objects by the first line", "a,b\n1,2\n", { skipFirstRow: true }, [{ a: "1", b: "2" }]],
    ["objects by columns", "1,2\n", { columns: ["a", "b"] }, [{ a: "1", b: "2" }]],
    ["objects by columns in place of the first line", "x,y\n1,2\n", {
      skipFirstRow: true,
      columns: ["a", "b"],
    }, [
      { a: "1", b: "2" },
    ]],
  ] as [string, string, ParseOptions, unknown[]][],
)("parse() reads %s", (_what, text, options, rows) => {
  deepStrictEqual(parse(text, options), rows);
});

Deno.test.each(
  [
    ["a quote left open", 'a\n"b\nc', {}, SyntaxError, /line 2 holds a quote that is left open/],
    ["a quote inside a bare cell", 'a,b"c\n', {}, SyntaxError, /line 1 holds a quote inside a cell/],
    [
      "text after a closing quote",
      'x\n"a\nb" ,c\n',
      {},
      SyntaxError,
      /line 3 holds text after the closing quote/,
    ],
    ["too few cells", "a,b\n1\n", { skipFirstRow: true }, Error, /row 2 has 1 cells, should have 2/],
    ["too many cells", "1,2\n", { columns: ["a"] }, Error, /row 1 has 2 cells, should have 1/],
    ["no first line", "\n", { skipFirstRow: true }, TypeError, /should name the columns/],
    ["a quote as separator", "a", { separator: '"' }, Error, /separator/],
    [
      "one character for two jobs",
      "a",
      { separator: "#", comment: "#" },
      Error,
      /separator "#" and comment "#"/,
    ],
  ] as [string, string, ParseOptions, ErrorConstructor, RegExp][],
)("parse() refuses %s", (_what, text, options, kind, message) => {
  throws(() => parse(text, options), (error) => error instanceof kind && message.test(error.message));
});

Deno.test("parse() has the types of @std/csv", () => {
  const rows: string[][] = parse("a\n");
  const byFirstLine: Record<string, string>[] = parse("a\n1\n", { skipFirstRow: true });
  const byColumns: { a: string }[] = parse("1\n", { columns: ["a"] });
  // @ts-expect-error a column that is not named is not there
  deepStrictEqual(byColumns[0]?.b, undefined);
  deepStrictEqual([rows, byFirstLine, byColumns], [[["a"]], [{ a: "1" }], [{ a: "1" }]]);
});
