import type { z } from "zod";
import { nearest } from "../carbon/nearest.ts";

/**
 * What is wrong with a user's object, one clause per field: field, value, what is allowed and the nearest right one.
 *
 * @param error What zod found.
 * @param given The object that was checked.
 * @param fieldsAt Names that the object at a path allows; empty where any name will do.
 */
export function fieldErrors(
  error: z.ZodError,
  given: unknown,
  fieldsAt: (path: readonly string[]) => readonly string[],
): string {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) =>
        unknownField([...path, key], valueAt(given, [...path, key]), fieldsAt(path))
      );
    }
    return [wrongValue(path, valueAt(given, path), issue)];
  }).join("; ");
}

function unknownField(path: readonly string[], value: unknown, fields: readonly string[]): string {
  const meant = nearest(path[path.length - 1] ?? "", fields);
  const remedy = meant
    ? `, did you mean "${meant}"`
    : fields.length
    ? `, known are ${fields.join(", ")}`
    : "";
  return `field ${quoted(path)} (value ${shown(value, path)}) is unknown${remedy}`;
}

function wrongValue(path: readonly string[], value: unknown, issue: z.core.$ZodIssue): string {
  const subject = path.length ? `field ${quoted(path)}` : "the argument";
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const meant = typeof value === "string" ? nearest(value, allowed) : undefined;
    const choices = `should be one of ${allowed.map((choice) => `"${choice}"`).join(", ")}`;
    return `${subject} is ${shown(value, path)}, ${choices}${meant ? `; did you mean "${meant}"` : ""}`;
  }
  if (issue.code === "invalid_union") {
    return `${subject} is ${shown(value, path)}, ${unionExpectation(path[0])}`;
  }
  return `${subject} is ${shown(value, path)}, ${expectation(issue)}`;
}

function unionExpectation(field: string | undefined): string {
  if (field === "tags") return "should be a text, a number or a boolean";
  if (field === "embodied") {
    return 'should be "laptop", "desktop", "server", "gpu" or { device, part, count }, the device one of them or { kg }';
  }
  return 'should be a text such as "BE" or "aws:eu-west-1", { country }, { zone }, { cloud, region } or { gramsPerKwh }';
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `should be ${
        issue.expected === "record" || issue.expected === "object" ? "an object" : `a ${issue.expected}`
      }`;
    case "too_small":
      return issue.origin === "string"
        ? "should not be empty"
        : `should be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      return `should be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function valueAt(given: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
    given,
  );
}

/** The path of a field, short and on one line. */
function quoted(path: readonly string[]): string {
  const text = path.join(".");
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

/** Names of fields whose value nobody should read in an error, a log or a notebook that is passed on. */
const SECRET = /token|secret|password|passwd|credential|api_?key/i;

/** A value as the message shows it: short, on one line, without secrets. */
function shown(value: unknown, path: readonly string[]): string {
  if (path.some((name) => SECRET.test(name))) return "hidden";
  if (typeof value === "string") {
    const safe = withoutPassword(value);
    return JSON.stringify(safe.length > 60 ? `${safe.slice(0, 57)}…` : safe);
  }
  if (typeof value === "object" && value !== null && Object.keys(value).some((name) => SECRET.test(name))) {
    return "hidden";
  }
  const options = { depth: 1, compact: true, breakLength: Infinity, strAbbreviateSize: 60 };
  return withoutPassword(Deno.inspect(value, options)).replace(/\s+/g, " ").slice(0, 80);
}

/** `"http://ann:secret@host"` → `"http://***@host"`. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, "//***@");
}
