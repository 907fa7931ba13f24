import assert from "node:assert/strict";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { runWattbook } from "./run_wattbook.ts";

Deno.test("wattbook kernel install and remove say what they did, as text and as JSON", async () => {
  using folder = tempFolder();
  const call = async (...words: string[]) => {
    const { code, stdout, stderr } = await runWattbook(["kernel", ...words, "--prefix", folder.path]);
    assert.deepEqual([code, stderr], [0, ""]);
    return stdout;
  };
  const spec = `${folder.path}/share/jupyter/kernels/wattbook`;
  assert.equal(await call("install"), `Kernel "wattbook" installed in ${spec}\n`);
  assert.deepEqual(JSON.parse(await call("install", "--json")), {
    action: "install",
    name: "wattbook",
    folder: spec,
    existed: true,
  });
  assert.equal(Deno.statSync(`${spec}/kernel.json`).isFile, true);
  assert.equal(await call("remove"), `Kernel "wattbook" removed from ${spec}\n`);
  assert.equal(await call("remove"), `No kernel "wattbook" in ${spec}\n`);
});

Deno.test("wattbook kernel install honours JUPYTER_DATA_DIR and an active environment", async () => {
  using folder = tempFolder();
  const env = { JUPYTER_DATA_DIR: `${folder.path}/data`, VIRTUAL_ENV: `${folder.path}/venv` };
  const user = await runWattbook(["kernel", "install"], { env });
  assert.equal(user.stdout, `Kernel "wattbook" installed in ${folder.path}/data/kernels/wattbook\n`);
  const system = await runWattbook(["kernel", "install", "--sys-prefix"], { env });
  assert.equal(
    system.stdout,
    `Kernel "wattbook" installed in ${folder.path}/venv/share/jupyter/kernels/wattbook\n`,
  );
});

Deno.test.each([
  { words: [], why: 'action is nothing, should be "install" or "remove"' },
  { words: ["start"], why: 'action is "start", should be "install" or "remove"' },
  { words: ["install", "now"], why: 'action is "install" "now", should be "install" or "remove"' },
  {
    words: ["install", "--user", "--sys-prefix"],
    why: "more than one place given, should be --user, --prefix or --sys-prefix",
  },
])("wattbook kernel $words is an error on one line", async ({ words, why }) => {
  const { code, stdout, stderr } = await runWattbook(["kernel", ...words]);
  assert.deepEqual([code, stdout, stderr], [2, "", `wattbook kernel: ${why}\n`]);
});

Deno.test("wattbook kernel --help tells the places", async () => {
  const { code, stdout } = await runWattbook(["kernel", "--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /--user[^]*--prefix DIR[^]*--sys-prefix/);
});
