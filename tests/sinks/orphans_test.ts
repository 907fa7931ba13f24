import assert from "node:assert/strict";
import { beginJournal } from "../../lib/sinks/journal.ts";
import { readJournal } from "../../lib/sinks/journal_read.ts";
import { closeOrphans } from "../../lib/sinks/orphans.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { journalRun, runRecord } from "../fixtures/journal_runs.ts";
import { SESSION_TAG } from "../../lib/sinks/session_tag.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

/** A living process; its start is field 22 of the line. */
function process(machine: FakeMachine, pid: number, start: number, name = "deno") {
  machine.write(
    `/proc/${pid}/stat`,
    `${pid} (${name}) S 1 1 1 0 -1 0 1 2 0 0 9 9 0 0 20 0 1 0 ${start} 100 25 18\n`,
  );
}

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

/** A machine as one of its processes sees it. */
function sees(
  machine: FakeMachine,
  { boot, id = "f00d", pids = "1" }: { boot: string; id?: string; pids?: string },
) {
  machine.write("/proc/sys/kernel/hostname", "lab\n");
  machine.write("/proc/sys/kernel/random/boot_id", `${boot}\n`);
  machine.write("/etc/machine-id", `${id}\n`);
  Deno.mkdirSync(`${machine.root}/proc/self/ns`, { recursive: true });
  Deno.symlinkSync(`pid:[${pids}]`, `${machine.root}/proc/self/ns/pid`);
}

const HOME = { machine: "lab f00d", boot: "b1", pids: "pid:[1]" };
const DAY_MS = 24 * 3600 * 1000;

Deno.test.each([
  { name: "the same machine: its process is not there", home: HOME, silentMs: 0, closed: true },
  {
    name: "the same machine before it was started anew",
    home: { ...HOME, boot: "b0" },
    silentMs: 0,
    closed: true,
  },
  {
    name: "another container of the machine",
    home: { ...HOME, pids: "pid:[2]" },
    silentMs: 0,
    closed: false,
  },
  { name: "another machine", home: { ...HOME, machine: "lab 2", boot: "b2" }, silentMs: 0, closed: false },
  {
    name: "another machine, silent for a day",
    home: { ...HOME, machine: "lab 2", boot: "b2" },
    silentMs: DAY_MS,
    closed: false,
  },
  {
    name: "another machine, silent for longer",
    home: { ...HOME, machine: "lab 2", boot: "b2" },
    silentMs: DAY_MS + 1,
    closed: true,
  },
  {
    name: "machines without a number of their own",
    home: { ...HOME, machine: "", boot: "b2" },
    silentMs: 0,
    closed: false,
  },
  { name: "a journal that does not tell where", home: undefined, silentMs: 0, closed: true },
])("closeOrphans() with a run of $name", ({ home, silentMs, closed }) => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  sees(machine, { boot: "b1" });
  const writer = beginJournal(folder.path, "/nowhere", journalRun(home ? { home } : {}));
  writer.close();
  Deno.utimeSync(
    writer.file,
    (machine.now.epochMs - silentMs) / 1000,
    (machine.now.epochMs - silentMs) / 1000,
  );
  assert.equal(closeOrphans(folder.path, machine.host).length, closed ? 1 : 0);
  assert.equal(readJournal(writer.file).closed?.status, closed ? "KILLED" : undefined);
});

Deno.test("closeOrphans() leaves a run alone whose process it may not look at", () => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  process(machine, 7, 250);
  machine.denied.add("/proc/7/stat");
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  writer.close();
  assert.deepEqual(closeOrphans(folder.path, machine.host), []);
});

Deno.test("closeOrphans() counts a beat that a worker wrote as a sign of life, and as what was measured", () => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  sees(machine, { boot: "b1" });
  const home = { machine: "lab 2", boot: "b2", pids: "pid:[1]" };
  const writer = beginJournal(folder.path, "/nowhere", journalRun({ home }));
  writer.beat(30, 99, machine.now.epochMs - DAY_MS);
  writer.close();
  Deno.utimeSync(writer.file, 1, 1);
  assert.deepEqual(closeOrphans(folder.path, machine.host), []);
  machine.pass(0.001);
  const [closed] = closeOrphans(folder.path, machine.host);
  assert.deepEqual([closed?.beat?.energyJ, closed?.beat?.durationS], [99, 30]);
});

Deno.test("closeOrphans() takes the run over a notebook session for finished: a kernel is ended without a word", () => {
  using machine = fakeMachine("none");
  using folder = tempFolder();
  const session = journalRun({ runId: "a".repeat(32), tags: { [SESSION_TAG]: "true" } });
  for (const run of [session, journalRun({ runId: "b".repeat(32) })]) {
    const writer = beginJournal(folder.path, "/nowhere", run);
    writer.beat(3, 12, 1_790_000_003_000);
    writer.close();
  }
  const status = closeOrphans(folder.path, machine.host).map(({ path }) => readJournal(path).closed?.status);
  assert.deepEqual(status.sort(), ["FINISHED", "KILLED"]);
});
