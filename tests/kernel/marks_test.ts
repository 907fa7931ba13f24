import assert from "node:assert/strict";
import { type Message, newMessage } from "../../lib/jupyter/message.ts";
import { endOf, Marks } from "../../lib/kernel/marks.ts";

const mark = (id: string, data: Record<string, unknown> = {}): Message =>
  newMessage("update_display_data", { data, metadata: {}, transient: { display_id: id } }, "s");
const idle = (id: string): Message => {
  const message = newMessage("status", { execution_state: "idle" }, "s");
  return { ...message, parent: { ...message.header, msg_id: id } };
};
const line = newMessage("stream", { name: "stdout", text: "x" }, "s");

Deno.test("Marks.take() takes its own marks, status and inputs, and leaves outputs to others", () => {
  const marks = new Marks();
  assert.equal(marks.take(mark(marks.idOf("cell-1"))), true);
  assert.equal(marks.take(mark("wattbook-fence-1a2b3c4d-7")), true);
  assert.equal(marks.take(newMessage("execute_input", { code: "1" }, "s")), true);
  assert.equal(marks.take(line), false);
  assert.equal(marks.take(mark("a display of the user")), false);
});

Deno.test("Marks.speaker is the cell for which a run was sent, also when an earlier run speaks again", () => {
  const marks = new Marks();
  const speak = (cell: number, run: number) => {
    marks.cell = cell;
    marks.take(mark(marks.idOf(`cell-${run}`)));
    return marks.speaker;
  };
  assert.equal(speak(10, 1), 10);
  assert.equal(speak(12, 2), 12);
  assert.equal(speak(12, 1), 10);
});

Deno.test("Marks.expect() resolves with the answer of a mark", async () => {
  const marks = new Marks();
  using answer = marks.expect("answer-1");
  marks.take(mark(marks.idOf("answer-1"), { "application/json": { a: 1 } }));
  assert.deepEqual(await answer.seen, { a: 1 });
});

Deno.test("Marks tells at a request's end whether its last words came before a fence of the child", async () => {
  const marks = new Marks();
  using first = marks.expect(endOf("1")), second = marks.expect(endOf("2"));
  for (const message of [line, mark("wattbook-fence-1a2b3c4d-1"), idle("1")]) marks.take(message);
  for (const message of [mark("wattbook-fence-1a2b3c4d-2"), line, idle("2")]) marks.take(message);
  assert.deepEqual([await first.seen, await second.seen], [true, false]);
});
