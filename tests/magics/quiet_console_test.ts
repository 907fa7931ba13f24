import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { quietConsole } from "../../lib/magics/quiet_console.ts";

Deno.test("quietConsole() keeps the console silent and puts it back, also after an error", () => {
  const printed: unknown[] = [];
  const former = console.log;
  const log = (...words: unknown[]) => void printed.push(...words);
  console.log = log;
  try {
    try {
      using _quiet = quietConsole();
      console.log("unheard");
      throw new Error("ends the block");
    } catch {
      console.log("heard");
    }
    strictEqual(console.log, log);
    deepStrictEqual(printed, ["heard"]);
  } finally {
    console.log = former;
  }
});
