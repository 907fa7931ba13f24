import type { Host } from "../host.ts";
import type { Joules } from "../units.ts";
import { functionText, type PolledSource, polledSource } from "./polled_source.ts";
import type { Device, OpenedKind, Reading } from "./source.ts";

/** A meter that is asked over HTTP. */
export interface HttpSource {
  /** Name of the kind of source. */
  readonly name: string;
  /** What it measures. */
  readonly device: Device;
  /** Addresses without secrets; the first that answers is kept. */
  readonly urls: readonly string[];
  /** `user:password`, or nothing. */
  readonly secret: string;
  /** Counter or power. */
  readonly kind: Reading["kind"];
  /** Smallest step. */
  readonly quantumJ: Joules;
  /** From the answer to joules or watts; stands on its own, because it runs as text in a thread. */
  readonly pick: (answer: unknown) => number;
  /** Milliseconds between two questions. */
  readonly periodMs: number;
}

/** Opens a meter that is asked over HTTP, where this program may reach its host. */
export function httpSource(
  host: Host,
  options: HttpSource,
): OpenedKind & { readonly sources: PolledSource[] } {
  const { name, device, urls, secret, kind, quantumJ, pick, periodMs } = options;
  const [url = ""] = urls;
  const reached = new URL(url).host;
  if (Deno.permissions.querySync({ name: "net", host: reached }).state !== "granted") {
    const whyNot = `Cannot reach "${reached}": needs --allow-net=${reached}`;
    return { sources: [], leftOut: [{ name, whyNot, howToEnable: `run with --allow-net=${reached}` }] };
  }
  const authorization = secret === "" ? {} : { authorization: `Basic ${basic(secret)}` };
  const asked = { urls, ...authorization, pick: functionText(pick), periodMs };
  return { sources: [polledSource(host, asked, { device, kind, quantumJ, origin: url })], leftOut: [] };
}

function basic(secret: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
}
