import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";
import { displays, StrictFrontEnd } from "../notebook/strict_front_end.ts";

const INFO = JSON.stringify({ runName: "odd", trackingUri: "none", display: "line", place: "BE" });
/** The smallest beginning of a PNG: the kernel looks at no more. */
const PNG = "[137, 80, 78, 71, 13, 10, 26, 10, 0, 255]";

Deno.test.each([
  {
    what: "is a megabyte long",
    code: `using a = await track(${INFO}); const zeros = [${"0, ".repeat(350_000)}];`,
  },
  {
    what: "prints bytes that are no text",
    code: `using a = await track(${INFO}); console.log("\\0\\x1b[31m\\ud800\\uffff\\x7f");`,
  },
  {
    what: "shows a binary picture",
    code:
      `using a = await track(${INFO}); await Deno.jupyter.display(Deno.jupyter.image(new Uint8Array(${PNG})));`,
  },
  {
    what: "broadcasts binary buffers",
    code: `using a = await track(${INFO});
await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "own" }, metadata: {}, transient: {} }, { buffers: [new Uint8Array(300_000).fill(255)] });`,
  },
])("a tracked cell that $what has its card and its result, and so has the next one", async ({ code }) => {
  using folder = temporaryFolder("odd-cells-");
  await using kernel = await startKernel({ cwd: folder.path });
  await using frontEnd = await StrictFrontEnd.open(kernel);
  await frontEnd.run(`import { track } from "jsr:@wattbook/track@^1"; { using t = await track(${INFO}) }`);
  for (const next of [`${code}\n7`, `using b = await track(${INFO}); 7`]) {
    const seen = await frontEnd.run(next);
    strictEqual(seen.status, "ok");
    strictEqual(displays(seen).filter((text) => /\bodd\b/.test(text)).length, 1);
    const results = seen.outputs.flatMap((output) =>
      output.output_type === "execute_result" ? [output.data["text/plain"]] : []
    );
    deepStrictEqual(results, ["7"]);
  }
  ok(frontEnd.strays.length === 0);
});
