import assert from "node:assert/strict";
import { codecarbonSays } from "../../lib/parity/codecarbon.ts";
import { checkVectors, type Vector } from "../parity/check_vectors.ts";
import { askCodecarbon } from "./codecarbon_python.ts";
import { peerTest } from "./peer.ts";
import { randomQuestions } from "./random_questions.ts";
import { randomRuns, readingsOf } from "./random_runs.ts";

peerTest("parity: 2,500 random questions of all kinds get the answers of the real CodeCarbon", async () => {
  const questions = randomQuestions(2500, 20261125);
  const answers = await askCodecarbon("codecarbon_answers.py", questions);
  assert.ok(Array.isArray(answers) && answers.length === questions.length);
  const vectors = questions.map((question, at): Vector => ({
    id: `${question.kind}/${at}`,
    ...question,
    out: answers[at],
  }));
  const { passed, differences } = checkVectors(vectors);
  assert.deepEqual(differences.slice(0, 10), []);
  assert.equal(passed, 2500);
});

peerTest("codecarbonSays() says of 400 random runs what the real tracker says", async () => {
  const runs = randomRuns(400, 20261125);
  const answers = await askCodecarbon("codecarbon_answers.py", runs.map((run) => ({ kind: "run", in: run })));
  assert.ok(Array.isArray(answers) && answers.length === runs.length);
  for (const [at, run] of runs.entries()) {
    const expected: Record<string, number> = answers[at], said = codecarbonSays(readingsOf(run));
    for (const [name, value] of Object.entries(said)) {
      const wanted = expected[name] ?? NaN;
      // The tracker takes differences of a running clock: the last bits of a second differ.
      const close = Math.abs(value - wanted) <= 1e-12 * Math.abs(wanted);
      assert.ok(close, `run ${at}, ${name}: ${value}, should be ${wanted}: ${JSON.stringify(run)}`);
    }
  }
});
