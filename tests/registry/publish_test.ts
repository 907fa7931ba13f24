import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { startRegistry } from "./registry.ts";
import { csvUpstream } from "./upstream.ts";

const root = new URL("../../", import.meta.url).pathname;
const { version } = JSON.parse(Deno.readTextFileSync(`${root}deno.json`));

Deno.test("the package is published to a registry and imported back from an empty folder", async (t) => {
  const { what, upstream } = await csvUpstream();
  await using registry = startRegistry(upstream);
  using folder = temporaryFolder();
  // An empty cache: everything that the package needs comes from the registries.
  const env = {
    JSR_URL: registry.url,
    DENO_DIR: `${folder.path}/cache`,
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
  };
  const home = `${folder.path}/home`;
  Deno.mkdirSync(home);
  const deno = (...args: string[]) => run(home, env, args);
  const filesAtHome = () => Array.from(Deno.readDirSync(home), ({ name }) => name).sort();
  const requestsDuring = async (action: () => Promise<unknown>) => {
    const before = registry.requests.length;
    await action();
    return registry.requests.slice(before);
  };

  const isPublished = await t.step("deno publish sends the package and nothing else", async () => {
    await run(root, { JSR_URL: registry.url, NO_COLOR: "1" }, ["publish", "--allow-dirty", "--token=none"]);
    const files = [...registry.versions.get(`@wattbook/track@${version}`)?.files.keys() ?? []];
    deepStrictEqual(files.filter((path) => !path.startsWith("/lib/")).sort(), [
      "/CHANGELOG.md",
      "/LICENSE",
      "/README.md",
      "/deno.json",
      "/mod.ts",
    ]);
    ok(files.includes("/lib/track.ts") && files.includes("/lib/cli.ts"));
  });
  if (!isPublished) return;

  const program = `import { track } from "jsr:@wattbook/track@^1";\nconsole.log(typeof track);\n`;
  Deno.writeTextFileSync(`${home}/program.ts`, program);

  await t.step("a program without any permission imports it, and ends by itself", async () => {
    const requests = await requestsDuring(async () =>
      strictEqual(await deno("run", "program.ts"), "function\n")
    );
    ok(requests.includes(`GET /@wattbook/track/${version}_meta.json`), requests.join("\n"));
    ok(requests.includes("GET /@std/csv/meta.json"), requests.join("\n"));
    console.log(`${t.name}: ${requests.length} requests, with ${what}`);
  });

  await t.step("a second load asks for nothing, and the import leaves no file", async () => {
    const requests = await requestsDuring(async () =>
      strictEqual(await deno("run", "program.ts"), "function\n")
    );
    deepStrictEqual(requests, []);
    deepStrictEqual(filesAtHome(), ["program.ts"]);
  });

  await t.step("a program that tracks a function gets its record", async () => {
    const tracked = `import { track } from "jsr:@wattbook/track@^1";
const info = { trackingUri: "none", display: "none", place: "BE", runName: "sum" } as const;
const tracker = await track(info);
const record = await tracker.stop();
console.log(record.status, record.intensity.zone, record.wattbook);
`;
    Deno.writeTextFileSync(`${home}/tracked.ts`, tracked);
    strictEqual(await deno("run", "--check", "-A", "tracked.ts"), `FINISHED BE ${version}\n`);
  });

  await t.step("its command line runs", async () => {
    strictEqual(await deno("run", "-A", "jsr:@wattbook/track@^1/cli", "--version"), `wattbook ${version}\n`);
  });

  await t.step(
    "its commands are loaded when they are called, those of a notebook and of a sweep",
    async () => {
      const cell = { cell_type: "code", metadata: {}, source: "1 + 1", outputs: [], execution_count: null };
      Deno.writeTextFileSync(
        `${home}/a.ipynb`,
        JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells: [cell] }),
      );
      for (const more of [[], ["--jobs", "1"]]) {
        const words = ["notebook", "a.ipynb", "--out", "out", "--json", ...more];
        const said = await deno("run", "-A", "jsr:@wattbook/track@^1/cli", ...words);
        match(said, /"status":"ok"/);
      }
    },
  );

  await t.step("a cell of the stock kernel imports it", async () => {
    await using kernel = await startKernel({ cwd: home, env });
    const cell = `import { track } from "jsr:@wattbook/track@^1";\ntypeof track`;
    const { status, outputs, error } = await kernel.execute(cell, { timeoutMs: 60_000 });
    strictEqual(status, "ok", error?.evalue);
    match(JSON.stringify(outputs), /function/);
    const form =
      `{ await using tracker = await track({ trackingUri: "none", place: "BE", display: "line" }); }`;
    const tracked = await kernel.execute(form, { timeoutMs: 60_000 });
    strictEqual(tracked.status, "ok", tracked.error?.evalue);
    match(JSON.stringify(tracked.outputs), /wattbook: run .*FINISHED/);
  });
});

/** Runs this Deno; answers with what it printed. A prompt would wait for nobody: there is no stdin. */
async function run(cwd: string, env: Record<string, string>, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env,
    stdin: "null",
    signal: AbortSignal.timeout(180_000),
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`deno ${args.join(" ")} failed:\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
  }
  return decoder.decode(stdout);
}

/** A folder that is gone afterwards. */
function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}
