import assert from "node:assert/strict";
import { type Host, realHost } from "../../lib/host.ts";
import { userDataFolder } from "../../lib/kernel/data_folder.ts";
import { installKernel, kernelDownloads, kernelSpec, removeKernel } from "../../lib/kernel/install.ts";
import { magicsModule } from "../../lib/kernel/magics_module.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

function hostWith(os: string, variables: Readonly<Record<string, string>>): Host {
  return { ...realHost(), os, env: (name: string) => variables[name] };
}

Deno.test("installKernel() and removeKernel() may be called again and again", () => {
  using folder = tempFolder();
  const where = { kind: "prefix", prefix: folder.path } as const;
  const spec = `${folder.path}/share/jupyter/kernels/wattbook`;
  assert.deepEqual(installKernel(realHost(), where, "/bin/deno"), { folder: spec, existed: false });
  assert.deepEqual(installKernel(realHost(), where, "/bin/deno"), { folder: spec, existed: true });
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(`${spec}/kernel.json`)), kernelSpec("/bin/deno"));
  assert.deepEqual(removeKernel(realHost(), where), { folder: spec, existed: true });
  assert.deepEqual(removeKernel(realHost(), where), { folder: spec, existed: false });
});

Deno.test("installKernel() writes to the user's data folder, which JUPYTER_DATA_DIR names", () => {
  using folder = tempFolder();
  const host = hostWith("linux", { JUPYTER_DATA_DIR: folder.path });
  assert.equal(installKernel(host, { kind: "user" }, "deno").folder, `${folder.path}/kernels/wattbook`);
});

Deno.test("kernelSpec() asks for messages instead of signals, and names this package's kernel", () => {
  const { argv, ...rest } = kernelSpec("/bin/deno");
  assert.deepEqual(rest, {
    display_name: "Deno (wattbook)",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
  });
  const module = new URL("../../lib/kernel/mod.ts", import.meta.url).href;
  assert.deepEqual(argv, ["/bin/deno", "run", "-A", module, "{connection_file}"]);
});

Deno.test("installKernel() says where it cannot write", () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(`${folder.path}/share`, "a file");
  const where = { kind: "prefix", prefix: folder.path } as const;
  assert.throws(() => installKernel(realHost(), where, "deno"), (error: unknown) =>
    error instanceof Error &&
    error.message.startsWith(`Cannot install kernel in "${folder.path}/share/jupyter/kernels/wattbook": `));
});

Deno.test.each([
  { os: "linux", variables: { HOME: "/h" }, folder: "/h/.local/share/jupyter" },
  { os: "linux", variables: { HOME: "/h", XDG_DATA_HOME: "/x" }, folder: "/x/jupyter" },
  { os: "darwin", variables: { HOME: "/h", XDG_DATA_HOME: "/x" }, folder: "/h/Library/Jupyter" },
  { os: "windows", variables: { APPDATA: "C:/a" }, folder: "C:/a/jupyter" },
  { os: "darwin", variables: { HOME: "/h", JUPYTER_DATA_DIR: "/j" }, folder: "/j" },
])("userDataFolder() is $folder on $os", ({ os, variables, folder }) => {
  assert.equal(userDataFolder(hostWith(os, variables)), folder);
});

Deno.test("userDataFolder() says what is missing", () => {
  assert.throws(
    () => userDataFolder(hostWith("linux", {})),
    /^Error: Cannot find Jupyter's data folder: HOME is not set/,
  );
});

Deno.test("magicsModule() is the file beside a clone's kernel, and the package's range elsewhere", () => {
  assert.equal(magicsModule("file:///p/lib/kernel/mod.ts"), "file:///p/lib/magics/mod.ts");
  assert.match(
    magicsModule("https://jsr.io/@wattbook/track/1.0.0/lib/kernel/mod.ts"),
    /^jsr:@wattbook\/track@\^\d+\/magics$/,
  );
});

Deno.test("kernelDownloads() are the kernel of this version and its magics; in a clone there is nothing to download", () => {
  assert.deepEqual(kernelDownloads(), []);
  const [kernel, magics, ...more] = kernelDownloads(
    "https://jsr.io/@wattbook/track/1.0.0/lib/kernel/install.ts",
  );
  assert.match(kernel ?? "", /^jsr:@wattbook\/track@\d+\.\d+\.\d+\/kernel$/);
  assert.match(magics ?? "", /^jsr:@wattbook\/track@\^\d+\/magics$/);
  assert.deepEqual(more, []);
});
