import { z } from "zod";
import { isJsonMime } from "./mime.ts";

const CELLS = ["code", "markdown", "raw"] as const;
const OUTPUTS = ["stream", "display_data", "execute_result", "error"] as const;

const lines = z.union([z.string(), z.array(z.string())]).transform((text) => [text].flat().join(""));
const metadata = z.record(z.string(), z.unknown()).default({});
const count = z.int().nonnegative().nullable().default(null);
const bundle = z.record(z.string(), z.unknown()).transform((data) =>
  Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [mime, isJsonMime(mime) ? value : joinedLines(value)]),
  )
);
const output = z.discriminatedUnion("output_type", [
  z.looseObject({ output_type: z.literal("stream"), name: z.string(), text: lines }),
  z.looseObject({ output_type: z.literal("display_data"), data: bundle, metadata }),
  z.looseObject({
    output_type: z.literal("execute_result"),
    data: bundle,
    metadata,
    execution_count: count,
  }),
  z.looseObject({
    output_type: z.literal("error"),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);
const cell = { id: z.string().optional(), metadata, source: lines };

/** A notebook of nbformat 4 as it stands in its file; what is optional in one of the versions 4.0 to 4.5 is filled in. */
export const notebookSchema = z.looseObject({
  nbformat: z.literal(4),
  metadata,
  cells: z.array(z.discriminatedUnion("cell_type", [
    z.looseObject({
      ...cell,
      cell_type: z.literal("code"),
      outputs: z.array(output).default([]),
      execution_count: count,
    }),
    z.looseObject({ ...cell, cell_type: z.literal("markdown") }),
    z.looseObject({ ...cell, cell_type: z.literal("raw") }),
  ])),
});

/** What is wrong with a file, in a clause: field, value, what it should be. */
export function schemaProblem(error: z.ZodError, given: unknown): string {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const value = path.reduce<unknown>((inside, key) => Object(inside)[key], given);
  const name = path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("").slice(1);
  const subject = name === "" ? "the file" : `field "${name}"`;
  const is = value === undefined ? "missing" : shown(value);
  return `${subject} is ${is}, should be ${expected(String(path.at(-1) ?? ""), issue)}`;
}

function expected(field: string, issue: z.core.$ZodIssue | undefined): string {
  if (field === "nbformat") return "4 (convert it: jupyter nbconvert --to notebook FILE)";
  if (field === "cells") return "a list of cells";
  if (field === "cell_type") return oneOf(CELLS);
  if (field === "output_type") return oneOf(OUTPUTS);
  if (issue?.code === "invalid_union") return "a text or a list of texts";
  if (issue?.code !== "invalid_type") return "a whole number or null";
  const kinds: Readonly<Record<string, string>> = {
    string: "a text",
    array: "a list",
    int: "a whole number or null",
    number: "a whole number or null",
  };
  return kinds[issue.expected] ?? "an object";
}

function oneOf(words: readonly string[]): string {
  return `one of ${words.map((word) => `"${word}"`).join(", ")}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function joinedLines(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;
}
