import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openPacedLines, SERVERS_PACE, type Stream } from "../../lib/notebook/paced_lines.ts";

/** A clock by hand; `pass()` lets time go by and what is due happen. */
function open(pace = { atOnce: 2, changes: 0, perSecond: 10 }) {
  const sent: [Stream, string][] = [];
  const due: { readonly atMs: number; readonly action: () => void }[] = [];
  let nowMs = 1000;
  const lines = openPacedLines({
    nowMs: () => nowMs,
    send: (name, text) => void sent.push([name, text]),
    later: (action, ms) => void due.push({ atMs: nowMs + ms, action }),
  }, pace);
  const pass = (ms: number) => {
    nowMs += ms;
    for (const entry of due.splice(0)) {
      if (entry.atMs <= nowMs) entry.action();
      else due.push(entry);
    }
  };
  return { lines, sent, due, pass, out: (text: string) => lines.print("stdout", text) };
}

Deno.test("pacedLines.print() sends few texts one by one", () => {
  const { sent, due, out } = open();
  out("a");
  out("b");
  deepStrictEqual(sent, [["stdout", "a"], ["stdout", "b"]]);
  strictEqual(due.length, 0);
});

Deno.test("pacedLines.print() holds what is too much for 20 ms, and sends it as one", () => {
  const { sent, pass, out } = open();
  for (const text of "abcd") out(text);
  pass(19);
  out("e");
  deepStrictEqual(sent.slice(2), []);
  pass(1);
  deepStrictEqual(sent.slice(2), [["stdout", "cde"]]);
  pass(1000);
  strictEqual(sent.length, 3);
});

Deno.test("pacedLines.print() sends what is held for 20 ms though the thread is never free", () => {
  const { lines, sent } = open();
  let nowMs = 0;
  const busy = openPacedLines({
    nowMs: () => nowMs,
    send: (name, text) => void sent.push([name, text]),
    later() {},
  }, {
    atOnce: 1,
    changes: 0,
    perSecond: 0,
  });
  for (const text of "abcdef") {
    busy.print("stdout", text);
    nowMs += 10;
  }
  deepStrictEqual(sent, [["stdout", "a"], ["stdout", "bcd"]]);
  busy.flush();
  busy.flush();
  deepStrictEqual(sent.slice(2), [["stdout", "ef"]]);
  lines.flush();
  strictEqual(sent.length, 3);
});

Deno.test("pacedLines.print() keeps the order between the two streams", () => {
  const { lines, sent, out } = open({ atOnce: 0, changes: 1, perSecond: 0 });
  out("a");
  out("b");
  lines.print("stderr", "c");
  out("d");
  lines.flush();
  deepStrictEqual(sent, [["stdout", "ab"], ["stderr", "c"], ["stdout", "d"]]);
});

Deno.test("pacedLines.print() keeps the order within each stream where they alternate all the time", () => {
  const { lines, sent, out } = open({ atOnce: 0, changes: 2, perSecond: 0 });
  for (const text of "abcdef") {
    out(text);
    lines.print("stderr", text.toUpperCase());
  }
  lines.flush();
  deepStrictEqual(sent, [["stdout", "a"], ["stderr", "A"], ["stdout", "bcdef"], ["stderr", "BCDEF"]]);
});

Deno.test("pacedLines.print() sends a long text at once", () => {
  const { sent, out } = open({ atOnce: 0, changes: 0, perSecond: 0 });
  out("a".repeat(65_535));
  strictEqual(sent.length, 0);
  out("b");
  deepStrictEqual(sent.map(([, text]) => text.length), [65_536]);
});

Deno.test("pacedLines.print() sends one by one again after a rest", () => {
  const { sent, pass, out } = open();
  for (const text of "abc") out(text);
  pass(20);
  pass(100);
  out("d");
  out("e");
  deepStrictEqual(sent.map(([, text]) => text), ["a", "b", "c", "d"]);
  pass(5000);
  for (const text of "fgh") out(text);
  deepStrictEqual(sent.map(([, text]) => text), ["a", "b", "c", "d", "e", "f", "g"]);
});

for (
  const { printed, limit, streams } of [
    { printed: "to one stream", limit: 1400, streams: ["stdout"] },
    { printed: "to both streams in turn", limit: 1650, streams: ["stdout", "stderr"] },
  ] satisfies { streams: Stream[]; [more: string]: unknown }[]
) {
  Deno.test(`pacedLines stay below the server's 3,000 messages in any three seconds, however much is printed ${printed}`, () => {
    const { lines, sent, pass } = open(SERVERS_PACE);
    const at: number[] = [];
    // A line every tenth of a millisecond, for ten seconds.
    for (let n = 0; n < 100_000; n++) {
      lines.print(streams[n % streams.length] ?? "stdout", `${n}\n`);
      while (at.length < sent.length) at.push(n / 10);
      pass(0.1);
    }
    const most = Math.max(...at.map((from) => at.filter((ms) => ms >= from && ms < from + 3000).length));
    ok(most <= limit, `${most} messages`);
    pass(20);
    for (const [index, stream] of streams.entries()) {
      strictEqual(
        sent.flatMap(([name, text]) => name === stream ? [text] : []).join(""),
        Array.from({ length: 100_000 / streams.length }, (_, n) => `${n * streams.length + index}\n`).join(
          "",
        ),
      );
    }
  });
}
