import assert from "node:assert/strict";
import { runChild } from "../../lib/cli/run_child.ts";

const ENDS = [
  { script: "exit 0", status: 0 },
  { script: "exit 7", status: 7 },
  { script: "kill -9 $$", status: 137 },
  { script: "kill -TERM $$", status: 143 },
];

Deno.test.each(ENDS)('runChild() gives $status for "$script"', async ({ script, status }) => {
  assert.equal(await runChild(["sh", "-c", script]), status);
});

Deno.test("runChild() gives arguments as they are: no shell reads them", async () => {
  const file = Deno.makeTempFileSync();
  try {
    const words = ["a b", "$HOME", "*", '"', "--json", ""];
    await runChild(["sh", "-c", 'printf "%s|" "$@" > "$0"', file, ...words]);
    assert.equal(Deno.readTextFileSync(file), words.map((word) => `${word}|`).join(""));
  } finally {
    Deno.removeSync(file);
  }
});

const CANNOT = [
  { command: ["no-such-command-here"], status: 127 },
  { command: [], status: 126 },
  { command: ["/"], status: 126 },
  { command: ["a\0b"], status: 126 },
];

for (const { command, status } of CANNOT) {
  Deno.test(`runChild() of ${JSON.stringify(command)} throws with the status ${status}`, async () => {
    await assert.rejects(runChild(command), { name: "CliError", status, message: /^cannot run "[^\n]*$/ });
  });
}
