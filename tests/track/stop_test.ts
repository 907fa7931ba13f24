import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { KernelDied, startKernel } from "../../lib/jupyter/client.ts";
import type { Execution, Kernel } from "../../lib/jupyter/client.ts";
import { JournalError, type JournalledRun, readJournals } from "../../lib/sinks/journal_read.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";

const LIMIT_MS = 60_000;

const info = (runName: string) => JSON.stringify({ runName, place: "BE", trackingUri: "none" });

/** A kernel in which the observer is ready, as it is when somebody has had time to press Stop. */
async function warmKernel(cwd: string): Promise<Kernel> {
  const kernel = await startKernel({ cwd });
  const code = `import { track } from "jsr:@wattbook/track@^1"; let kept = 42; { using t = await track(${
    info("warm")
  }) }`;
  strictEqual((await kernel.execute(code, { timeoutMs: LIMIT_MS })).status, "ok");
  return kernel;
}

interface Stopped extends Execution {
  /** Texts on stderr. */
  readonly said: string;
}

/** Runs a cell and presses Stop `times` times once it has printed "loops". */
async function stop(kernel: Kernel, code: string, times = 1): Promise<Stopped> {
  const loops = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  const running = kernel.execute(code, {
    timeoutMs: LIMIT_MS,
    onMessage({ content }) {
      if (String(content["text"]).includes("loops")) loops.resolve();
      if (String(content["text"]).includes("stopping…")) again.resolve();
    },
  });
  await loops.promise;
  kernel.interrupt();
  if (times > 1) {
    await again.promise;
    kernel.interrupt();
  }
  const seen = await running;
  const said = seen.outputs.map((output) =>
    output.output_type === "stream" && output.name === "stderr" ? output.text : ""
  );
  return { ...seen, said: said.join("") };
}

/**
 * Says "loops" at once: what the console prints leaves only when the main thread is free. The worker, which hears
 * Stop in place of a thread that blocks, gets a moment to begin listening, as anybody's finger gives it.
 */
const SAY =
  `await new Promise((resolve) => setTimeout(resolve, 100)); Deno.jupyter.broadcast("stream", { name: "stdout", text: "loops\\n" });`;

function cards({ outputs }: Execution): string[] {
  return outputs.flatMap((output) => {
    const text = output.output_type === "display_data" ? String(output.data["text/plain"]) : "";
    const status = text.split("\n")[1];
    return text.includes("CO2e") && !text.includes("Power during")
      ? [`${text.split(" ")[0]} ${status?.split(":")[0]}`]
      : [];
  });
}

function journalled(folder: string): JournalledRun[] {
  return readJournals(`${folder}/.wattbook`).flatMap((run) => run instanceof JournalError ? [] : [run]);
}

Deno.test("Stop in a real kernel", async (t) => {
  using folder = temporaryFolder("stop-");
  await using kernel = await warmKernel(folder.path);

  await t.step("ends a loop that awaits, with an error that shows nothing of Deno", async () => {
    const seen = await stop(
      kernel,
      `using a = await track(${info("awaits")}); ${SAY}
while (true) { await new Promise((resolve) => setTimeout(resolve, 5)); a.signal.throwIfAborted() }`,
    );
    deepStrictEqual([seen.status, cards(seen), seen.said], ["error", ["awaits KILLED"], "stopping…\n"]);
    deepStrictEqual([seen.error?.ename, seen.error?.evalue], ["AbortError", "Stopped by the user"]);
    strictEqual(seen.error?.traceback.join("\n").trim(), "AbortError: Stopped by the user");
  });

  await t.step("ends a loop that blocks and asks, and says so while it blocks", async () => {
    const seen = await stop(
      kernel,
      `const b = await track(${info("blocks")}); ${SAY}
while (!b.stopped); const aborted = b.signal.aborted; aborted`,
    );
    deepStrictEqual([seen.status, cards(seen), seen.said], ["ok", ["blocks KILLED"], "stopping…\n"]);
    const result = seen.outputs.find((output) => output.output_type === "execute_result");
    deepStrictEqual(result?.output_type === "execute_result" && result.data["text/plain"], "true");
  });

  await t.step("ends the fit of a real tfjs model by its callbacks", async () => {
    const seen = await stop(
      kernel,
      `const tf = await import("npm:@tensorflow/tfjs@4.22.0");
const net = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
net.compile({ optimizer: "sgd", loss: "meanSquaredError" });
using f = await track(${info("fits")}); ${SAY}
const { epoch } = await net.fit(tf.ones([64, 2]), tf.ones([64, 1]), {
  epochs: 1e6, verbose: 0, callbacks: f.callbacks({ model: net }),
});
console.log(epoch.length < 1e6)`,
    );
    deepStrictEqual([seen.status, cards(seen)], ["ok", ["fits KILLED"]]);
    match(seen.said, /stopping…\n/);
    ok(seen.outputs.some((output) => output.output_type === "stream" && output.text === "true\n"));
  });

  await t.step("ends a loop that blocks and only logs, by the signal", async () => {
    const seen = await stop(
      kernel,
      `using c = await track(${info("logs")}); ${SAY}
for (let n = 0; !c.signal.aborted; n++) { const end = Date.now() + 20; while (Date.now() < end); c.epoch(n) }`,
    );
    deepStrictEqual([seen.status, cards(seen), seen.said], ["ok", ["logs KILLED"], "stopping…\n"]);
  });

  await t.step("ends a loop that blocks and only prints, by the signal", async () => {
    const seen = await stop(
      kernel,
      `const { signal } = await track(${info("prints")}); ${SAY}
for (let n = 0; !signal.aborted; n++) { const end = Date.now() + 20; while (Date.now() < end); console.log(n) }`,
    );
    deepStrictEqual([seen.status, cards(seen), seen.said], ["ok", ["prints KILLED"], "stopping…\n"]);
  });

  await t.step("lets a loop that blocks and never asks run to its end, as KILLED", async () => {
    const seen = await stop(
      kernel,
      `using d = await track(${
        info("deaf")
      }); ${SAY} { const end = Date.now() + 1500; while (Date.now() < end); }`,
    );
    deepStrictEqual([seen.status, cards(seen)], ["ok", ["deaf KILLED"]]);
  });

  await t.step("keeps variables and kernel, and the next run is not stopped", async () => {
    const seen = await kernel.execute(`using e = await track(${info("after")}); kept + Number(e.stopped)`);
    deepStrictEqual(cards(seen).length, 1);
    const result = seen.outputs.find((output) => output.output_type === "execute_result");
    deepStrictEqual(result?.output_type === "execute_result" && result.data["text/plain"], "42");
  });

  deepStrictEqual(journalled(folder.path).map(({ run, record }) => `${run.runName} ${record?.status}`), [
    "warm FINISHED",
    "awaits KILLED",
    "blocks KILLED",
    "fits KILLED",
    "logs KILLED",
    "prints KILLED",
    "deaf KILLED",
    "after FINISHED",
  ]);
});

