import assert from "node:assert/strict";
import { Recall } from "../../lib/runner/recall.ts";
import { RECALLED } from "../../lib/runner/recall_code.ts";

/** A kernel that is asked, and answers when it is told to. */
function askedKernel() {
  const ids: string[] = [], codes: string[] = [];
  const futures: { onReply: () => void }[] = [];
  const recall = new Recall((code) => {
    const id = code.match(/"(wattbook-recall-[^"]+)"/)?.[1];
    if (id === undefined) codes.push(code);
    else ids.push(id);
    const future = { onReply() {} };
    futures.push(future);
    return future;
  });
  const say = (msg_type: string, content: Record<string, unknown>) =>
    recall.take({
      header: { msg_id: "", msg_type, session: "", username: "", date: "", version: "" },
      content,
    });
  const print = (text: string) => say("stream", { name: "stdout", text });
  const mark = () => say("update_display_data", { data: {}, transient: { display_id: ids.at(-1) } });
  const answer = (...texts: string[]) => {
    const messages = texts.map((text) => ["stream", { name: "stdout", text }]);
    const said = JSON.stringify({ isWhole: true, isOver: true, count: 3, messages });
    const half = said.length >> 1;
    [said.slice(0, half), said.slice(half)].forEach((text, index) =>
      say("display_data", { data: { [RECALLED]: { id: ids.at(-1), index, count: 2, text } } })
    );
  };
  return { recall, ids, codes, futures, print, mark, answer };
}

Deno.test("Recall.of() tells what is shown while the answer is under way, once and at its end", async () => {
  const { recall, print, mark, answer } = askedKernel();
  const recalled = recall.of("request");
  print("kept");
  mark();
  print("later");
  answer("before", "kept");
  const messages = (await recalled)?.messages ?? [];
  assert.deepEqual(messages.map(({ content }) => content["text"]), ["before", "kept", "later"]);
});

Deno.test("Recall.of() asks again as often as the connection drops", async () => {
  const { recall, ids, print, mark, answer } = askedKernel();
  const recalled = recall.of("request");
  for (let drop = 1; drop <= 5; drop++) {
    mark();
    print("kept by the next answer");
    recall.again();
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(ids.length, drop + 1);
  }
  mark();
  answer("all");
  assert.deepEqual((await recalled)?.messages.map(({ content }) => content["text"]), ["all"]);
});

Deno.test("Recall.of() ends with the kernel", async () => {
  const { recall, ids } = askedKernel();
  const recalled = recall.of("request");
  recall.end();
  assert.deepEqual([await recalled, await recall.of("other"), ids.length], [undefined, undefined, 1]);
});

Deno.test("Recall.keep() goes again when the connection drops before it is answered, and runs once", () => {
  const { recall, codes, futures } = askedKernel();
  const key = Symbol.for("wattbook.recall");
  const run = (code: string) => new Function(code)();
  recall.keep(
    `try { globalThis[Symbol.for("wattbook.recall")] = (globalThis[Symbol.for("wattbook.recall")] ?? 0) + 1; } catch {}`,
  );
  recall.again();
  assert.equal(codes.length, 2);
  for (const code of codes) run(code);
  assert.equal(Reflect.get(globalThis, key), 1);
  Reflect.deleteProperty(globalThis, key);
  futures.at(-1)?.onReply();
  recall.again();
  assert.equal(codes.length, 2);
});
