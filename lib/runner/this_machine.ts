import { startKernel } from "../jupyter/client.ts";
import type { KernelServer } from "./jupyter_server.ts";

/**
 * This machine as a server: kernels of this Deno, without Python and without a network.
 *
 * @param env Variables for its kernels.
 * @param place Where its electricity comes from. Default: found out offline.
 */
export function thisMachine(env: Readonly<Record<string, string>> = {}, place?: string): KernelServer {
  return {
    name: "this machine",
    place,
    isHere: true,
    start: (_, { signal }, cwd) => startKernel({ cwd, env, signal }),
  };
}