Deno.test("a second Stop soon after the first ends the kernel, and its run is closed by the next start", async () => {
  using folder = temporaryFolder("stop-");
  await using kernel = await warmKernel(folder.path);
  const dies = stop(
    kernel,
    `using a = await track(${
      info("twice")
    }); ${SAY} while (true) await new Promise((resolve) => setTimeout(resolve, 5))`,
    2,
  );
  await dies.then(
    () => ok(false, "the kernel has to die"),
    (error) => ok(error instanceof KernelDied, String(error)),
  );
  strictEqual(await kernel.exited, 143);
  await using next = await warmKernel(folder.path);
  ok(next.pid !== kernel.pid);
  const run = journalled(folder.path).find(({ run }) => run.runName === "twice");
  strictEqual(run?.closed?.status, "KILLED");
});

Deno.test("Stop in a cell without a run ends the kernel, as in the stock kernel", async () => {
  using folder = temporaryFolder("stop-");
  await using kernel = await warmKernel(folder.path);
  const dies = stop(kernel, `${SAY} while (true) await new Promise((resolve) => setTimeout(resolve, 5))`);
  await dies.then(
    () => ok(false, "the kernel has to die"),
    (error) => ok(error instanceof KernelDied, String(error)),
  );
  strictEqual(await kernel.exited, 130);
});

Deno.test("Stop in a cell whose run is over ends the kernel, as in the stock kernel", async () => {
  using folder = temporaryFolder("stop-");
  await using kernel = await warmKernel(folder.path);
  const dies = stop(
    kernel,
    `{ await using a = await track(${
      info("over")
    }); } ${SAY} while (true) await new Promise((resolve) => setTimeout(resolve, 5))`,
  );
  await dies.then(
    () => ok(false, "the kernel has to die"),
    (error) => ok(error instanceof KernelDied, String(error)),
  );
  strictEqual(await kernel.exited, 130);
  deepStrictEqual(journalled(folder.path).map(({ run, record }) => `${run.runName} ${record?.status}`), [
    "warm FINISHED",
    "over FINISHED",
  ]);
});

Deno.test("a kernel that is killed while a training blocks leaves what was measured, and the next start closes the run", async () => {
  using folder = temporaryFolder("stop-");
  await using kernel = await warmKernel(folder.path);
  const running = kernel.execute(
    `{ await using a = await track(${
      info("killed")
    }); { const end = Date.now() + 60_000; while (Date.now() < end); } }`,
  ).catch((error) => error);
  const lines = () => {
    const run = journalled(folder.path).find(({ run }) => run.runName === "killed");
    return run && Deno.readTextFileSync(run.path).split("\n").filter((line) => line.includes('"beat"'));
  };
  const begun = Date.now();
  // The worker's own signs of life: the kernel's thread does not come to it.
  while ((lines()?.length ?? 0) < 2) {
    ok(Date.now() - begun < 30_000, "two beats within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  kernel.kill();
  ok(await running instanceof KernelDied);
  await using _next = await warmKernel(folder.path);
  const run = journalled(folder.path).find(({ run }) => run.runName === "killed");
  deepStrictEqual([run?.record, run?.closed?.status], [undefined, "KILLED"]);
  match(run?.closed?.why ?? "", /^The process \d+ ended without ending the run$/);
  const { durationS = 0, energyJ = 0, atMs = 0 } = run?.beat ?? {};
  strictEqual(run?.closed?.endMs, atMs);
  const lived = (atMs - (run?.run.startMs ?? 0)) / 1000;
  ok(Math.abs(durationS - lived) < 0.5, `${durationS} s told, ${lived} s lived`);
  // One busy thread of any processor draws between 0.3 and 100 W.
  ok(energyJ > 0.3 * durationS && energyJ < 100 * durationS, `${energyJ} J in ${durationS} s`);
});
