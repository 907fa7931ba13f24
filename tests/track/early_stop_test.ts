import { deepStrictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";
import { seeded } from "../jupyter/random_bytes.ts";

const STOPS = 120;
const INFO = JSON.stringify({ trackingUri: "none", display: "none", place: "BE" });

/**
 * A run that blocks at once, and is stopped as soon as this thread listens for Stop; before that Stop ends the kernel,
 * as it does in Deno. By itself after a few `turns` of an empty loop, or by a process, which takes some milliseconds.
 */
const cell = (turns: number, byProcess: boolean) =>
  `{
  const listen = Deno.addSignalListener;
  let child;
  Deno.addSignalListener = (...all) => {
    listen(...all);
    Deno.addSignalListener = listen;
    for (let i = 0; i < ${turns}; i++);
    if (${byProcess}) child = new Deno.Command("kill", { args: ["-INT", String(Deno.pid)] }).spawn();
    else Deno.kill(Deno.pid, "SIGINT");
  };
  const t = await track(${INFO});
  let isHeard = false;
  for (const end = performance.now() + 1000; performance.now() < end && !isHeard;) isHeard = t.stopped;
  await t.stop();
  await child?.status;
  globalThis.heard = [isHeard, t.record.status].join(" ");
}
heard`;

Deno.test({
  name: `track() hears a Stop in the first moments of a run that blocks: ${STOPS} of ${STOPS}`,
  async fn() {
    using folder = temporaryFolder("early-stop-");
    await using kernel = await startKernel({ cwd: folder.path });
    // The worker, which hears Stop in place of a thread that blocks, has to be there.
    const open = `import { track } from "jsr:@wattbook/track@^1"; { using t = await track(${INFO}) } 0`;
    await kernel.execute(open, { timeoutMs: 60_000 });
    const below = seeded(20_261_125), seen = new Map<string, number>();
    for (let n = 0; n < STOPS; n++) {
      const { outputs, error } = await kernel.execute(cell(below(200_000), n % 2 === 0), {
        timeoutMs: 60_000,
      });
      const result = outputs.find((output) => output.output_type === "execute_result");
      const text = String(result?.data["text/plain"] ?? error?.evalue);
      seen.set(text, (seen.get(text) ?? 0) + 1);
    }
    deepStrictEqual([...seen], [['"true KILLED"', STOPS]]);
  },
});
