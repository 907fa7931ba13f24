import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { uniqueNames } from "../../../lib/sinks/mlflow/unique_names.ts";

Deno.test("uniqueNames() keeps good names and gives two that become one a name each", () => {
  deepStrictEqual([...uniqueNames(["loss%", "loss_", "loss", "loss%", "loss?"])], [
    ["loss%", "loss_"],
    ["loss_", "loss__2"],
    ["loss", "loss"],
    ["loss?", "loss__3"],
  ]);
});

Deno.test("uniqueNames() keeps off our own names", () => {
  deepStrictEqual([...uniqueNames(["emissions", "emissions_2"], ["emissions"])], [
    ["emissions", "emissions_2"],
    ["emissions_2", "emissions_2_2"],
  ]);
});

Deno.test("uniqueNames() stays within 250 characters", () => {
  const long = "x".repeat(250);
  const [first, second] = uniqueNames([long, `${long}y`]).values();
  strictEqual(first, long);
  strictEqual(second, `${"x".repeat(248)}_2`);
});

Deno.test("uniqueNames() gives earlier names the same whatever comes later", () => {
  const names = ["a%", "a?", "a_", "b", "a_2"];
  const all = [...uniqueNames(names)];
  for (let length = 0; length <= names.length; length++) {
    deepStrictEqual([...uniqueNames(names.slice(0, length))], all.slice(0, length));
  }
});
