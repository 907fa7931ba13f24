import assert from "node:assert/strict";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { runWattbook, WATTBOOK } from "./run_wattbook.ts";

const TYPED = ["calibrate", "--seconds", "4", "--wall", "38,61,95,120"];

Deno.test("calibrate keeps typed-in watts; doctor, measure and --export use them from then on", async () => {
  using folder = tempFolder();
  const env = { XDG_STATE_HOME: folder.path, WATTBOOK_PLACE: "BE" };
  const { code, stdout } = await runWattbook([...TYPED, "--json"], { env });
  assert.equal(code, 0);
  const made = JSON.parse(stdout);
  assert.ok(made.file.startsWith(`${folder.path}/wattbook/calibration-`));
  const doctor = JSON.parse((await runWattbook(["doctor", "--json"], { env })).stdout);
  assert.ok(
    doctor.sources.some(({ name, grade }: { name: string; grade: string }) =>
      /^calibration of \d{4}-\d\d-\d\d/.test(name) && grade === "C"
    ),
  );
  const target = `${folder.path}/export.json`;
  assert.equal((await runWattbook(["calibrate", "--export", target], { env })).code, 0);
  const exported = JSON.parse(Deno.readTextFileSync(target));
  assert.deepEqual({ ...exported, file: made.file }, made);
  const other = { ...env, XDG_STATE_HOME: `${folder.path}/other` };
  assert.equal((await runWattbook(["calibrate", "--import", target], { env: other })).code, 0);
  Deno.writeTextFileSync(target, JSON.stringify({ ...exported, threads: exported.threads + 1 }));
  const refused = await runWattbook(["calibrate", "--import", target], { env: other });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^wattbook calibrate: Cannot /);
});

Deno.test.each([
  { words: ["--wall", "38,0,95,120"], code: 1, why: /1 thread drew 0 W, should be above 0$/m },
  { words: ["--wall", "38,,95,120"], code: 1, why: /drew NaN W, should be above 0$/m },
  { words: ["--wall", "38,61"], code: 1, why: /2 watts given, should be 4: idle, one thread, half, all$/m },
  { words: ["--wall", "120,95,61,38"], code: 1, why: /no more than idle \(120 W\): should be more$/m },
  { words: ["--seconds", "soon"], code: 1, why: /seconds is NaN, should be 4 to 3600$/m },
  { words: ["--export", "nowhere.json"], code: 1, why: /this machine is not calibrated/ },
  { words: ["--import", "nowhere.json"], code: 1, why: /nowhere\.json/ },
  { words: ["now"], code: 2, why: /unexpected word "now"/ },
  { words: ["--watts"], code: 2, why: /--watts/ },
])("calibrate refuses $words", async ({ words, code, why }) => {
  using folder = tempFolder();
  const ended = await runWattbook(["calibrate", ...words], {
    cwd: folder.path,
    env: { XDG_STATE_HOME: folder.path },
  });
  assert.deepEqual([ended.code, ended.stdout], [code, ""]);
  assert.match(ended.stderr, why);
  assert.match(ended.stderr, /^wattbook calibrate: [^\n]+\n$/);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("calibrate that is stopped by Ctrl-C ends its loads and keeps nothing", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = tempFolder();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...WATTBOOK, "calibrate", "--seconds", "600"],
    env: { NO_COLOR: "1", XDG_STATE_HOME: folder.path },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal: AbortSignal.timeout(60_000),
  }).spawn();
  let told = "";
  for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
    if (told === "") child.kill("SIGINT");
    told += chunk;
  }
  // 128 + SIGINT, as shells have it.
  assert.equal((await child.status).code, 130);
  assert.match(told, /^idle\nwattbook calibrate: stopped, nothing was kept\n$/);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});
