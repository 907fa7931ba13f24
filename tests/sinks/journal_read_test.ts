import assert from "node:assert/strict";
import { beginJournal } from "../../lib/sinks/journal.ts";
import { JournalError, readJournal, readJournals } from "../../lib/sinks/journal_read.ts";
import { journalRun, runRecord } from "../fixtures/journal_runs.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

const BEGIN = JSON.stringify({ v: 1, kind: "begin", run: journalRun() });
const params = (values: Record<string, string>) => JSON.stringify({ v: 1, kind: "params", values });

/** Reads a file of these lines. */
function read(...lines: string[]) {
  using folder = tempFolder();
  const path = `${folder.path}/0123456789abcdef0123456789abcdef.jsonl`;
  Deno.writeTextFileSync(path, lines.join("\n"));
  return readJournal(path);
}

Deno.test("readJournal() takes a parameter's first value and a tag's last", () => {
  const { params: values, tags } = read(
    BEGIN,
    params({ a: "1", b: "2" }),
    params({ a: "3", constructor: "4" }),
    JSON.stringify({ v: 1, kind: "tags", values: { colour: "blue", size: "L" } }),
    "",
  );
  assert.deepEqual(values, { a: "1", b: "2", constructor: "4" });
  assert.deepEqual(tags, { colour: "blue", size: "L" });
});

Deno.test("readJournal() leaves a torn last line out, also one torn inside a character", () => {
  using folder = tempFolder();
  const path = `${folder.path}/a.jsonl`;
  const whole = new TextEncoder().encode(`${BEGIN}\n${params({ a: "1" })}\n${params({ b: "🌍" })}\n`);
  // The line end, a quote and two brackets and the last two bytes of the character are missing.
  for (const missing of [1, 2, 4, 6]) {
    Deno.writeFileSync(path, whole.subarray(0, whole.length - missing));
    const { params: values, damagedLines } = readJournal(path);
    assert.deepEqual(values, missing === 1 ? { a: "1", b: "🌍" } : { a: "1" });
    assert.deepEqual(damagedLines, []);
  }
});

Deno.test("readJournal() keeps what stands before and after a line torn in the middle, and names it", () => {
  const { params: values, damagedLines, lines } = read(
    BEGIN,
    params({ a: "1" }),
    '{"v":1,"kind":"par',
    params({ b: "2" }),
    '{"v":1,"kind":"something else"}',
    params({ c: "3" }),
    "",
  );
  assert.deepEqual(values, { a: "1", b: "2", c: "3" });
  assert.deepEqual(damagedLines, [3, 5]);
  assert.equal(lines, 4);
});

Deno.test("readJournal() does not follow an artifact out of its folder", () => {
  const { artifacts, damagedLines } = read(
    BEGIN,
    JSON.stringify({ v: 1, kind: "artifact", path: "a", file: "../../etc/passwd" }),
    JSON.stringify({ v: 1, kind: "artifact", path: "b", file: "0123456789abcdef0123456789abcdef.files/0" }),
    "",
  );
  assert.deepEqual(artifacts.map(({ path }) => path), ["b"]);
  assert.deepEqual(damagedLines, [2]);
});

Deno.test("readJournal() brings the record back, with the gaps of its curve", () => {
  const record = runRecord({
    metrics: [{ key: "m", value: NaN, timestamp: 1, step: 0 }],
    curve: { timeS: [0, 1], series: [{ label: "CPU", watts: [undefined, 3] }] },
  });
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  writer.end(record);
  writer.close();
  assert.deepEqual(readJournal(writer.file).record, record);
});

Deno.test("readJournal() brings the open ends of a record's intervals back, and leaves texts alone", () => {
  using folder = tempFolder();
  const open = { value: 2, low: -Infinity, high: Infinity, grade: "A", how: "NaN" } as const;
  const record = runRecord({
    runName: "Infinity",
    energyJ: { share: open, active: { ...open, value: NaN } },
    emissionsG: { machine: open },
    components: [{ device: "CPU", energyJ: open, machineJ: open }],
    params: { high: "Infinity", low: "NaN" },
  });
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  writer.end(record);
  writer.close();
  assert.deepEqual(readJournal(writer.file).record, record);
});

Deno.test("readJournal() knows how far a run was at its last beat", () => {
  const beat = (durationS: number) =>
    JSON.stringify({ v: 1, kind: "beat", durationS, energyJ: 5, atMs: 100 });
  const { beat: last, record, closed } = read(BEGIN, beat(1), beat(2), "");
  assert.deepEqual([last?.durationS, last?.energyJ, last?.atMs], [2, 5, 100]);
  assert.deepEqual([record, closed], [undefined, undefined]);
});

Deno.test.each([
  ["an empty file", ""],
  ["a file that begins with another line", `${params({ a: "1" })}\n${BEGIN}\n`],
  ["text that is no JSON", "hello\n"],
  ["a run id that would lead elsewhere", BEGIN.replace("0123456789abcdef0123456789abcdef", "../x") + "\n"],
])("readJournal() refuses %s", (_, text) => {
  using folder = tempFolder();
  const path = `${folder.path}/a.jsonl`;
  Deno.writeTextFileSync(path, text);
  assert.throws(
    () => readJournal(path),
    new JournalError(`Cannot read journal "${path}": it does not begin with a run`),
  );
});

Deno.test("readJournals() gives the oldest first and a bad file as an error", () => {
  using folder = tempFolder();
  const runs = [["b", 20], ["a", 30], ["c", 10]] as const;
  for (const [letter, startMs] of runs) {
    beginJournal(folder.path, "/nowhere", journalRun({ runId: letter.repeat(32), startMs })).close();
  }
  Deno.writeTextFileSync(`${folder.path}/journal/bad.jsonl`, "hello\n");
  Deno.writeTextFileSync(`${folder.path}/journal/notes.txt`, "not a journal");
  Deno.mkdirSync(`${folder.path}/journal/folder.jsonl`);
  const found = readJournals(folder.path);
  assert.deepEqual(
    found.map((run) => run instanceof JournalError ? "error" : run.run.runId[0]),
    ["c", "b", "a", "error", "error"],
  );
});

Deno.test("readJournals() finds nothing where there is no journal", () => {
  using folder = tempFolder();
  assert.deepEqual(readJournals(`${folder.path}/none`), []);
});
