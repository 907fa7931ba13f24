import { strictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { quietOutputs } from "../../lib/notebook/quiet_outputs.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";

Deno.test("quietOutputs() does nothing outside a kernel", () => {
  using _quiet = quietOutputs();
});

Deno.test("//%%bench shows once what its cell displays, and puts the display back", async () => {
  using folder = temporaryFolder("quiet-");
  await using kernel = await startKernel({ cwd: folder.path });
  const run = async (code: string) => {
    const { status, outputs } = await kernel.execute(code, { timeoutMs: 60_000 });
    strictEqual(status, "ok");
    return outputs.map((output) => output.output_type === "display_data" ? output.data["text/plain"] : "")
      .join();
  };
  await run(`import "jsr:@wattbook/track@^1/magics"; 0`);
  const show =
    `await Deno.jupyter.display({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "shown" }) });
await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "sent" }, metadata: {}, transient: {} });`;
  const shown = await run(`//%%bench runs=20\n${show}`);
  strictEqual(shown.replace(/One run of this cell[^]*/, "card"), "shown,sent,card");
  strictEqual(await run(`${show} undefined`), "shown,sent");
});
