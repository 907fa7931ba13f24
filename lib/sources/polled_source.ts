import type { Host } from "../host.ts";
import { oldestMs, openPoll, openPolled, type PollOptions } from "./poll.ts";
import type { Source } from "./source.ts";

/** A meter asked by a thread, which can be ended and told when it has. */
export interface PolledSource extends Source, AsyncDisposable {}

/** What of a source a poll does not know. */
export type PolledDevice = Pick<Source, "device" | "quantumJ" | "origin"> & Required<Pick<Source, "kind">>;

/** A source whose newest value a thread of its own asks for. */
export function polledSource(host: Host, asked: PollOptions, about: PolledDevice): PolledSource {
  const { device, kind } = about, { periodMs } = asked;
  const poll = openPoll(asked, `"${device.label}"`, host.epochMs);
  return {
    ...about,
    // The meter's own period is added to ours: an answer may be as old as both.
    periodS: 2 * periodMs / 1000,
    read: () => kind === "counter" ? { kind, energy: poll.read() } : { kind, power: poll.read() },
    ready: () => poll.answered(),
    sampling: {
      text: openPolled.toString(),
      data: { memory: poll.memory, oldestMs: oldestMs(periodMs) },
    },
    [Symbol.dispose]: () => void poll.end(),
    [Symbol.asyncDispose]: () => poll.end(),
  };
}

/** A method's text is not an expression by itself. */
export function functionText(pick: (answer: never) => number): string {
  const text = pick.toString();
  return /^(function|\(|[A-Za-z_$][\w$]*\s*=>)/.test(text) ? text : `function ${text}`;
}
