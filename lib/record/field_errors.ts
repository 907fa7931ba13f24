import type { z } from "zod";
import { nearest } from "../carbon/nearest.ts";

/**
 * What is wrong with a user's object, one clause per field: field, value, what is allowed and the nearest right one.
 *
 * @param error What zod found.
 * @param given The object that was checked.
 * @param fields Names that the top level allows.
 */
export function fieldErrors(error: z.ZodError, given: unknown, fields: readonly string[]): string {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) =>
        unknownField([...path, key], valueAt(given, [...path, key]), path.length ? [] : fields)
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
  return `field "${path.join(".")}" (value ${shown(value)}) is unknown${remedy}`;
}

function wrongValue(path: readonly string[], value: unknown, issue: z.core.$ZodIssue): string {
  const subject = path.length ? `field "${path.join(".")}"` : "the argument";
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const meant = typeof value === "string" ? nearest(value, allowed) : undefined;
    const choices = `should be one of ${allowed.map((choice) => `"${choice}"`).join(", ")}`;
    return `${subject} is ${shown(value)}, ${choices}${meant ? `; did you mean "${meant}"` : ""}`;
  }
  if (issue.code === "invalid_union") return `${subject} is ${shown(value)}, ${unionExpectation(path[0])}`;
  return `${subject} is ${shown(value)}, ${expectation(issue)}`;
}

function unionExpectation(field: string | undefined): string {
  if (field === "tags") return "should be a text, a number or a boolean";
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

/** A value as the message shows it: short, on one line, secrets in URIs hidden. */
function shown(value: unknown): string {
  if (typeof value === "string") {
    const safe = value.replace(/\/\/[^/@\s]*@/, "//***@");
    return JSON.stringify(safe.length > 60 ? `${safe.slice(0, 57)}…` : safe);
  }
  return Deno.inspect(value, { depth: 1, compact: true, breakLength: Infinity, strAbbreviateSize: 30 }).slice(
    0,
    80,
  );
}
