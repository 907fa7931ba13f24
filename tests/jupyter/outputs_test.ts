import assert from "node:assert/strict";
import { newMessage } from "../../lib/jupyter/message.ts";
import { type Output, OutputCollector } from "../../lib/jupyter/outputs.ts";

function collected(...messages: readonly [type: string, content: Record<string, unknown>][]): Output[] {
  const collector = new OutputCollector(), outputs: Output[] = [];
  for (const [type, content] of messages) collector.add(outputs, newMessage(type, content, "s"));
  return outputs;
}

const stream = (
  text: string,
  name = "stdout",
): [string, Record<string, unknown>] => ["stream", { name, text }];
const display = (text: string, id?: string): [string, Record<string, unknown>] => [
  "display_data",
  { data: { "text/plain": text }, metadata: {}, ...(id ? { transient: { display_id: id } } : {}) },
];

Deno.test("OutputCollector joins what is printed in a row to one stream, by name", () => {
  assert.deepEqual(collected(stream("a\n"), stream("b\n"), stream("x\n", "stderr"), stream("c\n")), [
    { output_type: "stream", name: "stdout", text: "a\nb\n" },
    { output_type: "stream", name: "stderr", text: "x\n" },
    { output_type: "stream", name: "stdout", text: "c\n" },
  ]);
});

Deno.test("OutputCollector keeps displays, results and errors in their order", () => {
  const result = { execution_count: 3, data: { "text/plain": "1" }, metadata: { a: 1 } };
  const error = { ename: "TypeError", evalue: "no", traceback: ["TypeError: no"] };
  assert.deepEqual(collected(display("d"), ["execute_result", result], ["error", error]), [
    { output_type: "display_data", data: { "text/plain": "d" }, metadata: {} },
    { output_type: "execute_result", ...result },
    { output_type: "error", ...error },
  ]);
});

Deno.test("OutputCollector updates every display of an id, also in an earlier cell", () => {
  const collector = new OutputCollector(), first: Output[] = [], second: Output[] = [];
  const add = (outputs: Output[], [type, content]: [string, Record<string, unknown>]) =>
    collector.add(outputs, newMessage(type, content, "s"));
  add(first, display("old", "x"));
  add(first, display("other", "y"));
  add(second, display("old", "x"));
  add(second, ["update_display_data", display("new", "x")[1]]);
  const new_ = { output_type: "display_data", data: { "text/plain": "new" }, metadata: {} };
  assert.deepEqual(first, [new_, {
    output_type: "display_data",
    data: { "text/plain": "other" },
    metadata: {},
  }]);
  assert.deepEqual(second, [new_]);
});

Deno.test("OutputCollector clears at once, or with the next output when the cell asks to wait", () => {
  assert.deepEqual(collected(stream("a"), ["clear_output", { wait: false }]), []);
  assert.equal(collected(stream("a"), ["clear_output", { wait: true }]).length, 1);
  const waited = collected(
    stream("a"),
    ["clear_output", { wait: true }],
    ["status", {}],
    stream("b"),
    stream("c"),
  );
  assert.deepEqual(waited, [{ output_type: "stream", name: "stdout", text: "bc" }]);
});

Deno.test("OutputCollector.add() tells outputs from other messages", () => {
  const collector = new OutputCollector();
  assert.equal(collector.add([], newMessage("status", { execution_state: "idle" }, "s")), false);
  assert.equal(collector.add([], newMessage("stream", {}, "s")), true);
});

Deno.test("OutputCollector makes something valid of contents that are not", () => {
  assert.deepEqual(collected(["display_data", { data: 7 }], ["error", { traceback: "no list" }]), [
    { output_type: "display_data", data: {}, metadata: {} },
    { output_type: "error", ename: "", evalue: "", traceback: [] },
  ]);
});
