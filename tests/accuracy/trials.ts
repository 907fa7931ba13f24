import { lineProcess } from "../energy/line_process.ts";
import { CODECARBON_ENVIRONMENT, codecarbonPython } from "../peers/codecarbon_python.ts";

/** A program that measured itself, measured by CodeCarbon at the same time. */
export interface Trial<Count> {
  /** What the program says of itself. */
  readonly count: Count;
  /** CPU seconds of its process tree from begin to end, by `wait4`. */
  readonly treeS: number;
  /** Logical processors. */
  readonly threads: number;
  /** Design power that CodeCarbon was given. */
  readonly tdpW: number;
  /** Joules of the processor by CodeCarbon. */
  readonly cpuJ: Readonly<Record<"machine" | "process", number>>;
  /** Joules in all by CodeCarbon. */
  readonly totalJ: Readonly<Record<"machine" | "process", number>>;
}

/** Runs trials, one after the other. */
export interface Trials extends AsyncDisposable {
  /** Python with CodeCarbon. */
  readonly python: string;
  /** Runs a program of this repository. */
  run<Count>(program: string, ...args: string[]): Promise<Trial<Count>>;
}

/** Starts the real CodeCarbon, which measures what it is told to start. */
export async function openTrials(): Promise<Trials> {
  const python = await codecarbonPython();
  const script = new URL("../peers/codecarbon_trials.py", import.meta.url).pathname;
  const peer = lineProcess(python, [script], { ...CODECARBON_ENVIRONMENT, DENO_DIR: denoDir() });
  return {
    python,
    async run(program, ...args) {
      await peer.say(JSON.stringify([Deno.execPath(), "run", "-A", "--frozen", program, ...args]));
      return JSON.parse(await peer.saysLine());
    },
    [Symbol.asyncDispose]: () => peer.ends(),
  };
}

/** Where Deno has its downloads: the peer's own HOME is nowhere. */
function denoDir(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
}
