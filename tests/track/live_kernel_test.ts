import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { type Kernel, startKernel } from "../../lib/jupyter/client.ts";
import type { Message } from "../../lib/jupyter/message.ts";
import type { Output } from "../../lib/jupyter/outputs.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";

const IMPORT = `import { track } from "jsr:@wattbook/track@^1";`;

/** What a cell showed under the run's display id, in order, and when. */
interface Shown {
  readonly type: string;
  readonly text: string;
  readonly atMs: number;
}

interface Watched {
  readonly status: string;
  readonly outputs: readonly Output[];
  readonly shown: readonly Shown[];
}

async function watch(kernel: Kernel, code: string): Promise<Watched> {
  const shown: Shown[] = [];
  const take = ({ header, content }: Message) => {
    const { transient, data } = content as {
      transient?: { display_id?: string };
      data?: Record<string, unknown>;
    };
    if (!transient?.display_id?.startsWith("wattbook-card-")) return;
    const text = String(data?.["text/plain"]);
    shown.push({ type: header.msg_type, text, atMs: Date.parse(header.date) });
  };
  const { status, outputs } = await kernel.execute(code, { onMessage: take, timeoutMs: 60_000 });
  return { status, outputs, shown };
}

/** Panels between the first message and the card; the card takes their place under the cell that made them. */
function checkPanels({ shown, outputs }: Watched, isOver: RegExp): readonly Shown[] {
  const card = shown.findIndex(({ text }) => !/measuring…|stopping…/.test(text.split("\n")[0] ?? ""));
  const panels = shown.slice(0, card), types = shown.map(({ type }) => type);
  deepStrictEqual([types[0], new Set(types.slice(1))], ["display_data", new Set(["update_display_data"])]);
  const cards = outputs.flatMap((output) =>
    output.output_type === "display_data" && "text/html" in output.data &&
      !("application/vnd.plotly.v1+json" in output.data)
      ? [String(output.data["text/plain"])]
      : []
  );
  strictEqual(cards.length, 1, "panel and card are one output");
  match(cards[0] ?? "", isOver);
  // The dates are the kernel's, which on a busy machine gives one message its date later than another.
  const tookMs = (panels.at(-1)?.atMs ?? 0) - (panels[0]?.atMs ?? 0);
  ok(
    (panels.length - 1) * 250 <= tookMs + 150,
    `${panels.length} panels in ${tookMs} ms, at most four a second`,
  );
  return panels;
}

const info = (name: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({ runName: name, place: "BE", trackingUri: "none", ...more });

Deno.test("the panel of a training in a real kernel: blocking, awaiting, failing, quiet", async (t) => {
  using folder = temporaryFolder("live-");
  await using kernel = await startKernel({ cwd: folder.path });
  strictEqual(
    (await kernel.execute(`${IMPORT} { await using t = await track(${info("warm")}) }`)).status,
    "ok",
  );

  await t.step("a training that blocks and calls back", async () => {
    const seen = await watch(
      kernel,
      `using a = await track(${info("blocks", { budget: { seconds: 600 } })}); a.params({ epochs: 30 });
for (let n = 0; n < 30; n++) { const end = Date.now() + 110; while (Date.now() < end); a.epoch(n, { loss: 1 / (n + 1) }) }
a.forecast.durationS.value`,
    );
    strictEqual(seen.status, "ok");
    const panels = checkPanels(seen, /blocks[^]*\d+(\.\d+)? (m|µ|n)?g CO2e/);
    ok(panels.length >= 3 && panels.length <= 11, `${panels.length} panels in 3.3 s`);
    match(panels.at(-1)?.text ?? "", /Epochs +[123]\d of 30 done/);
    ok(
      panels.some(({ text }) =>
        /Forecast +at the end .* CO2e \(.*\), .* J, .* s \(.* – .*\), .* to go/.test(text)
      ),
    );
    match(panels.at(-1)?.text ?? "", /Budget +< 1 % of 600 s used/);
    match(panels.at(-1)?.text ?? "", /W now/);
  });

  await t.step("a training that blocks, calls nobody and prints", async () => {
    const seen = await watch(
      kernel,
      `using p = await track(${info("prints")});
for (let n = 0; n < 30; n++) { const end = Date.now() + 110; while (Date.now() < end); console.log("epoch", n) }`,
    );
    strictEqual(seen.status, "ok");
    const panels = checkPanels(seen, /prints[^]*\d+(\.\d+)? (m|µ|n)?g CO2e/);
    ok(panels.length >= 3 && panels.length <= 11, `${panels.length} panels in 3.3 s`);
    const printed = seen.outputs.flatMap((output) => output.output_type === "stream" ? [output.text] : [])
      .join("");
    strictEqual(printed, Array.from({ length: 30 }, (_, n) => `epoch ${n}\n`).join(""));
  });

  await t.step("a training that awaits and calls nobody", async () => {
    const seen = await watch(
      kernel,
      `using b = await track(${info("awaits")}); await new Promise((resolve) => setTimeout(resolve, 2500))`,
    );
    const panels = checkPanels(seen, /awaits/);
    ok(panels.length >= 2 && panels.length <= 7, `${panels.length} panels in 2.5 s`);
  });

  await t.step("a training that fails keeps its card where the panel was", async () => {
    const seen = await watch(
      kernel,
      `using c = await track(${
        info("fails")
      }); await new Promise((resolve) => setTimeout(resolve, 1400)); throw new Error("bad")`,
    );
    strictEqual(seen.status, "error");
    checkPanels(seen, /fails[^]*FAILED: Error: bad/);
  });

  await t.step("two at once share the four updates", async () => {
    const seen = await watch(
      kernel,
      `using d = await track(${info("first")}); using e = await track(${info("second")});
await new Promise((resolve) => setTimeout(resolve, 2600))`,
    );
    const panels = seen.shown.filter(({ text }) => text.includes("measuring…"));
    ok(panels.length <= 8, `${panels.length} panels of two runs in 2.6 s`);
    deepStrictEqual(new Set(panels.map(({ text }) => text.split(" ")[0])), new Set(["first", "second"]));
  });

  await t.step("line, none and runs over several cells have no panel", async () => {
    for (const more of [{ display: "line" }, { display: "none" }, { scope: "manual" }]) {
      const seen = await watch(
        kernel,
        `{ await using f = await track(${
          info("quiet", more)
        }); await new Promise((resolve) => setTimeout(resolve, 1400)) }`,
      );
      deepStrictEqual(seen.shown.filter(({ text }) => text.includes("measuring…")), []);
    }
  });

  await t.step("a run that its cell left behind shows nothing between the cells", async () => {
    const left = await watch(
      kernel,
      `globalThis.left = (async () => { await using t = await track(${
        info("left")
      }); await new Promise((resolve) => setTimeout(resolve, 1500)) })();
await new Promise((resolve) => setTimeout(resolve, 200)); 1`,
    );
    deepStrictEqual(left.shown, []);
    const seen = await watch(kernel, "await globalThis.left; 2");
    deepStrictEqual(seen.shown.map(({ type }) => type)[0], "display_data");
    deepStrictEqual(seen.shown.filter(({ text }) => text.includes("measuring…")), []);
  });
});
