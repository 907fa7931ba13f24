/** Whether it has parts. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A part of something of which nothing is known; `undefined` where it has none of that name. */
export function part(object: unknown, name: unknown): unknown {
  if (!isObject(object) || typeof name !== "string" && typeof name !== "symbol") return undefined;
  return Reflect.get(object, name);
}

/** What the runtime keeps to itself; `undefined` where it cannot be found. */
export function denoInternals(): unknown {
  return part(Deno, part(Deno, "internal"));
}
