import assert from "node:assert/strict";
import { newMessage } from "../../lib/jupyter/message.ts";
import type { Request } from "../../lib/kernel/front_end.ts";
import { RequestQueue } from "../../lib/kernel/request_queue.ts";

const request = (type: string): Request => ({
  channel: "shell",
  envelope: [],
  message: newMessage(type, {}, "session"),
});

Deno.test("RequestQueue handles one request at a time, in order", async () => {
  const done: string[] = [];
  const gate = Promise.withResolvers<void>(), end = Promise.withResolvers<void>();
  let handled = 0;
  const queue = new RequestQueue(async ({ message }) => {
    handled++;
    assert.equal(handled, done.length + 1);
    await gate.promise;
    done.push(message.header.msg_type);
    if (done.length === 3) end.resolve();
  });
  for (const type of ["a", "b", "c"]) queue.add(request(type));
  assert.equal(queue.busy, true);
  gate.resolve();
  await end.promise;
  assert.deepEqual(done, ["a", "b", "c"]);
  // The queue lies down after the last one.
  await Promise.resolve();
  assert.equal(queue.busy, false);
});

Deno.test("RequestQueue.takeCells() takes out the cells that wait, and nothing else", async () => {
  const done: string[] = [];
  const gate = Promise.withResolvers<void>(), end = Promise.withResolvers<void>();
  const queue = new RequestQueue(async ({ message }) => {
    await gate.promise;
    done.push(message.header.msg_type);
    if (done.length === 2) end.resolve();
  });
  for (const type of ["execute_request", "execute_request", "comm_msg", "execute_request"]) {
    queue.add(request(type));
  }
  assert.equal(queue.takeCells().length, 2);
  gate.resolve();
  await end.promise;
  assert.deepEqual(done, ["execute_request", "comm_msg"]);
});
