import assert from "node:assert/strict";
import { Recall, replyOf } from "../../lib/runner/recall.ts";
import { KEEPS, RECALLED } from "../../lib/runner/recall_code.ts";
import type { ServicesMessage } from "../../lib/runner/services.ts";

function message(type: string, content: Record<string, unknown>): ServicesMessage {
  return {
    header: { msg_id: "", msg_type: type, session: "", username: "", date: "", version: "" },
    content,
  };
}

/** A recall whose questions a test answers by hand. */
function asking() {
  const ids: string[] = [];
  const recall = new Recall((code) => {
    ids.push(code.match(/"(wattbook-recall-[0-9a-f-]+)"\);$/)?.[1] ?? "");
    return { onReply() {} };
  });
  const answer = (at: number, ...pieces: string[]) => {
    const parts = [...pieces.entries()].toReversed();
    return parts.map(([index, text]) =>
      recall.take(message("display_data", {
        data: { [RECALLED]: { id: ids[at], index, count: pieces.length, text } },
      }))
    );
  };
  return { ids, recall, answer };
}

const ANSWER = JSON.stringify({
  isWhole: true,
  isOver: true,
  count: 3,
  messages: [["stream", { name: "stdout", text: "é" }], ["error", {
    ename: "E",
    evalue: "v",
    traceback: ["t"],
  }]],
});

Deno.test("Recall puts the pieces of an answer together in whatever order they come", async () => {
  const { recall, answer } = asking();
  const recalled = recall.of("request");
  assert.deepEqual(answer(0, ANSWER.slice(0, 20), ANSWER.slice(20, 21), ANSWER.slice(21)), [
    true,
    true,
    true,
  ]);
  const { isWhole, isOver, count, messages = [] } = await recalled ?? {};
  assert.deepEqual([isWhole, isOver, count], [true, true, 3]);
  assert.deepEqual(messages.map(({ header, content }) => [header.msg_type, content["text"]]), [
    ["stream", "é"],
    ["error", undefined],
  ]);
});

Deno.test("Recall asks again when the connection dropped once more, and gives up when the kernel is gone", async () => {
  const { ids, recall, answer } = asking();
  const recalled = recall.of("request");
  recall.again();
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(ids.length, 2);
  assert.notEqual(ids[0], ids[1]);
  // The first answer comes after all: it is nobody's any more, and no output.
  assert.deepEqual(answer(0, ANSWER), [true]);
  recall.end();
  assert.equal(await recalled, undefined);
  assert.equal(await recall.of("another"), undefined);
  assert.equal(ids.length, 2);
});

Deno.test("Recall takes its own messages and no others", async () => {
  const { ids, recall, answer } = asking();
  const recalled = recall.of("request");
  const update = (id: string | undefined) =>
    message("update_display_data", { transient: { display_id: id } });
  assert.equal(recall.take(update(ids[0])), true);
  assert.equal(recall.take(update("a user's")), false);
  assert.equal(recall.take(message("display_data", { data: { "text/plain": "a user's" } })), false);
  assert.equal(recall.take(message("stream", { name: "stdout", text: RECALLED })), false);
  // A kernel that keeps nothing says so.
  answer(0, "{}");
  assert.equal(await recalled, undefined);
  // What it says while it begins to keep is none either.
  assert.equal(recall.take(update(`${KEEPS}-probe`)), true);
});

Deno.test("replyOf() makes the reply that was lost: an error's own, else none that is known", () => {
  const base = { isWhole: true, isOver: true, count: 3 };
  const error = {
    header: message("error", {}).header,
    content: { ename: "E", evalue: "v", traceback: ["t"] },
  };
  assert.deepEqual(replyOf({ ...base, messages: [error] }), {
    status: "error",
    ename: "E",
    evalue: "v",
    traceback: ["t"],
    execution_count: 3,
  });
  // It ended well, or never began: whoever asked finds out.
  assert.deepEqual(replyOf({ ...base, messages: [] }), { execution_count: 3 });
  assert.deepEqual(replyOf({ ...base, count: undefined, messages: [] }), {});
});

Deno.test("Recall.keeping() ends when the kernel says so, when it does not in time, and with the kernel", async () => {
  const early = asking().recall;
  let isOver = false;
  const waited = early.keeping(60_000).then(() => isOver = true);
  early.take(message("update_display_data", { transient: { display_id: `${KEEPS}-probe` } }));
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(isOver, false);
  early.take(message("update_display_data", { transient: { display_id: KEEPS } }));
  await waited;
  await asking().recall.keeping(1);
  const dead = asking().recall;
  dead.end();
  await dead.keeping(60_000);
});
