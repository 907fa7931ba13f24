import { MAGIC_NAMES } from "../track/magic_names.ts";

/** What is told of a magic, by the way it is written in this kernel. */
export const MAGICS: ReadonlyMap<string, string> = new Map(
  MAGIC_NAMES.map(({ name, kind, usage, summary }) => {
    const written = `${kind === "cell" ? "%%" : "%"}${name}`;
    return [written, `${written} ${usage}\n\n${summary}`];
  }),
);
