import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { isHeldBack } from "../../lib/jupyter/held_back.ts";

Deno.test("isHeldBack() is true of Deno's kernel from 2.8.2 on and never of the one before", () => {
  const versions = ["1.46.3", "2.2.15", "2.3.0", "2.8.1", "2.8.2", "2.9.6", "2.10.0", "3.0.0"];
  deepStrictEqual(versions.filter((version) => isHeldBack("Deno kernel", version)), versions.slice(4));
});

Deno.test("isHeldBack() takes a kernel that is not Deno's for one that needs an answer, which harms none", () => {
  strictEqual(isHeldBack("wattbook", "1.0.0"), true);
});
