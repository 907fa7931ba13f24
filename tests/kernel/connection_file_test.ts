import assert from "node:assert/strict";
import { readConnectionFile } from "../../lib/kernel/connection_file.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

const FILE = {
  ip: "127.0.0.1",
  transport: "tcp",
  shell_port: 1,
  control_port: 2,
  iopub_port: 3,
  stdin_port: 4,
  hb_port: 5,
  key: "k",
  signature_scheme: "hmac-sha256",
};

Deno.test("readConnectionFile() reads what Jupyter writes, and takes loopback where no address is given", () => {
  using folder = tempFolder();
  const path = `${folder.path}/kernel.json`;
  Deno.writeTextFileSync(path, JSON.stringify({ ...FILE, kernel_name: "wattbook" }));
  assert.deepEqual(readConnectionFile(path), FILE);
  const { ip: _, ...withoutAddress } = FILE;
  Deno.writeTextFileSync(path, JSON.stringify(withoutAddress));
  assert.equal(readConnectionFile(path).ip, "127.0.0.1");
});

Deno.test.each([
  { what: "no JSON", text: "{", why: /: Expected/ },
  { what: "no object", text: "null", why: /: it holds no object$/ },
  {
    what: "a port that is none",
    text: JSON.stringify({ ...FILE, hb_port: 70000 }),
    why: /: hb_port is 70000, should be a port$/,
  },
  {
    what: "no port",
    text: JSON.stringify({ ...FILE, shell_port: undefined }),
    why: /: shell_port is undefined, should be a port$/,
  },
  {
    what: "another transport",
    text: JSON.stringify({ ...FILE, transport: "ipc" }),
    why: /: transport is "ipc", should be "tcp"$/,
  },
  {
    what: "another signature",
    text: JSON.stringify({ ...FILE, signature_scheme: "hmac-md5" }),
    why: /: signature_scheme is "hmac-md5", should be "hmac-sha256"$/,
  },
])("readConnectionFile() refuses $what and says so", ({ text, why }) => {
  using folder = tempFolder();
  const path = `${folder.path}/kernel.json`;
  Deno.writeTextFileSync(path, text);
  assert.throws(() => readConnectionFile(path), (error: unknown) => {
    assert.ok(error instanceof Error);
    assert.ok(error.message.startsWith(`Cannot use connection file "${path}": `), error.message);
    assert.match(error.message, why);
    return true;
  });
});

Deno.test("readConnectionFile() says which file is not there", () => {
  assert.throws(
    () => readConnectionFile("/nowhere/kernel.json"),
    /^Error: Cannot use connection file "\/nowhere\/kernel.json": No such file/,
  );
});
