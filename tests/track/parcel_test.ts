import assert from "node:assert/strict";
import { Parcel } from "../../lib/track/parcel.ts";
import type { Run } from "../../lib/track/run.ts";

/** Longer than any test: only who hurries gets past it. */
const LONG_MS = 600_000;

function waiting(): Parcel {
  const parcel = new Parcel({ info: { trackingUri: "none" } } as unknown as Run);
  parcel.waits = true;
  return parcel;
}

Deno.test("parcel.due() ends when somebody hurries, also before it has begun to wait", async () => {
  const early = waiting(), late = waiting();
  early.hurry();
  const due = [early.due(LONG_MS), late.due(LONG_MS)];
  late.hurry();
  const turn = new Promise((resolve) => setTimeout(resolve, 0, "a turn later"));
  assert.equal(await Promise.race([Promise.all(due).then(() => "at once"), turn]), "at once");
  await turn;
});

Deno.test("parcel.hurry() is about the delivery that waits, not about one to come", async () => {
  const parcel = waiting();
  parcel.waits = false;
  parcel.hurry();
  parcel.waits = true;
  const over: string[] = [];
  const due = parcel.due(LONG_MS).then(() => over.push("due"));
  await Promise.resolve();
  assert.deepEqual(over, []);
  parcel.hurry();
  await due;
});
