import assert from "node:assert/strict";
import { appendJournal, beginJournal } from "../../lib/sinks/journal.ts";
import { readJournal } from "../../lib/sinks/journal_read.ts";
import { loggedModel } from "../fixtures/logged_model.ts";
import { journalRun, runRecord } from "../fixtures/journal_runs.ts";
import { seeded } from "../fixtures/seeded.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { unwritable } from "../fixtures/unwritable.ts";

const RUN_ID = "0123456789abcdef0123456789abcdef";
const child = new URL("../fixtures/journal_child.ts", import.meta.url).pathname;

Deno.test("beginJournal() has each line in the file before its call returns", () => {
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  const lines = () =>
    Deno.readTextFileSync(writer.file).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(writer.file, `${folder.path}/journal/${RUN_ID}.jsonl`);
  assert.deepEqual(lines(), [{ v: 1, kind: "begin", run: journalRun() }]);
  writer.params({ trees: "300" });
  assert.deepEqual(lines()[1], { v: 1, kind: "params", values: { trees: "300" } });
  writer.metrics([]);
  writer.tags({ "a\nb": "\u2028" });
  writer.beat(1.5, undefined, 1_790_000_001_500);
  writer.delivered("sqlite:///mlflow.db", 3, "r", "0");
  writer.close();
  assert.deepEqual(lines().map(({ kind }) => kind), ["begin", "params", "tags", "beat", "delivered"]);
  assert.equal(writer.lines, 3);
  assert.equal(writer.problem, undefined);
});

Deno.test("beginJournal() takes lines after it was closed", () => {
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  writer.close();
  writer.close();
  writer.end(runRecord());
  assert.equal(readJournal(writer.file).record?.durationS, 60);
});

Deno.test({
  name: "beginJournal() lets nobody else read lines and artifacts",
  ignore: Deno.build.os === "windows",
  fn() {
    using folder = tempFolder();
    const writer = beginJournal(folder.path, "/nowhere", journalRun());
    writer.artifact("a.txt", new TextEncoder().encode("secret"));
    writer.close();
    const [artifact] = readJournal(writer.file).artifacts;
    for (const file of [writer.file, artifact?.file ?? ""]) {
      assert.equal((Deno.statSync(file).mode ?? 0) & 0o777, 0o600);
    }
  },
});

Deno.test("beginJournal() keeps models with their files and what was said of them since", () => {
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  const model = loggedModel({ metrics: [{ key: "loss", value: NaN, timestamp: 1, step: 0 }] });
  const content = Uint8Array.of(1, 2, 3);
  const kept = writer.model(model, [{ path: "../model.onnx", content }]);
  writer.modelMetrics(model.id, [{ key: "r2", value: 0.5, timestamp: 2, step: 0 }]);
  writer.modelMetrics("m-".padEnd(34, "9"), [{ key: "of nobody", value: 1, timestamp: 2, step: 0 }]);
  writer.modelMetrics(model.id, []);
  writer.close();
  const [read, ...others] = readJournal(writer.file).models;
  assert.deepEqual(others, []);
  assert.deepEqual(read?.metrics.map(({ key, value }) => [key, value]), [["loss", NaN], ["r2", 0.5]]);
  assert.deepEqual(read?.files, kept?.files);
  assert.deepEqual({ ...kept, files: [] }, { ...model, files: [] });
  const file = read?.files[0]?.file ?? "";
  assert(file.startsWith(`${folder.path}/journal/${RUN_ID}.files/`), file);
  assert.deepEqual(Deno.readFileSync(file), content);
  assert.equal(writer.lines, 4);
});

Deno.test("beginJournal() brings NaN and the infinities back", () => {
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  const points = [NaN, Infinity, -Infinity, -1.5e-300].map((value, step) => ({
    key: "m",
    value,
    timestamp: 1,
    step,
  }));
  writer.metrics(points);
  writer.params({ a: "NaN", b: "Infinity" });
  writer.close();
  const { metrics, params } = readJournal(writer.file);
  assert.deepEqual(metrics, points);
  assert.deepEqual(params, { a: "NaN", b: "Infinity" });
});

Deno.test("beginJournal() keeps artifacts inside its folder, whatever they are called", () => {
  using folder = tempFolder();
  const writer = beginJournal(`${folder.path}/in/here`, "/nowhere", journalRun());
  const names = ["../../../up.txt", "/etc/wattbook", "", "a\0b", "..", "x".repeat(10_000), "🌍/é"];
  names.forEach((name, at) => writer.artifact(name, new Uint8Array([at])));
  writer.close();
  assert.equal(writer.problem, undefined);
  const { artifacts } = readJournal(writer.file);
  assert.deepEqual(artifacts.map(({ path }) => path), names);
  artifacts.forEach(({ file }, at) => {
    assert.equal(file, `${folder.path}/in/here/journal/${RUN_ID}.files/${at}`);
    assert.deepEqual(Deno.readFileSync(file), new Uint8Array([at]));
  });
  assert.deepEqual(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["in"]);
});

Deno.test("beginJournal() uses the spare folder when the first is read-only, and says where the run is", () => {
  using spare = tempFolder();
  const writer = beginJournal(unwritable(), spare.path, journalRun());
  writer.params({ a: "1" });
  writer.close();
  assert.equal(writer.file, `${spare.path}/journal/${RUN_ID}.jsonl`);
  assert.match(
    writer.problem ?? "",
    new RegExp(`^The journal is in "${spare.path}", because "${unwritable()}" cannot be written \\(.+\\)$`),
  );
  assert.deepEqual(readJournal(writer.file).params, { a: "1" });
});

