import assert from "node:assert/strict";
import { type HostOptions, NotPermitted, realHost } from "../lib/host.ts";
import { countQuestions } from "./fixtures/count_questions.ts";

/** A folder that stands for `/`, with a `/proc/stat`. */
function fakeRoot(options: HostOptions = {}) {
  const root = Deno.makeTempDirSync({ prefix: "wattbook_host_" });
  Deno.mkdirSync(`${root}/proc`);
  Deno.writeTextFileSync(`${root}/proc/stat`, "cpu 1\n");
  Deno.writeTextFileSync(`${root}/proc/uptime`, "2\n");
  return {
    root,
    host: realHost({ root, ...options }),
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

Deno.test("realHost() reads and lists below its root, names sorted", () => {
  using machine = fakeRoot();
  const { host, root } = machine;
  assert.equal(host.path("/proc/stat"), `${root}/proc/stat`);
  assert.equal(host.readText("/proc/stat"), "cpu 1\n");
  assert.deepEqual(host.list("/proc"), ["stat", "uptime"]);
  assert.throws(() => host.readText("/proc/nothing"), Deno.errors.NotFound);
  assert.throws(() => host.list("/nothing"), Deno.errors.NotFound);
  assert.throws(() => host.open("/nothing"), Deno.errors.NotFound);
});

Deno.test("realHost() keeps a file open and reads it anew each time, longer or shorter", () => {
  using machine = fakeRoot();
  using file = machine.host.open("/proc/stat");
  assert.equal(file.read(), "cpu 1\n");
  for (const text of ["cpu 22222\n", "c\n", "", "ü".repeat(20_000)]) {
    Deno.writeTextFileSync(`${machine.root}/proc/stat`, text);
    assert.equal(file.read(), text);
  }
});

Deno.test("realHost() reads at most 64 KiB of a file: the counts of interrupts behind them are not needed", () => {
  using machine = fakeRoot();
  Deno.writeTextFileSync(`${machine.root}/proc/stat`, "x".repeat(100_000));
  using file = machine.host.open("/proc/stat");
  assert.equal(file.read().length, 65_536);
});

Deno.test("realHost() takes a given environment for the whole: unset and empty are unknown", () => {
  const { env } = realHost({ environment: { A: "1", EMPTY: "" } });
  assert.deepEqual([env("A"), env("EMPTY"), env("PATH")], ["1", undefined, undefined]);
});

Deno.test("realHost() takes everything that is given instead of the machine's own", async () => {
  const host = realHost({
    os: "plan9",
    logicalCpus: 3,
    timeZone: "Asia/Tokyo",
    pid: 7,
    epochMs: () => 5,
    monotonicS: () => 6,
    processCpu: () => ({ userS: 1, systemS: 2 }),
    residentBytes: () => 8,
    fetch: () => Promise.resolve(new Response("no network")),
    load: (specifier) => Promise.resolve(`loaded ${specifier}`),
  });
  assert.deepEqual([host.os, host.logicalCpus, host.timeZone, host.pid], ["plan9", 3, "Asia/Tokyo", 7]);
  assert.deepEqual([host.epochMs(), host.monotonicS(), host.residentBytes()], [5, 6, 8]);
  assert.deepEqual(host.processCpu(), { userS: 1, systemS: 2 });
  assert.equal(await (await host.fetch("http://192.0.2.1/")).text(), "no network");
  assert.equal(await host.load("npm:x@1.0.0"), "loaded npm:x@1.0.0");
});

Deno.test("realHost() tells this process's CPU time in seconds, its memory in bytes", () => {
  const host = realHost();
  const cpuS = () => host.processCpu().userS + host.processCpu().systemS;
  const before = cpuS(), startS = host.monotonicS();
  for (let i = 0, x = 0; cpuS() - before < 0.05; i++) x += Math.sqrt(i);
  // One thread was busy: its CPU time is no longer than the wall time, other threads add little.
  assert.ok(host.monotonicS() - startS > 0.02);
  const megabytes = host.residentBytes() / 1e6;
  assert.ok(megabytes > 20 && megabytes < 20_000, `${megabytes} MB`);
});

Deno.test("realHost() counts a child's CPU time once it has ended", () => {
  using usage = realHost().childUsage();
  // Only Linux has that account; elsewhere it is unknown, not 0.
  if (Deno.build.os !== "linux") return assert.equal(usage, undefined);
  assert.ok(usage);
  const before = usage.cpuS();
  const loop = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; times";
  const { stdout } = new Deno.Command("sh", { args: ["-c", loop] }).outputSync();
  // The shell's own account: "0m0.25s 0m0.01s", first line.
  const [user = NaN, system = NaN] = Array.from(
    (new TextDecoder().decode(stdout).split("\n")[0] ?? "").matchAll(/(\d+)m([\d.]+)s/g),
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  );
  const cpuS = usage.cpuS() - before;
  assert.ok(
    cpuS > 0.02 && Math.abs(cpuS - user - system) < 0.05,
    `${cpuS} s, the shell says ${user + system} s`,
  );
  assert.ok(usage.maxResidentBytes() > 100_000);
});

Deno.test("realHost() knows whether there is a child, and takes it from nobody", async () => {
  using usage = realHost().childUsage();
  // Only Linux has that account; elsewhere it is unknown, not 0.
  if (Deno.build.os !== "linux") return assert.equal(usage, undefined);
  assert.ok(usage);
  const child = new Deno.Command("cat", { stdin: "piped", stdout: "null" }).spawn();
  assert.equal(usage.any(), true);
  await child.stdin.close();
  assert.equal((await child.status).success, true);
});

Deno.test("realHost() passes on why a package cannot be loaded", async () => {
  await assert.rejects(realHost().load("data:text/javascript,throw new RangeError('broken')"), /broken/);
});

const WITHOUT_PERMISSION = `
import { NotPermitted, realHost } from ${JSON.stringify(import.meta.resolve("../lib/host.ts"))};
const host = realHost();
const tried = (read) => { try { return read(); } catch (error) { return [error instanceof NotPermitted, error.message]; } };
console.log(JSON.stringify({
  readText: tried(() => host.readText("/proc/stat")),
  list: tried(() => host.list("/proc/self/task")),
  open: tried(() => host.open("/proc/stat")),
  env: host.env("HOME") ?? "unknown",
  childUsage: host.childUsage() ?? "unknown",
  cpuS: host.processCpu().userS,
  residentBytes: host.residentBytes(),
  logicalCpus: host.logicalCpus,
  timeZone: host.timeZone,
}));
`;

Deno.test("realHost() without any permission asks for nothing and says what it lacks", async () => {
  const program = Deno.makeTempFileSync({ suffix: ".ts" });
  try {
    Deno.writeTextFileSync(program, WITHOUT_PERMISSION);
    // A terminal of its own (script): Deno would prompt there, and wait.
    const run = `"${Deno.execPath()}" run --no-config --no-lock "${program}"`;
    const hasScript = new Deno.Command("sh", { args: ["-c", "command -v script"], stdout: "null" })
      .outputSync().success;
    const [command, args] = hasScript
      ? ["script", ["--quiet", "--return", "--command", run, "/dev/null"]] as const
      : ["sh", ["-c", run]] as const;
    const { success, stdout } = await new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      signal: AbortSignal.timeout(30_000),
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.ok(success, text);
    assert.doesNotMatch(text, /Deno requests/);
    const found = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    const stat = [true, 'Cannot read "/proc/stat": needs deno run -A'];
    assert.deepEqual(found.readText, stat);
    assert.deepEqual(found.open, stat);
    assert.deepEqual(found.list, [true, 'Cannot read "/proc/self/task": needs deno run -A']);
    assert.deepEqual([found.env, found.childUsage], ["unknown", "unknown"]);
    assert.ok(found.cpuS > 0 && found.residentBytes > 1e6 && found.logicalCpus >= 1 && found.timeZone);
  } finally {
    Deno.removeSync(program);
  }
});

Deno.test("realHost() reads the one variable that is permitted, and no other", async () => {
  const program = `import { realHost } from "${import.meta.resolve("../lib/host.ts")}";
const { env } = realHost();
console.log(env("WATTBOOK_A"), env("HOME"), env("WATTBOOK_A"));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-config",
      "--no-lock",
      "--no-prompt",
      "--allow-env=WATTBOOK_A",
      `data:application/typescript,${encodeURIComponent(program)}`,
    ],
    env: { WATTBOOK_A: "a" },
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "a undefined a\n");
});

Deno.test("realHost() asks once whether the environment may be read", () => {
  const { env } = realHost();
  env("HOME");
  using questions = countQuestions();
  assert.equal(env("HOME"), Deno.env.get("HOME"));
  assert.equal(env("WATTBOOK_A"), undefined);
  assert.equal(questions.count, 0);
});

Deno.test("NotPermitted names itself", () => {
  assert.equal(new NotPermitted("x").name, "NotPermitted");
});

Deno.test("realHost() opens native libraries by name, those of a test in place of the system's", () => {
  const absent = { nothing: { parameters: [], result: "i32" } } as const;
  using fake = fakeRoot({ libraries: { "libthere.so": "/somewhere/libother.so" } });
  assert.equal(fake.host.libraryPath("libthere.so"), "/somewhere/libother.so");
  assert.equal(realHost().libraryPath("libthere.so"), "libthere.so");
  // A library of the system that the test does not name is not there.
  assert.throws(() => fake.host.openLibrary("libc.so.6", absent), /\/missing\/libc\.so\.6/);
});

Deno.test("realHost() reads files that are not text", () => {
  using fake = fakeRoot();
  Deno.writeFileSync(`${fake.root}/proc/binary`, Uint8Array.of(0, 255, 7));
  assert.deepEqual([...fake.host.readBytes("/proc/binary")], [0, 255, 7]);
});
