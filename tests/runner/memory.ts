import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** Bytes that are in use after everything unused was thrown away, and bytes that the system counts. */
export function memory(): { readonly heap: number; readonly rss: number } {
  if (typeof collect !== "function") throw new Error("this V8 has no gc()");
  collect();
  const { heapUsed: heap, rss } = Deno.memoryUsage();
  return { heap, rss };
}
