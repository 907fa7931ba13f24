import type { Host } from "../host.ts";
import { openRapl } from "./rapl.ts";
import type { Source, SourceLeftOut } from "./source.ts";

/** Everything that can be read on this machine, and what was left out with its reason. */
export interface OpenedSources extends Disposable {
  /** Usable sources. */
  readonly sources: readonly Source[];
  /** The others. */
  readonly leftOut: readonly SourceLeftOut[];
}

/** One function per kind of source; a new source is one line here. */
const KINDS: readonly {
  name: string;
  open: (host: Host) => { sources: Source[]; leftOut: SourceLeftOut[] };
}[] = [
  { name: "RAPL powercap", open: openRapl },
];

/** Opens every source of this machine; never throws. */
export function openSources(host: Host): OpenedSources {
  const sources: Source[] = [], leftOut: SourceLeftOut[] = [];
  for (const { name, open } of KINDS) {
    try {
      const opened = open(host);
      sources.push(...opened.sources);
      leftOut.push(...opened.leftOut);
    } catch (error) {
      // One source that fails must not take the others with it.
      leftOut.push({ name, whyNot: error instanceof Error ? error.message : String(error), howToEnable: "" });
    }
  }
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}
