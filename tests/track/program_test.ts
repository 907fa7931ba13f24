import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What a program that tracks itself did. */
interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** `"name STATUS"` per run in the journal. */
  readonly runs: readonly string[];
  /** The same in `mlflow.db`. */
  readonly stored: readonly string[];
}

/** Runs a program in an empty folder, with all permissions or with those given. */
async function program(code: string, permissions: readonly string[] = ["-A"]): Promise<Outcome> {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/main.ts`, `import { track } from "jsr:@wattbook/track@^1";\n${code}`);
    const args = [
      "run",
      "--frozen",
      "--no-check",
      "--config",
      `${root}deno.json`,
      ...permissions,
      `${folder}/main.ts`,
    ];
    const child = new Deno.Command(Deno.execPath(), {
      args,
      cwd: folder,
      env: { NO_COLOR: "1" },
      stdin: "null",
    });
    const { code: status, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    return {
      code: status,
      stdout: text.decode(stdout),
      stderr: text.decode(stderr),
      runs: readJournals(`${folder}/.wattbook`).map((run) => {
        if (run instanceof JournalError) throw run;
        return `${run.run.runName} ${run.record?.status ?? "open"}`;
      }),
      stored: stored(folder),
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function stored(folder: string): string[] {
  const file = `${folder}/mlflow.db`;
  try {
    Deno.statSync(file);
  } catch (error) {
    // A program that may not write makes no store.
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  using database = new DatabaseSync(file, { readOnly: true });
  return database.prepare("SELECT name, status FROM runs").all().map(({ name, status }) =>
    `${name} ${status}`
  );
}

const INFO = `{ runName: "run", place: "BE" }`;

Deno.test.each([
  { form: "await using", code: `await using t = await track(${INFO}); t.log({ x: 1 });` },
  { form: "using", code: `using t = await track(${INFO}); t.log({ x: 1 });` },
  { form: "a block", code: `{ using t = await track(${INFO}); t.log({ x: 1 }); }` },
  { form: "a callback", code: `await track(${INFO}, (t) => t.log({ x: 1 }));` },
  { form: "stop()", code: `const t = await track(${INFO}); await t.stop();` },
  { form: "a const that nobody ends", code: `const t = await track(${INFO}); t.log({ x: 1 });` },
])("track() in a program ends with $form: stored, one card, exit status 0", async ({ code }) => {
  const outcome = await program(code);
  deepStrictEqual(
    { code: outcome.code, stdout: outcome.stdout, runs: outcome.runs, stored: outcome.stored },
    { code: 0, stdout: "", runs: ["run FINISHED"], stored: ["run FINISHED"] },
  );
  strictEqual(outcome.stderr.match(/grade [A-E]|too short/gi)?.length !== undefined, true, outcome.stderr);
});

Deno.test.each([
  { form: "with await using", code: `await using t = await track(${INFO}); throw new TypeError("bad");` },
  { form: "with using", code: `using t = await track(${INFO}); throw new TypeError("bad");` },
  { form: "with a const", code: `const t = await track(${INFO}); throw new TypeError("bad");` },
  { form: "in a callback", code: `await track(${INFO}, () => { throw new TypeError("bad") });` },
])(
  "track() in a program that throws $form leaves a FAILED run and the program's own error",
  async ({ code }) => {
    const { code: status, stderr, runs } = await program(code);
    deepStrictEqual([status, runs], [1, ["run FAILED"]]);
    match(stderr, /TypeError: bad/);
  },
);

Deno.test("track() in a program without any permission measures its CPU time, asks nobody and fails nothing", async () => {
  const { code, stdout, stderr, runs, stored } = await program(
    `const tracker = await track(${INFO});
for (const end = Date.now() + 200; Date.now() < end;);
const record = await tracker.stop();
console.log(record.status, record.cpuTimeS.own > 0.05, record.energyJ.active !== undefined);`,
    ["--no-prompt"],
  );
  strictEqual(stdout, "FINISHED true true\n");
  deepStrictEqual([code, runs, stored], [0, [], []]);
  ok(stderr.includes("deno run -A"), stderr);
});

Deno.test("track() with a server that is not there costs a line in the card, not the program", async () => {
  const { code, stderr, runs } = await program(
    `await using t = await track({ ...${INFO}, trackingUri: "http://127.0.0.1:9" });`,
  );
  deepStrictEqual([code, runs], [0, ["run FINISHED"]]);
  match(stderr, /127\.0\.0\.1:9/);
  match(stderr, /wattbook sync/);
});

Deno.test("a program that is killed leaves a run that the next one closes as KILLED with what was measured", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(
      `${folder}/main.ts`,
      `import { track } from "jsr:@wattbook/track@^1";
const tracker = await track({ runName: Deno.args[0], place: "BE", display: "none" });
for (let i = 0; i < 10; i++) tracker.log({ loss: 1 / (i + 1) }, i);
tracker.params({ depth: 3 });
if (Deno.args[0] === "killed") Deno.kill(Deno.pid, "SIGKILL");
await tracker.stop();`,
    );
    const run = (name: string) =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--frozen",
          "--no-check",
          "-A",
          "--config",
          `${root}deno.json`,
          `${folder}/main.ts`,
          name,
        ],
        cwd: folder,
        stdin: "null",
      }).output();
    strictEqual((await run("killed")).signal, "SIGKILL");
    strictEqual((await run("next")).code, 0);
    const runs = readJournals(`${folder}/.wattbook`).flatMap((run) =>
      run instanceof JournalError ? [] : [run]
    );
    deepStrictEqual(
      runs.map((
        run,
      ) => [run.run.runName, run.record?.status ?? run.closed?.status, run.metrics.length, run.params]),
      [["killed", "KILLED", 10, { depth: "3" }], ["next", "FINISHED", 10, { depth: "3" }]],
    );
    deepStrictEqual(stored(folder).sort(), ["killed KILLED", "next FINISHED"]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
