import assert from "node:assert/strict";
import { CliError, parseWords } from "../../lib/cli/command.ts";

const OPTIONS = { json: { type: "boolean" }, place: { type: "string" } } as const;

Deno.test("parseWords() tells options from words", () => {
  const { values, positionals } = parseWords(["--json", "a", "--place=BE", "b"], OPTIONS);
  assert.deepEqual({ ...values }, { json: true, place: "BE" });
  assert.deepEqual(positionals, ["a", "b"]);
});

Deno.test.each([["--jsn"], ["--place"], ["--json=1"], ["-x"]].map((words) => ({ words })))(
  "parseWords() throws on one line for $words, with the status 2",
  ({ words }) => {
    assert.throws(() => parseWords(words, OPTIONS), { name: "CliError", status: 2, message: /^[^\n]+$/ });
  },
);

Deno.test("CliError has the status 2 unless told otherwise", () => {
  assert.deepEqual([new CliError("a").status, new CliError("a", 127).status], [2, 127]);
});
