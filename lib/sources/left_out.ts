import type { OpenedKind, SourceLeftOut } from "./source.ts";

/** A kind of source of which nothing is used. */
export function leftOut(name: string, whyNot: string, more: Partial<SourceLeftOut> = {}): OpenedKind {
  return { sources: [], leftOut: [{ name, whyNot, howToEnable: "", ...more }] };
}

/** The remedy where it is Deno that forbids; an empty string for any other reason. */
export function permissionRemedy(whyNot: string): string {
  return /deno run -A/.test(whyNot) ? "run with deno run -A" : "";
}
