import { z } from "zod";
import type { PlaceOption } from "../carbon/place.ts";
import type { Host } from "../host.ts";
import { fieldErrors } from "../record/field_errors.ts";
import type { Arguments } from "./arguments.ts";
import { trackFields } from "./track_fields.ts";

/** How a cell is repeated. */
export interface BenchOptions {
  /** So many repetitions; `undefined`: until the target is reached. */
  readonly runs: number | undefined;
  /** Seconds after which no further repetition begins. */
  readonly seconds: number;
  /** Half-width of the 95 % interval at which to stop, as a part of the mean. */
  readonly target: number;
  /** Where the electricity comes from. */
  readonly place: PlaceOption | undefined;
  /** Which energy is shown. */
  readonly figure: "share" | "active" | "machine";
}

const OWN = ["runs", "seconds", "target"];
const SHARED = ["place", "figure"];

/**
 * Options of `//%%bench`: `runs=100`, `seconds=10`, `target=2%`, `place` and `figure`.
 *
 * @throws {TypeError} When a field is unknown or wrong.
 */
export function benchOptions(fields: Arguments["fields"], host: Host): BenchOptions {
  const schema = z.strictObject({
    runs: z.number().min(1).max(1e6).refine(Number.isInteger, "should be a whole number").optional(),
    seconds: z.number().positive().max(3600).optional(),
    target: z.number().positive().max(1).optional(),
    place: z.unknown().optional(),
    figure: z.unknown().optional(),
  });
  const { target } = fields;
  const part = typeof target === "string" ? /^(\d+\.?\d*|\.\d+)%$/.exec(target)?.[1] : undefined;
  const given = part === undefined ? fields : { ...fields, target: Number(part) / 100 };
  const checked = schema.safeParse(given);
  if (!checked.success) {
    throw new TypeError(fieldErrors(checked.error, given, (path) => path.length ? [] : [...OWN, ...SHARED]));
  }
  const shared = Object.fromEntries(Object.entries(fields).filter(([field]) => SHARED.includes(field)));
  const { place, figure } = trackFields(shared, {}, host);
  const { runs, seconds = 10, target: until = 0.02 } = checked.data;
  return { runs, seconds, target: until, place, figure };
}
