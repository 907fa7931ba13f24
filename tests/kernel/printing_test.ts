import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { lines } from "../notebook/strict_front_end.ts";
import { openKernel } from "./open_kernel.ts";

const timeLimit = { timeout: 120_000 };

Deno.test(
  "the kernel: thousands of lines come in fewer messages than a server lets through, whole and in order",
  timeLimit,
  async () => {
    await using open = await openKernel();
    for (const print of ["console.log(i);", "console.log(i); console.error(i);"]) {
      let messages = 0;
      const { outputs } = await open.kernel.execute(`for (let i = 0; i < 6000; i++) { ${print} } 0`, {
        onMessage: ({ header }) => {
          if (header.msg_type === "stream") messages++;
        },
      });
      const printed = (name: string) =>
        outputs.map((output) => output.output_type === "stream" && output.name === name ? output.text : "")
          .join("");
      const whole = Array.from({ length: 6000 }, (_, i) => `${i}\n`).join("");
      strictEqual(printed("stdout"), whole);
      strictEqual(printed("stderr"), print.includes("error") ? whole : "");
      ok(messages < 2500, `${messages} messages`);
    }
  },
);

Deno.test(
  "the kernel: what a cell prints stands before its display, and late lines under their own cell",
  timeLimit,
  async () => {
    await using open = await openKernel();
    const show =
      `Deno.jupyter.display({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "shown" }) })`;
    const first = await open.frontEnd.run(
      `for (let i = 0; i < 900; i++) console.log("a", i); await ${show};
setTimeout(() => { for (let i = 0; i < 900; i++) console.log("late", i) }, 300)`,
    );
    const second = await open.frontEnd.run(
      `for (let i = 0; i < 900; i++) console.log("b", i); await new Promise((go) => setTimeout(go, 600)); console.log("b", 900)`,
    );
    deepStrictEqual(first.outputs.slice(0, 2).map(({ output_type }) => output_type), [
      "stream",
      "display_data",
    ]);
    strictEqual(lines(first, "a").length, 900);
    strictEqual(lines(second, "b").length, 901);
    strictEqual(lines(second, "late").length, 0);
  },
);

Deno.test(
  "the kernel: a loop that blocks hears Stop through the tracker's signal once it prints",
  timeLimit,
  async () => {
    await using open = await openKernel();
    const { kernel, frontEnd } = open;
    // A run with a card waits for the worker that hears Stop.
    const begin = await frontEnd.run(
      `import { track } from "jsr:@wattbook/track@^1"; { using t = await track({ trackingUri: "none", display: "line", place: "BE" }) } 0`,
    );
    strictEqual(begin.status, "ok");
    const cell = frontEnd.run(`{
    await using tracker = await track({ trackingUri: "none", display: "none", place: "BE" });
    const end = performance.now() + 20_000;
    for (let next = 0; !tracker.signal.aborted && performance.now() < end;) {
      if (performance.now() > next) { console.log("training"); next = performance.now() + 50; }
    }
    console.log(tracker.signal.aborted ? "ended by itself" : "did not hear");
  }`);
    await frontEnd.printed("training");
    await kernel.request("control", "interrupt_request");
    const seen = await cell;
    deepStrictEqual(lines(seen, "ended"), ["ended by itself"], JSON.stringify(seen.outputs.at(-1)));
    strictEqual(seen.status, "ok");
  },
);
