import { answer, type Input } from "./answers.ts";

/** A vector: what is asked, and what CodeCarbon answers. */
export interface Vector {
  /** Name: `"country/000"`. */
  readonly id: string;
  /** What is asked: `"country"`. */
  readonly kind: string;
  /** Arguments. */
  readonly in: Input;
  /** Figure, text, list or object; `"raises X"` where CodeCarbon throws. */
  readonly out: unknown;
}

/** How many vectors were met, and what was off with the others. */
export interface Score {
  /** Vectors that agree. */
  readonly passed: number;
  /** Vectors that do not. */
  readonly failed: number;
  /** One sentence per failed vector. */
  readonly differences: readonly string[];
}

const TOLERANCE = 1e-12;

/** Asks wattbook what CodeCarbon was asked. */
export function checkVectors(vectors: readonly Vector[]): Score {
  const differences = vectors.flatMap((vector, index) => {
    const difference = differenceOf(vector);
    return difference === undefined ? [] : [`${vector.id ?? `vector ${index}`}: ${difference}`];
  });
  return { passed: vectors.length - differences.length, failed: differences.length, differences };
}

function differenceOf(vector: Vector): string | undefined {
  let said: unknown;
  try {
    said = answer(vector.kind, vector.in ?? {});
  } catch (error) {
    // A vector that cannot be asked is a failed one: the others are still checked.
    return error instanceof Error ? error.message : String(error);
  }
  if (agree(vector.out, said)) return undefined;
  return `${JSON.stringify(vector.in)}: it is ${JSON.stringify(said)}, should be ${
    JSON.stringify(vector.out)
  }`;
}

/** Numbers within the tolerance, everything else exactly; a note explains and is no answer. */
function agree(expected: unknown, said: unknown): boolean {
  if (typeof expected === "number" && typeof said === "number") {
    return expected === said || Math.abs(said - expected) <= TOLERANCE * Math.abs(expected);
  }
  if (Array.isArray(expected)) {
    return Array.isArray(said) && said.length === expected.length &&
      expected.every((each, at) => agree(each, said[at]));
  }
  if (isObject(expected)) {
    const keys = Object.keys(expected).filter((key) => key !== "note");
    return isObject(said) && keys.length === Object.keys(said).length &&
      keys.every((key) => agree(expected[key], said[key]));
  }
  return expected === said;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
