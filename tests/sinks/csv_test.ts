import assert from "node:assert/strict";
import { cell, curveCsv } from "../../lib/sinks/csv.ts";

Deno.test("curveCsv() writes one column of watts per component, and nothing where nothing was read", () => {
  const csv = curveCsv({
    timeS: [0, 1.00049, 2],
    series: [
      { label: "CPU package 0", watts: [10, 12.3456, undefined] },
      { label: 'Memory, "DDR5"', watts: [0, 1.5, 2] },
    ],
  });
  assert.equal(
    csv,
    'time_s,CPU package 0 (W),"Memory, ""DDR5"" (W)"\r\n0,10,0\r\n1,12.346,1.5\r\n2,,2\r\n',
  );
});

Deno.test("curveCsv() keeps a label that begins like a formula as text", () => {
  assert.equal(
    curveCsv({ timeS: [1], series: [{ label: '=HYPERLINK("x")', watts: [2] }] }),
    'time_s,"\'=HYPERLINK(""x"") (W)"\r\n1,2\r\n',
  );
});

Deno.test("curveCsv() of an empty curve is its heading", () => {
  assert.equal(curveCsv({ timeS: [], series: [] }), "time_s\r\n");
});

Deno.test.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", "'\r=1"],
  ["\n=1", "'\n=1"],
  ["＝1", "'＝1"],
  ["CPU", "CPU"],
  ["a=1", "a=1"],
  ["", ""],
])("cell(%j) is %j", (text, expected) => {
  assert.equal(cell(text), expected);
});
