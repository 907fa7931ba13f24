import assert from "node:assert/strict";
import { whileDeaf } from "../../lib/runner/deaf_connection.ts";

/** What each look finds: messages heard so far, the kernel's state, and whether somebody still waits. */
type Look = readonly [heard: number, state: string | undefined, isWaiting: boolean];

async function looksOf(...looks: readonly Look[]) {
  let at = 0, reconnects = 0;
  const now = (): Look => looks[at] ?? [0, undefined, false];
  await whileDeaf({
    isWaiting: () => now()[2],
    heard: () => now()[0],
    kernelState: () => Promise.resolve(now()[1]),
    reconnect: () => (reconnects++, Promise.resolve()),
    pause: () => (at++, Promise.resolve()),
  });
  return { looks: at + 1, reconnects };
}

Deno.test("whileDeaf() connects anew when requests wait, the kernel is idle and nothing was heard in between", async () => {
  assert.deepEqual(await looksOf([3, "idle", true], [3, "idle", true], [3, "idle", true]), {
    looks: 2,
    reconnects: 1,
  });
  // What was kept for it has arrived, and then nothing more.
  assert.deepEqual(await looksOf([3, "idle", true], [9, "idle", true], [9, "idle", true]), {
    looks: 3,
    reconnects: 1,
  });
});

Deno.test("whileDeaf() leaves a connection alone whose kernel works, speaks, or has answered", async () => {
  const busy: Look = [3, "busy", true];
  assert.deepEqual(await looksOf(busy, busy, busy, [4, "idle", false]), { looks: 4, reconnects: 0 });
  assert.deepEqual(await looksOf([1, "idle", true], [2, "idle", true], [3, "idle", true]), {
    looks: 4,
    reconnects: 0,
  });
  // A server that does not say what its kernel does.
  assert.deepEqual(await looksOf([3, undefined, true], [3, undefined, true]), { looks: 3, reconnects: 0 });
  assert.deepEqual(await looksOf([3, "idle", false]), { looks: 1, reconnects: 0 });
});
