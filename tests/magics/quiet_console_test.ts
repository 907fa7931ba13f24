import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
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

Deno.test("quietConsole() silences everything that a console prints", () => {
  const printing = `console.assert(false); console.clear(); console.count(); console.countReset("no such");
    console.debug(1); console.dir(1); console.dirxml(1); console.error(1); console.group("g"); console.groupEnd();
    console.groupCollapsed("g"); console.groupEnd(); console.info(1); console.log(1); console.table([1]);
    console.time(); console.timeLog(); console.timeEnd(); console.trace(1); console.warn(1);`;
  const url = new URL("../../lib/magics/quiet_console.ts", import.meta.url);
  const run = (code: string) => {
    const { stdout, stderr } = new Deno.Command(Deno.execPath(), {
      args: ["eval", `import { quietConsole } from "${url}"; ${code}`],
    }).outputSync();
    return stdout.length + stderr.length;
  };
  ok(run(printing) > 100);
  strictEqual(run(`using _quiet = quietConsole(); ${printing}`), 0);
  ok(run(`{ using _quiet = quietConsole(); } ${printing}`) > 100);
});
