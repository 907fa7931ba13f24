import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { CELL_EVENTS } from "../../lib/notebook/cell_events.ts";
import { mailboxWorkerSource, openMailbox } from "../../lib/track/mailbox.ts";

/** A box, and its worker in a thread that the test is: its timer, what it is told. */
function open() {
  const self = new EventTarget();
  const timers = new Set<() => void>();
  const posted: unknown[] = [], heard: unknown[] = [];
  new Function("self", "setTimeout", "clearTimeout", mailboxWorkerSource)(
    self,
    (action: () => void) => (timers.add(action), action),
    (action: () => void) => timers.delete(action),
  );
  self.addEventListener("message", (event) => {
    if (event instanceof MessageEvent && event.data.room !== "mailbox") heard.push(event.data);
  });
  const box = openMailbox((message) => {
    const data = message as { room: string };
    if (data.room === "mailbox") self.dispatchEvent(new MessageEvent("message", { data }));
    else posted.push(message);
  });
  return {
    box,
    posted,
    heard,
    /** A cell begins. */
    cell: () => void self.dispatchEvent(new CustomEvent(CELL_EVENTS.input)),
    /** The worker's time has come. */
    look() {
      strictEqual(timers.size, 1, "one timer");
      for (const action of timers) {
        timers.delete(action);
        action();
      }
    },
  };
}

Deno.test("mailbox: what was left is found when the worker looks, once and in order", () => {
  const { box, posted, heard, cell, look } = open();
  cell();
  box.leave("a", { n: 1 });
  box.leave("b", { n: 2, text: "é 🌱" });
  box.close();
  deepStrictEqual(heard, []);
  look();
  deepStrictEqual([posted, heard], [[], [{ n: 1 }, { n: 2, text: "é 🌱" }]]);
  strictEqual(box.takeBack("a"), false);
  cell();
  look();
  strictEqual(heard.length, 2);
});

Deno.test("mailbox: what was taken back in time never arrives", () => {
  const { box, posted, heard, cell, look } = open();
  cell();
  box.leave("a", { n: 1 });
  box.leave("b", { n: 2 });
  box.close();
  strictEqual(box.takeBack("a"), true);
  box.close();
  strictEqual(box.takeBack("a"), false);
  look();
  deepStrictEqual([posted, heard], [[], [{ n: 2 }]]);
});

Deno.test("mailbox: a worker that is not about to look gets its message at once", () => {
  const { box, posted, heard, cell, look } = open();
  box.leave("a", { n: 1 });
  box.close();
  deepStrictEqual(posted, [{ room: "together", messages: [{ n: 1 }] }]);
  strictEqual(box.takeBack("a"), false, "it is on its way");
  cell();
  look();
  box.leave("b", { n: 2 });
  box.close();
  deepStrictEqual(posted.length, 2, "the cell is older than the worker's look");
  deepStrictEqual(heard, []);
});

Deno.test("mailbox: each cell's begin puts the look off, so that a run of quick cells is left alone", () => {
  const { box, heard, cell, look } = open();
  for (let n = 0; n < 3; n++) {
    cell();
    box.leave("a", { n });
    box.close();
    strictEqual(box.takeBack("a"), true);
    box.close();
  }
  look();
  deepStrictEqual(heard, []);
});

Deno.test("mailbox: what does not fit into the box is sent at once", () => {
  const { box, posted, cell } = open();
  const text = "x".repeat(1 << 14);
  cell();
  box.leave("a", { text });
  box.close();
  deepStrictEqual(posted, [{ room: "together", messages: [{ text }] }]);
});
