import { startKernel } from "../jupyter/client.ts";
import type { KernelServer } from "./jupyter_server.ts";

/** This machine as a server: kernels of this Deno, without Python and without a network. */
export function thisMachine(env: Readonly<Record<string, string>> = {}): KernelServer {
  return {
    name: "this machine",
    start: (_, { signal }, cwd) => startKernel({ cwd, env, signal }),
  };
}
