import { deepEqual, match } from "node:assert/strict";
import { gradeWords } from "../../lib/display/grade_words.ts";
import { piecesText } from "../../lib/display/pieces.ts";
import type { Grade } from "../../lib/units.ts";
import { figure, run } from "./sample_runs.ts";

const remedy = (howToEnable: string) => run({ leftOut: [{ name: "RAPL", whyNot: "denied", howToEnable }] });
const words = (grade: Grade, record = run()) =>
  gradeWords(figure(1, 1, 1, { grade, how: "the method" }), record);

Deno.test.each(["A", "B", "C", "D", "E"] as Grade[])("gradeWords() says what $0 means", (grade) => {
  match(piecesText(words(grade)), new RegExp(`^${grade}: \\w`));
});

Deno.test("gradeWords() names the command that would raise it, without its remarks", () => {
  deepEqual(words("D", remedy("sudo chmod a+r /sys/x (until the next start)")).at(-1), {
    code: "sudo chmod a+r /sys/x",
  });
});

Deno.test("gradeWords() names a remedy in words, and says when there is none", () => {
  match(
    piecesText(words("D", remedy("in a container: mount it"))),
    /\(the method\); a counter would raise it: in a container: mount it$/,
  );
  match(piecesText(words("E", remedy(""))), /a machine with a readable energy counter would raise it$/);
});

Deno.test("gradeWords() needs no remedy for what was counted", () => {
  deepEqual(words("A", remedy("sudo x")), ["A: a counter read at both ends"]);
});
