import assert from "node:assert/strict";
import { isMarker, Markers } from "../../lib/jupyter/markers.ts";
import type { Message } from "../../lib/jupyter/message.ts";

type Said = Pick<Message, "header" | "content">;

function said(type: string, content: Record<string, unknown>): Said {
  return {
    header: { msg_id: "", msg_type: type, session: "", username: "", date: "", version: "" },
    content,
  };
}

/** A kernel that a test answers by hand. */
function kernel() {
  const asked: { code: string; reply: PromiseWithResolvers<{ content: Record<string, unknown> }> }[] = [];
  const markers = new Markers((code) => {
    const reply = Promise.withResolvers<{ content: Record<string, unknown> }>();
    asked.push({ code, reply });
    return reply.promise;
  });
  const idOf = (at: number) => asked[at]?.code.match(/display_id:"([^"]+)"/)?.[1] ?? "";
  const show = (at: number, text = "") =>
    markers.take(said("update_display_data", {
      data: { "text/plain": text },
      transient: { display_id: idOf(at) },
    }));
  const ok = (at: number) => asked[at]?.reply.resolve({ content: { status: "ok" } });
  return { asked, markers, idOf, show, ok };
}

Deno.test("a marker that went with a connection is asked for again, and either of the two will do", async () => {
  const { asked, markers, idOf, show, ok } = kernel();
  const seen = markers.echo(1000);
  markers.again();
  assert.equal(asked.length, 2);
  assert.equal(idOf(0), idOf(1));
  // The first question is lost for good; that is no end as long as the second one is under way.
  asked[0]?.reply.reject(new Error("lost"));
  assert.equal(show(1, "here"), true);
  ok(1);
  assert.equal(await seen, "here");
  // One that comes late or twice is still no output, and nothing is asked any more.
  assert.equal(show(0), true);
  markers.again();
  assert.equal(asked.length, 2);
});

Deno.test("a marker ends with the kernel: when all questions have failed, with the last error", async () => {
  const { asked, markers } = kernel();
  const seen = markers.echo(1000);
  markers.again();
  asked[0]?.reply.reject(new Error("lost"));
  asked[1]?.reply.reject(new Error("the kernel died"));
  await assert.rejects(seen, /^Error: the kernel died$/);
});

Deno.test("a marker's limit begins when what was asked before it is over", async () => {
  const { markers, show, ok } = kernel();
  const before = Promise.withResolvers<void>();
  let isOver = false;
  const seen = markers.echo(0, { after: before.promise }).then((text) => (isOver = true, text));
  show(0, "early");
  ok(0);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(isOver, false);
  before.resolve();
  assert.equal(await seen, "early");
});

Deno.test("a printed marker is no output, another one's neither; a line that only looks like one is", async () => {
  const { asked, markers, idOf, show, ok } = kernel();
  markers.printsApart = true;
  const seen = markers.echo(1000);
  assert.match(asked[0]?.code ?? "", /print/);
  const printed = said("stream", { name: "stdout", text: `${idOf(0)}\n` });
  show(0);
  ok(0);
  assert.equal(markers.take(printed), true);
  assert.equal(await seen, "");
  assert.equal(markers.take(printed), true);
  assert.equal(isMarker(said("stream", { name: "stdout", text: `${idOf(0)} and more\n` })), false);
  assert.equal(isMarker(said("display_data", { transient: { display_id: idOf(0) } })), false);
});
