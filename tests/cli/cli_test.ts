import assert from "node:assert/strict";
import { VERSION } from "../../lib/record/build.ts";
import { runWattbook } from "./run_wattbook.ts";

const COMMANDS = ["measure", "notebook", "doctor", "sync"];

Deno.test.each([["--help"], ["-h"], ["help"]].map((words) => ({ words })))(
  "wattbook $words lists every command on stdout",
  async ({ words }) => {
    const { code, stdout, stderr } = await runWattbook(words);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Usage: wattbook COMMAND/m);
    for (const name of COMMANDS) assert.match(stdout, new RegExp(`^ {2}${name} +\\S`, "m"));
  },
);

Deno.test("wattbook without a command shows the same on stderr and fails", async () => {
  const { code, stdout, stderr } = await runWattbook([]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^Usage: wattbook COMMAND/m);
});

Deno.test.each(["--version", "-V"].map((word) => ({ word })))(
  "wattbook $word prints the version",
  async ({ word }) => {
    assert.deepEqual(await runWattbook([word]), { code: 0, stdout: `wattbook ${VERSION}\n`, stderr: "" });
  },
);

Deno.test("wattbook names the nearest command to an unknown one", async () => {
  assert.deepEqual(await runWattbook(["notebok", "a.ipynb"]), {
    code: 2,
    stdout: "",
    stderr: 'wattbook: unknown command "notebok", did you mean "notebook"\n',
  });
});

Deno.test("wattbook lists the commands when none is near", async () => {
  const { code, stderr } = await runWattbook(["xyzxyzxyzxyz"]);
  assert.equal(code, 2);
  assert.match(stderr, /^wattbook: unknown command "xyzxyzxyzxyz", should be one of measure, [^\n]+\n$/);
});

Deno.test.each(COMMANDS.map((name) => ({ name })))(
  "wattbook $name --help tells its options",
  async ({ name }) => {
    const { code, stdout, stderr } = await runWattbook([name, "--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.ok(stdout.startsWith(`Usage: wattbook ${name}`));
    assert.match(stdout, /--json/);
  },
);
