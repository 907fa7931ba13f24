import assert from "node:assert/strict";
import { z } from "zod";
import { fieldErrors } from "../../lib/record/field_errors.ts";

const inner = z.strictObject({ depth: z.number().min(1).max(10), label: z.string().min(1).optional() });
const schema = z.strictObject({
  trees: z.number().positive().optional(),
  kind: z.enum(["forest", "linear"]).optional(),
  limits: inner.optional(),
  tags: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const fieldsAt = ([parent]: readonly string[]) =>
  Object.keys(parent === "limits" ? inner.shape : schema.shape);

function errorsOf(given: unknown): string {
  const { error } = schema.safeParse(given);
  assert.ok(error, "should not pass");
  return fieldErrors(error, given, fieldsAt);
}

const FAULTS: readonly [unknown, string][] = [
  [{ tree: 3 }, 'field "tree" (value 3) is unknown, did you mean "trees"'],
  [{ zzzzzz: 3 }, 'field "zzzzzz" (value 3) is unknown, known are trees, kind, limits, tags'],
  [{ trees: -1 }, 'field "trees" is -1, should be more than 0'],
  [{ trees: "9" }, 'field "trees" is "9", should be a number'],
  [{ trees: NaN }, 'field "trees" is NaN, should be a number'],
  [
    { kind: "forrest" },
    'field "kind" is "forrest", should be one of "forest", "linear"; did you mean "forest"',
  ],
  [{ kind: 1 }, 'field "kind" is 1, should be one of "forest", "linear"'],
  [{ limits: { dept: 2, depth: 2 } }, 'field "limits.dept" (value 2) is unknown, did you mean "depth"'],
  [{ limits: { depth: 11 } }, 'field "limits.depth" is 11, should be at most 10'],
  [{ limits: { depth: 0 } }, 'field "limits.depth" is 0, should be at least 1'],
  [{ limits: { depth: 1, label: "" } }, 'field "limits.label" is "", should not be empty'],
  [{ limits: {} }, 'field "limits.depth" is undefined, should be a number'],
  [{ tags: { a: null } }, 'field "tags.a" is null, should be a text, a number or a boolean'],
  [[], "the argument is [], should be an object"],
  [
    { trees: 0, kind: "x" },
    'field "trees" is 0, should be more than 0; field "kind" is "x", should be one of "forest", "linear"',
  ],
];

for (const [given, message] of FAULTS) {
  Deno.test(`fieldErrors() of ${Deno.inspect(given)} names field, value and what is right`, () => {
    assert.equal(errorsOf(given), message);
  });
}

const SECRETS: readonly unknown[] = [
  { mlflow_token: "s3cr3t" },
  { password: { value: "s3cr3t" } },
  { auth: { apiKey: "s3cr3t" } },
  { trees: "http://ann:s3cr3t@example.org" },
  { unknown: { uri: "http://ann:s3cr3t@example.org" } },
  { unknown: ["http://ann:s3cr3t@a.org", "http://bob:s3cr3t@b.org"] },
];

for (const given of SECRETS) {
  Deno.test(`fieldErrors() hides what is secret in field ${Object.keys(given as object)}`, () => {
    assert.doesNotMatch(errorsOf(given), /s3cr3t/);
  });
}

Deno.test("fieldErrors() stays short and on one line, whatever was written", () => {
  for (const text of ["x".repeat(10_000), "a\nb\r\tc", "<script>\n"]) {
    for (const given of [{ [text]: 1 }, { trees: text }, { trees: [text, text] }, { trees: { text } }]) {
      const message = errorsOf(given);
      assert.ok(message.length < 300 && !message.includes("\n"), message);
    }
  }
});

Deno.test("fieldErrors() takes words of the prototype for what they are: unknown fields", () => {
  for (const key of ["__proto__", "constructor", "toString"]) {
    assert.match(
      errorsOf(JSON.parse(`{ "${key}": 1 }`)),
      new RegExp(`^field "${key}" \\(value 1\\) is unknown`),
    );
  }
});
