/**
 * Checks a file of CodeCarbon's answers against wattbook's: `deno task parity [FILE]`.
 *
 * @module
 */
import { checkVectors, type Vector } from "./check_vectors.ts";

const SHOWN = 20;

const file = Deno.args[0] ?? new URL("../fixtures/parity/codecarbon_3.3.2.json", import.meta.url).pathname;
Deno.exitCode = check(file);

function check(file: string): number {
  let vectors: readonly Vector[];
  try {
    vectors = readVectors(file);
  } catch (error) {
    console.error(`Cannot check "${file}": ${error instanceof Error ? error.message : error}`);
    console.log("0 passed, 1 failed");
    return 1;
  }
  const { passed, failed, differences } = checkVectors(vectors);
  for (const difference of differences.slice(0, SHOWN)) console.error(difference);
  if (failed > SHOWN) console.error(`… and ${failed - SHOWN} more`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function readVectors(file: string): readonly Vector[] {
  const content: unknown = JSON.parse(Deno.readTextFileSync(file));
  const vectors = typeof content === "object" && content !== null && "vectors" in content
    ? content.vectors
    : undefined;
  if (!Array.isArray(vectors)) throw new TypeError('there is no list "vectors" in it');
  const wrong = vectors.findIndex((vector) => typeof vector !== "object" || vector === null);
  if (wrong >= 0) {
    throw new TypeError(`vector ${wrong} is ${JSON.stringify(vectors[wrong])}, should be an object`);
  }
  return vectors;
}
