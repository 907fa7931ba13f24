import { match, strictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";

const LIMIT_MS = 60_000;

/** What the cell showed, as plain text. */
async function shown(code: string, cells: readonly string[]): Promise<string> {
  using folder = temporaryFolder("codecarbon_");
  await using kernel = await startKernel({ cwd: folder.path });
  for (const before of cells) {
    strictEqual((await kernel.execute(before, { timeoutMs: LIMIT_MS })).status, "ok");
  }
  const { outputs, status } = await kernel.execute(code, { timeoutMs: LIMIT_MS });
  strictEqual(status, "ok");
  return outputs.flatMap((output) =>
    output.output_type === "display_data" ? String(output.data["text/plain"]) : []
  ).join("\n");
}

Deno.test("//%%track method=codecarbon-3.3.2 has CodeCarbon's figures in the very first cell that blocks", async () => {
  const code = `//%%track method=codecarbon-3.3.2 place=BE trackingUri=none water=true
for (const end = Date.now() + 300; Date.now() < end;);`;
  const card = await shown(code, [`import "jsr:@wattbook/track@^1/magics"; 0`]);
  match(card, /CO2e \(as CodeCarbon 3\.3\.2 counts; it states no interval\)/);
  match(
    card,
    /138 g CO2e\/kWh, average, life-cycle \(direct in states of the USA\); CodeCarbon 3\.3\.2's tables/,
  );
  match(card, /Water +\S+ [µm]L/);
});
