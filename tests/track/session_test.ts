import { deepStrictEqual } from "node:assert/strict";
import type { RunRecord } from "../../lib/record/run_record.ts";
import { openSession, UNASKED_TAG } from "../../lib/track/session.ts";

const record = (runId: string, experimentName: string, status = "FINISHED") =>
  ({ runId, experimentName, status, tags: {} }) as unknown as RunRecord;

Deno.test("openSession() keeps what is found out about a model before and after its run ends", () => {
  const session = openSession();
  session.evaluate("1", { accuracy: 0.5 });
  deepStrictEqual(session.runs(), []);
  session.add(record("1", "digits"));
  session.evaluate("1", { parameters: 650 });
  deepStrictEqual(session.runs(), [{ record: record("1", "digits"), accuracy: 0.5, parameters: 650 }]);
});

Deno.test("openSession() replaces the record of a run whose status was put right", () => {
  const session = openSession();
  session.add(record("1", "digits"));
  session.evaluate("1", { accuracy: 0.9 });
  session.add(record("1", "digits", "FAILED"));
  deepStrictEqual(session.runs(), [{ record: record("1", "digits", "FAILED"), accuracy: 0.9 }]);
});

Deno.test("openSession() tells the runs of one experiment, oldest first", () => {
  const session = openSession();
  session.add(record("1", "digits"));
  session.add(record("2", "cancer"));
  session.add(record("3", "digits"));
  deepStrictEqual(session.runs("digits").map((run) => run.record.runId), ["1", "3"]);
  deepStrictEqual(session.runs("none"), []);
  deepStrictEqual(session.runs().length, 3);
});

Deno.test("openSession() leaves out runs that nobody asked for: they are no models to compare", () => {
  const session = openSession();
  session.add({ ...record("1", "digits"), tags: { [UNASKED_TAG]: "true" } });
  deepStrictEqual(session.runs(), []);
});
