import type { Execution } from "../../lib/jupyter/client.ts";
import type { KernelServer } from "../../lib/runner/jupyter_server.ts";
import type { Intensity } from "../../lib/carbon/intensity.ts";
import { type NotebookKernel, ServerLost } from "../../lib/runner/notebook_kernel.ts";
import type { RunRecord } from "../../lib/record/run_record.ts";
import { recordOf } from "./record_of.ts";

/** A server without kernels: it notes what it is asked to run, and answers as a test wants. */
export interface FakeServer extends KernelServer {
  /** Cells that were run, silent ones left out, in their order. */
  readonly ran: string[];
  /** Most kernels in which cells ran at the same time. */
  most(): number;
  /** Kernels that are there now. */
  alive(): number;
  /** Most kernels that were there at the same time, waiting ones too. */
  mostAlive(): number;
}

/** What a fake server does. */
export interface FakeOptions {
  /** Throws for what a start should fail with. */
  readonly onStart?: (starts: number) => void;
  /** Throws for what a cell should fail with; waits for as long as it should take. */
  readonly onCell?: (code: string) => Promise<void> | void;
  /** What a cell prints. */
  readonly outputOf?: (code: string) => string;
  /** Joules that each kernel says of itself. */
  readonly joules?: number;
  /** Where the user says that it is. */
  readonly place?: string;
  /** Where its kernels find that they are. */
  readonly intensity?: Partial<Intensity>;
  /** Takes the code that its kernels are asked silently. */
  readonly onSilent?: (code: string) => void;
}

const ANSWER = "application/vnd.wattbook.runner+json";

/** Opens a fake server. */
export function fakeServer(name: string, options: FakeOptions = {}): FakeServer {
  const { onStart, onCell, outputOf, joules = 10, place, intensity, onSilent } = options;
  const ran: string[] = [];
  let starts = 0, alive = 0, mostAlive = 0, working = 0, most = 0;
  const kernel = (): NotebookKernel => {
    let isWorking = false;
    let interrupted = Promise.withResolvers<never>();
    interrupted.promise.catch(() => {});
    return {
      async execute(code, options = {}) {
        const outputs = options.outputs ?? [];
        const done = { status: "ok", executionCount: 1, outputs } satisfies Execution;
        if (options.silent) {
          onSilent?.(code);
          if (code.includes("intensityAt(")) {
            const found = { ...recordOf(1).intensity, ...intensity };
            outputs.push({
              output_type: "display_data",
              data: { [ANSWER]: { intensity: found } },
              metadata: {},
            });
            return done;
          }
          const isEnd = code.includes("wattbook.runner") && !code.includes("import(");
          const data = { [ANSWER]: isEnd ? { record: recordOf(joules) satisfies RunRecord } : {} };
          outputs.push({ output_type: "display_data", data, metadata: {} });
          return done;
        }
        if (!isWorking) most = Math.max(most, ++working);
        isWorking = true;
        ran.push(code);
        const text = outputOf?.(code) ?? "";
        if (text !== "") outputs.push({ output_type: "stream", name: "stdout", text });
        await Promise.race([onCell?.(code), interrupted.promise]);
        return done;
      },
      interrupt() {
        interrupted.reject(new Error("interrupted"));
        interrupted = Promise.withResolvers();
      },
      kill() {},
      shutdown() {
        alive--;
        if (isWorking) working--;
        return Promise.resolve();
      },
    };
  };
  return {
    name,
    place,
    ran,
    most: () => most,
    alive: () => alive,
    mostAlive: () => mostAlive,
    start() {
      onStart?.(++starts);
      mostAlive = Math.max(mostAlive, ++alive);
      return Promise.resolve(kernel());
    },
  };
}

/** An error as a server that has gone causes it. */
export function gone(): ServerLost {
  return new ServerLost("Lost it: gone");
}
