import type { GreenestWhen, ReadyOptions } from "../runner/sweep_ready.ts";
import { parseLength, parseMoment } from "../runner/moments.ts";
import { CliError } from "./command.ts";
import { orCliError, type SweepWords } from "./sweep_words.ts";

/** When and where a sweep should begin, as the words say. */
export function readyOf(words: SweepWords, nowMs: number): Pick<ReadyOptions, "when" | "where"> {
  return { when: whenOf(words, nowMs), where: greenest("--where", words.where) };
}

/**
 * Places of the servers: `ZONE` for this machine or for all servers, `URL=ZONE` for one of them.
 *
 * @param words The words.
 * @param url What a server's address is in full, to compare.
 * @returns The place of a server by its address; of this machine without one.
 */
export function placesOf(
  { place = [], server = [] }: SweepWords,
  url: (text: string) => string,
): (address?: string) => string | undefined {
  const named = new Map<string, string>();
  let all: string | undefined;
  for (const text of place) {
    const [, address, zone] = text.match(/^(https?:\/\/.+)=([^=]+)$/) ?? [];
    if (address === undefined || zone === undefined) {
      if (/^https?:/.test(text) || text.trim() === "") {
        throw new CliError(`--place is "${text}", should be ZONE or URL=ZONE, such as http://big:8888=FR`);
      }
      if (all !== undefined) {
        throw new CliError(`--place "${text}": "${all}" is given too, should be one for all`);
      }
      all = text;
      continue;
    }
    const full = url(address);
    if (!server.map(url).includes(full)) {
      throw new CliError(`--place is "${text}", but no --server is ${address}`);
    }
    named.set(full, zone);
  }
  return (address) => (address === undefined ? undefined : named.get(address)) ?? all;
}

function whenOf({ when, before, expect }: SweepWords, nowMs: number): GreenestWhen | undefined {
  if (greenest("--when", when) === undefined) {
    const lone = before !== undefined ? "--before" : expect !== undefined ? "--expect" : undefined;
    if (lone !== undefined) throw new CliError(`${lone} says nothing without --when greenest`);
    return undefined;
  }
  return orCliError(() => ({
    untilMs: before === undefined ? undefined : parseMoment(before, nowMs),
    expectedS: expect === undefined ? undefined : parseLength(expect, "--expect"),
  }));
}

function greenest(option: string, word: string | undefined): "greenest" | undefined {
  if (word === undefined || word === "greenest") return word;
  throw new CliError(`${option} is "${word}", should be "greenest"`);
}
