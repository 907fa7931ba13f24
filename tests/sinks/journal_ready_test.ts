import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { beginJournal, makeReady } from "../../lib/sinks/journal.ts";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";
import { journalRun } from "../fixtures/journal_runs.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

const [A = "", B = "", C = ""] = ["a", "b", "c"].map((digit) => digit.repeat(32));

const ids = (root: string) =>
  readJournals(root).map((run) => run instanceof JournalError ? run.message : run.run.runId).toSorted();
const names = (root: string) =>
  Array.from(Deno.readDirSync(`${root}/journal`), ({ name }) => name).toSorted();
const inode = (path: string) => Deno.statSync(path).ino;

Deno.test("makeReady() makes the file that becomes the next journal, and no run by itself", () => {
  using folder = tempFolder();
  const first = beginJournal(folder.path, "/nowhere", journalRun({ runId: A }));
  first.close();
  makeReady(folder.path);
  makeReady(folder.path);
  deepStrictEqual(ids(folder.path), [A]);
  const made = `${folder.path}/journal/next.spare`, number = inode(made);
  strictEqual((Deno.statSync(made).mode ?? 0) & 0o777, 0o600);
  const next = beginJournal(folder.path, "/nowhere", journalRun({ runId: B }), true);
  next.close();
  deepStrictEqual([ids(folder.path), names(folder.path)], [[A, B], [`${A}.jsonl`, `${B}.jsonl`]]);
  strictEqual(inode(next.file), number, "the same file under its name");
  ok(first.problem === undefined && next.problem === undefined);
});

Deno.test("beginJournal() of two processes that count on the same file gives each its own", () => {
  using folder = tempFolder();
  beginJournal(folder.path, "/nowhere", journalRun({ runId: A })).close();
  makeReady(folder.path);
  const one = beginJournal(folder.path, "/nowhere", journalRun({ runId: B }), true);
  const other = beginJournal(folder.path, "/nowhere", journalRun({ runId: C }), true);
  for (const writer of [one, other]) {
    writer.params({ by: writer.file });
    writer.close();
  }
  deepStrictEqual(ids(folder.path), [A, B, C]);
  ok(inode(one.file) !== inode(other.file));
  strictEqual(Deno.readTextFileSync(other.file).includes(one.file), false);
});
