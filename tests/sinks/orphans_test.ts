import assert from "node:assert/strict";
import { beginJournal } from "../../lib/sinks/journal.ts";
import { readJournal } from "../../lib/sinks/journal_read.ts";
import { closeOrphans, processStart } from "../../lib/sinks/orphans.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { journalRun, runRecord } from "../fixtures/journal_runs.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

/** A living process; its start is field 22 of the line. */
function process(machine: FakeMachine, pid: number, start: number, name = "deno") {
  machine.write(
    `/proc/${pid}/stat`,
    `${pid} (${name}) S 1 1 1 0 -1 0 1 2 0 0 9 9 0 0 20 0 1 0 ${start} 100 25 18\n`,
  );
}

Deno.test("processStart() reads past a name that holds blanks and brackets", () => {
  using machine = fakeMachine("none");
  process(machine, 7, 250, "a) S 1 (b c");
  assert.equal(processStart(7, machine.host), "250");
  assert.equal(processStart(8, machine.host), "");
});

Deno.test("closeOrphans() closes the run of a process that is gone, as of its last beat", () => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun({ pid: 7, processStart: "250" }));
  writer.beat(3, 12, 1_790_000_003_000);
  writer.close();
  assert.deepEqual(closeOrphans(folder.path, machine.host).map(({ path }) => path), [writer.file]);
  const { closed } = readJournal(writer.file);
  assert.deepEqual(
    [closed?.status, closed?.endMs, closed?.why],
    ["KILLED", 1_790_000_003_000, "The process 7 ended without ending the run"],
  );
  assert.deepEqual(closeOrphans(folder.path, machine.host), []);
});

Deno.test("closeOrphans() without a beat takes the time of the last line", () => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  writer.close();
  Deno.utimeSync(writer.file, 1_790_000_009, 1_790_000_009);
  closeOrphans(folder.path, machine.host);
  assert.equal(readJournal(writer.file).closed?.endMs, 1_790_000_009_000);
});

Deno.test("closeOrphans() leaves a living process alone, and not one that got its number later", () => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  process(machine, 7, 250);
  process(machine, 8, 9000);
  const alive = beginJournal(folder.path, "/nowhere", journalRun({ runId: "a".repeat(32), pid: 7 }));
  const reused = beginJournal(folder.path, "/nowhere", journalRun({ runId: "b".repeat(32), pid: 8 }));
  alive.close();
  reused.close();
  assert.deepEqual(closeOrphans(folder.path, machine.host).map(({ run }) => run.pid), [8]);
  assert.equal(readJournal(alive.file).closed, undefined);
});

Deno.test("closeOrphans() leaves runs alone that have ended, and files that it cannot read", () => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  writer.end(runRecord());
  writer.close();
  Deno.writeTextFileSync(`${folder.path}/journal/bad.jsonl`, "hello\n");
  assert.deepEqual(closeOrphans(folder.path, machine.host), []);
  assert.equal(Deno.readTextFileSync(`${folder.path}/journal/bad.jsonl`), "hello\n");
});

Deno.test("closeOrphans() closes a run whose last line was torn with its process", () => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  writer.params({ a: "1" });
  writer.close();
  Deno.writeTextFileSync(writer.file, '{"v":1,"kind":"metr', { append: true });
  closeOrphans(folder.path, machine.host);
  const { params, closed, damagedLines } = readJournal(writer.file);
  assert.deepEqual([params, closed?.status, damagedLines], [{ a: "1" }, "KILLED", []]);
});
