/**
 * What the identity tests measure: a program with work in threads, in children that end and in one that lives on,
 * which measures itself. Its parent counts the same CPU time in its own way.
 *
 * @module
 */
import { type Host, realHost } from "../../lib/host.ts";
import { openGauge } from "../../lib/track/gauge.ts";

/** What the program prints when it has measured itself. */
export interface OwnCount {
  /** CPU seconds of this process before its first mark. */
  readonly beforeS: number;
  /** CPU seconds of all threads between the marks. */
  readonly ownS: number;
  /** CPU seconds of children between the marks. */
  readonly childrenS: number;
  /** Busy seconds of the machine between the marks. */
  readonly machineBusyS: number | undefined;
  /** Joules of the machine's counter between the marks, and this process's share of them. */
  readonly machineJ: number | undefined;
  readonly shareJ: number | undefined;
  /** Joules that this process added above idle. */
  readonly activeJ: number | undefined;
}

/** Watts of the counter that all processes of a test see alike. */
export const COUNTER_W = 50;

/** The counter's reading now, in joules: one clock for all processes. */
export function counterJ(): number {
  return COUNTER_W * (performance.timeOrigin + performance.now()) / 1000;
}

/** A busy loop in a shell, `thousands` × 1000 rounds. */
export function shellLoop(thousands: number): string {
  return `i=0; while [ $i -lt ${thousands}000 ]; do i=$((i+1)); done`;
}

const WORK =
  `function work(rounds) { let x = 1; for (let i = 0; i < rounds; i++) x = Math.sqrt(x * i + 1); return x; }`;

/** This machine, with a platform counter below `root` whose value is the clock's. */
function hostWithCounter(root: string): Host {
  const real = realHost(), fake = realHost({ root });
  const at = (path: string) => path.startsWith("/sys/class/powercap") ? fake : real;
  const isCounter = (path: string) => path.endsWith("/energy_uj");
  const reading = () => `${Math.round(counterJ() * 1e6)}\n`;
  return {
    ...real,
    list: (path) => at(path).list(path),
    readText: (path) => isCounter(path) ? reading() : at(path).readText(path),
    open: (path) => isCounter(path) ? { read: reading, [Symbol.dispose]: () => {} } : at(path).open(path),
  };
}

/** Square roots in `threads` workers and on this thread at once. */
async function squareRoots(threads: number, rounds: number): Promise<void> {
  const source = `data:text/javascript,${
    encodeURIComponent(`${WORK} onmessage = ({ data }) => postMessage(work(data));`)
  }`;
  const workers = Array.from({ length: threads }, () => new Worker(source, { type: "module" }));
  const ends = workers.map((worker) => new Promise((resolve) => worker.onmessage = resolve));
  for (const worker of workers) worker.postMessage(rounds);
  new Function(`${WORK} return work(${rounds});`)();
  await Promise.all(ends);
  for (const worker of workers) worker.terminate();
}

/**
 * Works in threads, in children that end and in one that lives on.
 *
 * @param rounds Square roots of each of three threads.
 * @param thousands Thousands of shell loops of the child that lives on; the others do as many together.
 * @returns The child that has worked and lives on.
 */
export async function fixedWork(rounds: number, thousands: number): Promise<{ end(): Promise<void> }> {
  const live = new Deno.Command("sh", {
    args: ["-c", `${shellLoop(thousands)}; echo worked; read line`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await squareRoots(2, rounds);
  for (let n = 0; n < 4; n++) {
    await runShell(`sh -c '${shellLoop(thousands / 8)}'; ${shellLoop(thousands / 8)}`);
  }
  const reader = live.stdout.getReader();
  await reader.read();
  return {
    async end() {
      await live.stdin.close();
      await live.status;
      await reader.cancel();
    },
  };
}

async function runShell(script: string): Promise<void> {
  await new Deno.Command("sh", { args: ["-c", script], stdin: "null", stdout: "null" }).spawn().status;
}

async function readLine(): Promise<void> {
  await Deno.stdin.read(new Uint8Array(64));
}

async function main([rounds = "0", thousands = "0", root]: string[]): Promise<void> {
  const host = root === undefined ? realHost() : hostWithCounter(root);
  using gauge = openGauge(host);
  console.log("ready");
  await readLine();
  const { userS, systemS } = host.processCpu();
  const start = gauge.mark();
  const live = await fixedWork(Number(rounds), Number(thousands));
  console.log("worked");
  if (root !== undefined) await readLine();
  const { span, attribution } = gauge.measure(start, gauge.mark());
  await live.end();
  const count: OwnCount = {
    beforeS: userS + systemS,
    ownS: span.cpu.ownS,
    childrenS: span.cpu.childrenS,
    machineBusyS: span.cpu.machineBusyS,
    machineJ: attribution.machine?.value,
    shareJ: attribution.share?.value,
    activeJ: attribution.active?.value,
  };
  console.log(JSON.stringify(count));
  Deno.exit(0);
}

if (import.meta.main) await main(Deno.args);
