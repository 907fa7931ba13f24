import { deepStrictEqual, ok } from "node:assert/strict";

const root = new URL("../", import.meta.url);
const lock: { specifiers: Record<string, string>; npm: Record<string, unknown> } = JSON.parse(
  Deno.readTextFileSync(new URL("deno.lock", root)),
);

/** A package with a full version in quotes, with or without a path inside it. */
const PIN = /["'](npm:(?:@[^/@\s"'\\]+\/)?[^/@\s"'\\]+@\d+\.\d+\.\d+(?:-[\w.]+)?)(?:\/[^\s"'\\]*)?\\?["']/g;

/** Files with a given ending below a folder, by path. */
function* filesBelow(folder: string, ending: string): Generator<[string, string]> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    if (isDirectory) yield* filesBelow(`${folder}${name}/`, ending);
    else if (name.endsWith(ending)) {
      yield [`${folder}${name}`, Deno.readTextFileSync(new URL(`${folder}${name}`, root))];
    }
  }
}

Deno.test("every npm package that lib and the notebooks name with its version stands in deno.lock", () => {
  const files = [...filesBelow("lib/", ".ts"), ...filesBelow("notebooks/", ".ipynb")];
  const pins = files.flatMap(([path, text]) =>
    Array.from(text.matchAll(PIN), ([, pin = ""]) => ({ path, pin }))
  );
  ok(pins.some(({ path }) => path.startsWith("lib/")), "lib names packages");
  ok(pins.some(({ path }) => path.startsWith("notebooks/")), "notebooks name packages");
  deepStrictEqual(pins.filter(({ pin }) => lock.specifiers[pin] === undefined), []);
});

Deno.test("deno.lock holds no package from anywhere but npm", () => {
  deepStrictEqual(
    Object.keys(lock).filter((key) => !["version", "specifiers", "npm", "workspace"].includes(key)),
    [],
  );
  deepStrictEqual(Object.keys(lock.specifiers).filter((specifier) => !specifier.startsWith("npm:")), []);
});
