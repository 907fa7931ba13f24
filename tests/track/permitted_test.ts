import assert from "node:assert/strict";
import { absolutePath, mayWrite } from "../../lib/track/permitted.ts";
import { countQuestions } from "../fixtures/count_questions.ts";

Deno.test("mayWrite() asks once for a folder that may be written", () => {
  using questions = countQuestions();
  assert.equal(mayWrite("/tmp/asked once"), true);
  assert.equal(questions.count, 2);
  assert.equal(mayWrite("/tmp/asked once"), true);
  assert.equal(questions.count, 2);
  assert.equal(mayWrite("/tmp/another"), true);
  assert.equal(questions.count, 4);
});

Deno.test("absolutePath() asks once, and follows the working folder", () => {
  assert.equal(absolutePath("a.db"), `${Deno.cwd()}/a.db`);
  using questions = countQuestions();
  assert.equal(absolutePath("a.db"), `${Deno.cwd()}/a.db`);
  assert.equal(absolutePath("/a.db"), "/a.db");
  assert.equal(questions.count, 0);
});