Deno.test("beginJournal() uses the spare folder when the first is a file", () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  const writer = beginJournal(`${folder.path}/file`, `${folder.path}/spare`, journalRun());
  writer.close();
  assert.equal(readJournal(`${folder.path}/spare/journal/${RUN_ID}.jsonl`).run.runName, "forest");
});

Deno.test("beginJournal() without any writable folder keeps nothing, says so, and breaks nothing", () => {
  const writer = beginJournal(unwritable(), `${unwritable()}2`, journalRun());
  writer.metrics([{ key: "m", value: 1, timestamp: 1, step: 0 }]);
  writer.artifact("a", new Uint8Array(1));
  writer.end(runRecord());
  writer.close();
  assert.equal(writer.file, "");
  assert.match(writer.problem ?? "", /^There is no journal: neither "\S+" nor "\S+" can be written \(.+\)$/);
});

Deno.test({
  name: "beginJournal() uses the spare folder when the disk of the first is full",
  ignore: Deno.build.os !== "linux",
  fn() {
    using full = tempFolder();
    using spare = tempFolder();
    Deno.mkdirSync(`${full.path}/journal`);
    // Every write to this device says that no space is left.
    Deno.symlinkSync("/dev/full", `${full.path}/journal/${RUN_ID}.jsonl`);
    const writer = beginJournal(full.path, spare.path, journalRun());
    writer.params({ a: "1" });
    writer.close();
    assert.match(writer.problem ?? "", /^The journal is in .* \(.*No space left.*\)$/);
    assert.deepEqual(readJournal(writer.file).params, { a: "1" });
    assert.deepEqual(Array.from(Deno.readDirSync(`${full.path}/journal`)), []);
  },
});

Deno.test({
  name: "beginJournal() on a disk that fills up keeps every line before that, and goes on",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folder = tempFolder();
    // Files may have 16 KiB; what goes beyond fails as on a full disk.
    const { code, stderr } = await new Deno.Command("bash", {
      args: [
        "-c",
        'trap "" XFSZ; ulimit -f 16; exec "$@"',
        "bash",
        Deno.execPath(),
        ...arguments_(folder.path, "500"),
      ],
      stdin: "null",
      env: { DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    const said = new TextDecoder().decode(stderr);
    assert.equal(code, 0, said);
    assert.match(said, /^The journal could not be written \(File too large.*\)\n$/);
    const { metrics, artifacts, damagedLines } = readJournal(`${folder.path}/journal/${RUN_ID}.jsonl`);
    // 16,384 bytes hold more than 100 lines of at most 130 bytes each.
    assert.ok(metrics.length > 100 && metrics.length < 500, `${metrics.length} points`);
    metrics.forEach(({ key, value, step }, at) => assert.deepEqual([key, value, step], ["löss 🌍", at, at]));
    assert.deepEqual([artifacts, damagedLines], [[], []]);
  },
});

Deno.test("beginJournal() loses no line that had returned when the process is killed at any moment", async () => {
  const random = seeded(20_261_124);
  for (let kill = 0; kill < 24; kill++) {
    using folder = tempFolder();
    const process = new Deno.Command(Deno.execPath(), {
      args: arguments_(folder.path),
      stdout: "piped",
      stderr: "null",
      stdin: "null",
    }).spawn();
    const killAt = 1 + Math.floor(random() ** 3 * 3000);
    let returned = 0, killed = false;
    for await (const bytes of process.stdout) {
      returned += bytes.length;
      if (returned >= killAt && !killed) {
        process.kill("SIGKILL");
        killed = true;
      }
    }
    assert.equal((await process.status).signal, "SIGKILL");
    const { metrics, run } = readJournal(`${folder.path}/journal/${RUN_ID}.jsonl`);
    assert.equal(run.runName, "forest");
    assert.ok(
      metrics.length === returned || metrics.length === returned + 1,
      `${returned} lines had returned, ${metrics.length} are in the journal`,
    );
    metrics.forEach(({ value, key }, at) => assert.deepEqual([value, key], [at, "löss 🌍"]));
  }
});

Deno.test("appendJournal() begins a new line after one that was torn", () => {
  using folder = tempFolder();
  const writer = beginJournal(folder.path, "/nowhere", journalRun());
  writer.params({ a: "1" });
  writer.close();
  Deno.writeTextFileSync(writer.file, '{"v":1,"kind":"params","val', { append: true });
  appendJournal(writer.file, { v: 1, kind: "closed", status: "KILLED", endMs: 5, why: "gone" });
  appendJournal(writer.file, {
    v: 1,
    kind: "delivered",
    to: "x",
    lines: 2,
    remoteRunId: "r",
    experimentId: "0",
  });
  const { params, closed, delivered, damagedLines } = readJournal(writer.file);
  assert.deepEqual(params, { a: "1" });
  assert.deepEqual([closed?.status, closed?.endMs, closed?.why], ["KILLED", 5, "gone"]);
  assert.equal(delivered.get("x")?.lines, 2);
  assert.deepEqual(damagedLines, []);
});

function arguments_(...given: string[]): string[] {
  return ["run", "-A", "--no-check", "--frozen", child, ...given];
}
