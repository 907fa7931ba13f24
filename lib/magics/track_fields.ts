import type { Host } from "../host.ts";
import { type ResolvedInfo, resolveInfo } from "../record/info.ts";
import { infoSchema } from "../record/info_schema.ts";
import { preloadBeside } from "../track/asked_beside.ts";
import type { Arguments, Value } from "./arguments.ts";

/** Fields whose value is a text, whatever it looks like. */
const TEXTS = new Set(["runName", "experimentName", "trackingUri"]);

/** Whether a field takes a text; for `parseArguments()`. */
export function takesText(path: readonly string[]): boolean {
  const [first = ""] = path;
  return first === "tags" || path.length === 1 && TEXTS.has(camelCase(first));
}

/** Options of `track()` that a magic cannot have, and why. */
const SCOPE = "a magic's run ends with its cell";

/**
 * Options of a magic as `track()` would take them, with its very checks.
 *
 * @param fields What the user wrote, in snake_case or camelCase.
 * @param fixed Fields that the magic itself gives.
 * @param host Clock and environment.
 * @throws {TypeError} When a field is unknown, wrong, or not for the user to give.
 * @throws {RangeError} When the place is unknown.
 */
export function trackFields(
  fields: Arguments["fields"],
  fixed: { readonly trackingUri?: string; readonly runName?: string; readonly display?: string },
  host: Host,
): ResolvedInfo {
  const given = inCamelCase(fields, Object.keys(infoSchema().shape));
  const refused = [
    ...(Object.hasOwn(given, "scope") ? [`field "scope" is given, should be left out: ${SCOPE}`] : []),
    ...Object.keys(fixed).filter((field) => field !== "display" && Object.hasOwn(given, field)).map((field) =>
      `field "${field}" is given, should be left out: the magic sets it`
    ),
  ];
  if (refused.length > 0) throw new TypeError(refused.join("; "));
  const info = resolveInfo({ ...fixed, ...given }, host);
  // A magic's run begins and ends without a wait: what it needs is on its way from here on.
  void preloadBeside(info, host);
  return info;
}

/** The same fields with the names that `track()` knows, where it knows them. */
export function inCamelCase(fields: Arguments["fields"], known: readonly string[]): Record<string, Value> {
  const renamed: Record<string, Value> = Object.create(null);
  for (const [name, value] of Object.entries(fields)) {
    const camel = camelCase(name);
    const key = known.includes(camel) ? camel : name;
    if (Object.hasOwn(renamed, key)) throw new TypeError(`field "${key}" is given twice`);
    const isNested = typeof value === "object" && !Array.isArray(value) &&
      ["budget", "place", "embodied"].includes(key);
    renamed[key] = isNested ? inCamelCase(value, Object.keys(value).map(camelCase)) : value;
  }
  return renamed;
}

function camelCase(name: string): string {
  return name.replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
