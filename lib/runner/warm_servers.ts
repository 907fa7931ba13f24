import type { ShutdownOptions } from "../jupyter/client.ts";
import { within } from "../jupyter/within.ts";
import type { KernelServer } from "./jupyter_server.ts";
import type { NotebookKernel, StartOptions } from "./notebook_kernel.ts";

/** Servers whose next kernel is started while a notebook runs. */
export interface WarmServers extends AsyncDisposable {
  /** The servers; to end a kernel of theirs takes no time of the caller's. */
  readonly servers: readonly WarmServer[];
}

/** A server that is told what it will be asked for. */
export interface WarmServer extends KernelServer {
  /** Whether it would start one more kernel beforehand. */
  readonly hasRoom: boolean;
  /** A kernel of that name and folder will be wanted soon: it is started, if there is room. */
  expect(kernelName: string | undefined, cwd: string): void;
}

/** How kernels are kept ready. */
export interface WarmOptions {
  /** Kernels that may wait on one server. */
  readonly most: number;
  /** Has a kernel do beforehand what every notebook needs; what it throws makes that kernel useless. */
  readonly prepare: (kernel: NotebookKernel) => Promise<void>;
}

/** A kernel on its way. */
interface Waiting {
  readonly key: string;
  readonly kernel: Promise<NotebookKernel | undefined>;
}

/** Milliseconds for a sign of life of a kernel that has waited. */
const ALIVE_MS = 5000;

/** Milliseconds for the last kernels to end. */
const END_MS = 5000;

/** Kernels of one server that are on their way out; a sweep of tiny notebooks waits for the oldest then. */
const MOST_LEAVING = 4;

/**
 * Keeps kernels ready: while a notebook runs, the kernel of the next one starts, and that of the last one ends. A
 * kernel is used for one notebook only. Disposing ends those that nobody wanted, and waits for all.
 *
 * @param servers Servers.
 * @param options How many, and what they do beforehand.
 */
export function warmServers(servers: readonly KernelServer[], options: WarmOptions): WarmServers {
  const over = new AbortController();
  const opened = servers.map((server) => warmServer(server, options, over.signal));
  return {
    servers: opened,
    async [Symbol.asyncDispose]() {
      over.abort(new DOMException("The sweep is over", "AbortError"));
      await Promise.all(opened.map((server) => server.end()));
    },
  };
}

function warmServer(
  server: KernelServer,
  { most, prepare }: WarmOptions,
  over: AbortSignal,
): WarmServer & { end(): Promise<void> } {
  const waiting: Waiting[] = [], leaving = new Set<Promise<void>>();
  const leave = (kernel: NotebookKernel, how: ShutdownOptions = { atOnce: true }) => {
    const gone: Promise<void> = kernel.shutdown(how).finally(() => leaving.delete(gone));
    leaving.add(gone);
  };
  const started = async (name: string | undefined, cwd: string) => {
    let kernel: NotebookKernel | undefined;
    try {
      kernel = await server.start(name, { signal: over }, cwd);
      await prepare(kernel);
      await kernel.keepsOutputs?.();
      return kernel;
    } catch {
      // Whoever wants a kernel asks the server anew, and hears from it what is wrong.
      if (kernel) leave(kernel);
      return undefined;
    }
  };
  const taken = async (key: string) => {
    const at = waiting.findIndex((each) => each.key === key);
    const kernel = at < 0 ? undefined : await waiting.splice(at, 1)[0]?.kernel;
    if (kernel === undefined || await isAlive(kernel)) return kernel;
    leave(kernel);
    return undefined;
  };
  return {
    name: server.name,
    ...(server.place === undefined ? {} : { place: server.place }),
    get hasRoom() {
      return waiting.length < most && !over.aborted;
    },
    expect(name, cwd) {
      if (!this.hasRoom) return;
      waiting.push({ key: keyOf(name, cwd), kernel: started(name, cwd) });
    },
    async start(name, options: StartOptions, cwd) {
      if (leaving.size >= MOST_LEAVING) await Promise.race(leaving);
      const kernel = await taken(keyOf(name, cwd)) ?? await server.start(name, options, cwd);
      return {
        execute: (code, options) => kernel.execute(code, options),
        keepsOutputs: async () => await kernel.keepsOutputs?.(),
        interrupt: () => kernel.interrupt(),
        kill: () => kernel.kill(),
        shutdown(how) {
          leave(kernel, how);
          return Promise.resolve();
        },
      };
    },
    async end() {
      const unwanted = waiting.splice(0).map(({ kernel }) => kernel.then((one) => one && leave(one)));
      const ended = Promise.all(unwanted).then(() => Promise.all(leaving));
      try {
        await within(ended, END_MS, "kernels that do not end");
      } catch {
        // A server that is silent, or a kernel that will not go: a sweep that is done does not wait for it.
      }
    },
  };
}

/** It may have died while it waited, or its server has forgotten it. */
async function isAlive(kernel: NotebookKernel): Promise<boolean> {
  try {
    const { status } = await kernel.execute("0", { silent: true, timeoutMs: ALIVE_MS });
    return status === "ok";
  } catch {
    // Its error is of no interest: another one is started.
    return false;
  }
}

function keyOf(name: string | undefined, cwd: string): string {
  return JSON.stringify([name, cwd]);
}
