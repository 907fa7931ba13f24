const root = new URL("../../", import.meta.url);

/**
 * A folder outside the repository for a Deno that cannot read its lock file: there the package and what it imports are
 * named one by one.
 */
export function outsideFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync({ prefix: "wattbook-matrix-" });
  const { specifiers } = JSON.parse(Deno.readTextFileSync(new URL("deno.lock", root)));
  const imports = {
    "jsr:@wattbook/track@^1": new URL("mod.ts", root).href,
    "@std/csv/stringify": new URL("tests/std_csv/stringify.ts", root).href,
    "@std/csv/parse": new URL("tests/std_csv/parse.ts", root).href,
    zod: `npm:zod@${specifiers["npm:zod@4"]}`,
  };
  Deno.writeTextFileSync(`${path}/deno.json`, JSON.stringify({ lock: false, imports }));
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}
