import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import type { MetricPoint } from "../../lib/record/run_record.ts";
import { type Deliverable, deliverRun } from "../../lib/sinks/mlflow/deliver.ts";
import { OWN_NAMES } from "../../lib/sinks/mlflow/names.ts";
import { openStore } from "../../lib/sinks/mlflow/open_store.ts";
import { uniqueNames } from "../../lib/sinks/mlflow/unique_names.ts";
import { journalRun, runRecord } from "../fixtures/journal_runs.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { mlflowServer } from "./mlflow_server.ts";
import { peerTest } from "./peer.ts";

interface FoundRun {
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly (readonly [string, number, number])[]>>;
}
type Found = Readonly<Record<string, Readonly<Record<string, FoundRun>>>>;

const RUNS = 10, NAMES = 33, POINTS = 1000, TEXTS = 60;
const host = realHost({ environment: {} });
const START_MS = 1_790_000_000_000;

let state = 20_261_127;
function below(bound: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor(state / 2 ** 32 * bound);
}

/** Any double there is: 64 random bits, and those that people meet. */
function anyNumber(): number {
  const met = [
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    0.1 + 0.2,
    5e-324,
    2 ** 53,
    -(2 ** 53),
    1e300,
    1.5,
    -2.5,
    START_MS + 0.5,
  ];
  if (below(2) === 0) return met[below(met.length)] ?? 0;
  const bits = new DataView(new ArrayBuffer(8));
  for (let at = 0; at < 8; at++) bits.setUint8(at, below(256));
  return bits.getFloat64(0);
}

/** Any text there is: units of UTF-16, halves of pairs too, and what means something somewhere. */
function anyText(): string {
  const met = [
    "",
    "a/b",
    "//",
    "..",
    "%",
    "é",
    "e\u0301",
    "🌍",
    "\ud800",
    "\0",
    "\n",
    "'",
    '"',
    "`",
    "<b>",
    "=1+1",
    "__proto__",
    "null",
  ];
  return Array.from(
    { length: below(6) },
    () => below(3) === 0 ? String.fromCharCode(below(65_536)) : met[below(met.length)] ?? "",
  ).join("");
}

function anyRun(number: number): Deliverable {
  const names = Array.from({ length: NAMES }, anyText);
  const texts = () =>
    Object.fromEntries(
      Array.from({ length: TEXTS }, () => [anyText(), below(20) === 0 ? "x".repeat(7000) : anyText()]),
    );
  const runId = number.toString(16).padStart(32, "d");
  return {
    run: journalRun({ runId, runName: `${number}`, experimentName: "anything" }),
    metrics: Array.from({ length: POINTS }, () => ({
      key: names[below(NAMES)] ?? "",
      value: anyNumber(),
      timestamp: anyNumber(),
      step: anyNumber(),
    })),
    params: texts(),
    tags: texts(),
    artifacts: [],
    record: runRecord({ runId, runName: `${number}` }),
    closed: undefined,
    beat: undefined,
  };
}

/** What MLflow can hold of a number that counts: a whole one that a double holds exactly. */
function whole(value: number, low: number): number {
  if (Number.isNaN(value)) return Math.max(0, low);
  return Math.round(Math.min(Number.MAX_SAFE_INTEGER, Math.max(low, value))) + 0;
}

const seen = ({ value, timestamp, step }: Omit<MetricPoint, "key">) => {
  const number = Number.isNaN(value)
    ? value
    : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) + 0;
  return `${number} ${whole(timestamp, 0)} ${whole(step, -Number.MAX_SAFE_INTEGER)}`;
};
const asStored = (text: string, most: number) =>
  text.toWellFormed().replaceAll("\0", "\uFFFD").slice(0, most).replace(/[\ud800-\udbff]$/, "");

function assertRun(run: Deliverable, found: FoundRun | undefined): void {
  assert.ok(found);
  const names = uniqueNames(run.metrics.map(({ key }) => key), OWN_NAMES);
  const expected = Map.groupBy(run.metrics, ({ key }) => names.get(key) ?? "");
  for (const [key, points] of expected) {
    const stored: ReadonlySet<string> = new Set(
      found.metrics[key]?.map(([value, timestamp, step]) => `${Number(value) + 0} ${timestamp} ${step}`),
    );
    assert.deepEqual([...stored].sort(), [...new Set(points.map(seen))].sort(), key);
  }
  const theirs = Object.keys(found.metrics).filter((key) => !(OWN_NAMES as readonly string[]).includes(key));
  assert.deepEqual(theirs.sort(), [...expected.keys()].sort());
  const params = uniqueNames(Object.keys(run.params));
  const texts = Object.entries(run.params).map((
    [key, value],
  ) => [params.get(key) ?? "", asStored(value, 6000)]);
  assert.deepEqual(Object.entries(found.params).sort(), texts.sort());
  const tags = uniqueNames(Object.keys(run.tags));
  for (const [key, value] of Object.entries(run.tags)) {
    assert.equal(found.tags[tags.get(key) ?? ""], asStored(value, 8000), key);
  }
}

peerTest(
  "deliverRun() to a real server: whatever JavaScript holds, MLflow's own client reads the same back",
  async () => {
    const mlflow = await mlflowPython();
    using folder = tempFolder();
    await using server = await mlflowServer(mlflow, folder.path);
    const runs = Array.from({ length: RUNS }, (_, number) => anyRun(number));
    await using first = await openStore(server.url, host);
    await using second = await openStore(server.url, host);
    const ids = new Map<string, string>();
    for (const run of runs) {
      // Two processes deliver the same run at the same instant: one run stays, and it is whole.
      const both = await Promise.allSettled([first, second].map((store) => deliverRun(run, store)));
      const delivered = both.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
      const left = await first.findRun(delivered[0]?.experimentId ?? "", run.run.runId);
      const winner = delivered.find(({ remoteRunId }) => remoteRunId === left);
      assert.ok(winner && left, JSON.stringify(both));
      assert.equal(winner.problems, undefined);
      ids.set(run.run.runName, left);
    }
    const found = await mlflow.read("read_runs.py", server.url) as Found;
    for (const run of runs) assertRun(run, found["anything"]?.[ids.get(run.run.runName) ?? ""]);
    const active = await Promise.all([...ids.values()].map((id) => first.counts(id)));
    assert.deepEqual(new Set(active.map(({ status }) => status)), new Set(["FINISHED"]));

    // A run that is there goes on, under its own name, and hangs what is its child below itself.
    const [parent = ""] = ids.values();
    const trackingUri = server.url;
    const resumed = { ...anyRun(90), metrics: [], params: {}, tags: { "wattbook.resumes": parent } };
    const goesOn = { ...resumed, run: { ...resumed.run, trackingUri }, record: undefined };
    assert.equal((await deliverRun(goesOn, first)).remoteRunId, parent);
    const child = {
      ...anyRun(91),
      metrics: [],
      params: {},
      tags: { "mlflow.parentRunId": "d".repeat(31) + "0" },
    };
    const childId = (await deliverRun(child, first)).remoteRunId;
    const later = (await mlflow.read("read_runs.py", server.url) as Found)["anything"];
    assert.equal(later?.[parent]?.tags["mlflow.runName"], "0");
    assert.equal(later?.[parent]?.tags["wattbook.resumes"], undefined);
    assert.equal(later?.[childId]?.tags["mlflow.parentRunId"], parent);
  },
);
