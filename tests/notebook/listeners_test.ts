import { deepStrictEqual, match } from "node:assert/strict";
import { openListeners } from "../../lib/notebook/listeners.ts";

Deno.test("listeners.tell() tells all of them, also after one that throws, and none that is gone", () => {
  const told: string[] = [], logged: unknown[] = [];
  const listeners = openListeners("nothing could be done");
  const { error } = console;
  console.error = (text) => void logged.push(text);
  try {
    using _one = listeners.add(() => void told.push("one"));
    using _bad = listeners.add(() => {
      throw new RangeError("bad");
    });
    const gone = listeners.add(() => void told.push("gone"));
    using _two = listeners.add(() => void told.push("two"));
    gone[Symbol.dispose]();
    listeners.tell();
  } finally {
    console.error = error;
  }
  listeners.tell();
  deepStrictEqual(told, ["one", "two"]);
  deepStrictEqual(logged.length, 1);
  match(String(logged[0]), /wattbook: nothing could be done: RangeError: bad/);
});
