import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { storedPoint, storedText, storedTexts } from "../../../lib/sinks/mlflow/stored_rows.ts";

Deno.test("storedPoint() makes whole numbers of time and step, and leaves the value alone", () => {
  deepStrictEqual(storedPoint({ key: "a%", value: 0.1, timestamp: 1000.5, step: -2.4 }), {
    key: "a_",
    value: 0.1,
    timestamp: 1001,
    step: -2,
  });
  deepStrictEqual(storedPoint({ key: "a", value: NaN, timestamp: -7, step: Infinity }), {
    key: "a",
    value: NaN,
    timestamp: 0,
    step: 9007199254740991,
  });
  // -0 is written as 0 and would not equal it.
  strictEqual(Object.is(storedPoint({ key: "a", value: 1, timestamp: NaN, step: -0.2 }).step, 0), true);
});

Deno.test("storedTexts() never holds a key twice", () => {
  deepStrictEqual(storedTexts({ "a%": "1", a_: "2", b: "3" }, "param"), { a_: "1", b: "3" });
});

Deno.test("storedText() cuts before half a character and replaces what databases refuse", () => {
  strictEqual(storedText("ab🌍", 3), "ab");
  strictEqual(storedText("ab🌍", 4), "ab🌍");
  strictEqual(storedText("a\0b\ud800c", 9), "a\ufffdb\ufffdc");
});
