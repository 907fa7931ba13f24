import type { Host } from "../host.ts";
import { startKernel } from "../jupyter/client.ts";
import { type EarlyKernel, leftBehind } from "../runner/early_kernel.ts";
import { jupyterServer, type KernelServer } from "../runner/jupyter_server.ts";
import type { ResultPlaces } from "../runner/result_places.ts";
import { serverAddress } from "../runner/server_address.ts";
import { thisMachine } from "../runner/this_machine.ts";
import { orCliError, sweepKernelEnv, type SweepWords } from "./sweep_words.ts";
import { placesOf } from "./when_words.ts";

/** The servers of a sweep as its words say: each address once, or this machine. */
export function serversOf(
  words: SweepWords,
  host: Host,
  places: ResultPlaces,
  early: EarlyKernel | undefined,
): KernelServer[] {
  const texts = words.server ?? [];
  const addressOf = (text: string) =>
    orCliError(() => serverAddress(text, { token: words.token, headers: words.header, host }));
  const placeOf = placesOf(words, (text) => addressOf(text).url);
  if (texts.length === 0) {
    const env = sweepKernelEnv(places), here = thisMachine(env, placeOf());
    const start: KernelServer["start"] = (_, { signal }, cwd) =>
      early?.take({ cwd, env }) ?? leftBehind(startKernel({ cwd, env, signal }));
    return [{ ...here, start }];
  }
  const addresses = texts.map(addressOf);
  const different = new Map(addresses.map((address) => [address.url, address]));
  return Array.from(
    different.values(),
    (address) => jupyterServer(address, { host, place: placeOf(address.url) }),
  );
}
