import type { Host } from "../host.ts";
import type { Joules } from "../units.ts";
import { oldestMs, openHttpPoll, openPolled } from "./http_poll.ts";
import type { Device, OpenedKind, Reading, Source } from "./source.ts";

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

/** A meter asked over HTTP that can end its thread and tell when it has. */
export interface PolledSource extends Source, AsyncDisposable {}

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
  const poll = openHttpPoll(
    { urls, ...authorization, pick: functionText(pick), periodMs },
    `"${device.label}"`,
    host.epochMs,
  );
  const source: PolledSource = {
    device,
    kind,
    // The meter's own period is added to ours: an answer may be as old as both.
    periodS: 2 * periodMs / 1000,
    quantumJ,
    origin: url,
    read: () => kind === "counter" ? { kind, energy: poll.read() } : { kind, power: poll.read() },
    ready: () => poll.answered(),
    sampling: {
      text: openPolled.toString(),
      data: { memory: poll.memory, oldestMs: oldestMs(periodMs) },
    },
    [Symbol.dispose]: () => void poll.end(),
    [Symbol.asyncDispose]: () => poll.end(),
  };
  return { sources: [source], leftOut: [] };
}

function basic(secret: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
}

/** A method's text is not an expression by itself. */
function functionText(pick: (answer: unknown) => number): string {
  const text = pick.toString();
  return /^(function|\(|[A-Za-z_$][\w$]*\s*=>)/.test(text) ? text : `function ${text}`;
}
