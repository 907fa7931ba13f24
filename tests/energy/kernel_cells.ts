/**
 * The fixed work of the identity tests as a cell of the stock Deno kernel, measured by `track()` in that cell. As a
 * program it says "ready", waits for a line, and prints what it counted: that is how CodeCarbon measures it.
 *
 * @module
 */
import { type Kernel, startKernel } from "../../lib/jupyter/client.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";

/** One tracked cell. */
export interface CellCount {
  /** CPU seconds of the kernel and its children by the run's record, with what measuring took of them. */
  readonly oursS: number;
  /** The same by `/proc`, from the cell's first line to its last: the kernel's own work around a cell is no run's. */
  readonly treeS: number;
  /** CPU seconds of children by the record. */
  readonly childrenS: number;
  /** Joules by the record. */
  readonly machineJ: number | undefined;
  readonly shareJ: number | undefined;
  readonly activeJ: number | undefined;
}

/** A kernel that is ready for tracked cells. */
export interface CellKernel extends AsyncDisposable {
  /** Runs the work as a tracked cell. */
  count(rounds: number, thousands: number): Promise<CellCount>;
}

const moduleAt = (path: string) => JSON.stringify(import.meta.resolve(path));

/** Opens a stock kernel and runs a first cell, so that what happens once is over. */
export async function openCellKernel(): Promise<CellKernel> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(temporaryFolder("neighbours-"));
  const kernel = opened.use(await startKernel({ cwd: folder.path }));
  await said(
    kernel,
    `import { track } from "jsr:@wattbook/track@^1";
const { fixedWork } = await import(${moduleAt("./identity_program.ts")});
const { treeSeconds } = await import(${moduleAt("./tree_seconds.ts")});`,
  );
  let cells = 0;
  const count = async (rounds: number, thousands: number): Promise<CellCount> => {
    const n = ++cells;
    await said(
      kernel,
      `const before${n} = treeSeconds([Deno]);
using tracker${n} = await track({ trackingUri: "none", display: "none", place: "BE" });
const live${n} = await fixedWork(${rounds}, ${thousands}), after${n} = treeSeconds([Deno]);`,
    );
    const told = await said(
      kernel,
      `await live${n}.end(); console.log(JSON.stringify([tracker${n}.record, after${n} - before${n}]))`,
    );
    const [{ cpuTimeS: { own, children }, overheadS, energyJ }, treeS] = JSON.parse(told);
    return {
      oursS: own + children + overheadS,
      treeS,
      childrenS: children,
      machineJ: energyJ.machine?.value,
      shareJ: energyJ.share?.value,
      activeJ: energyJ.active?.value,
    };
  };
  await count(1000, 8);
  const all = opened.move();
  return { count, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Runs a cell; what it printed. */
async function said(kernel: Kernel, code: string): Promise<string> {
  const { status, outputs, error } = await kernel.execute(code, { timeoutMs: 120_000 });
  if (status !== "ok") throw new Error(`The cell failed: ${error?.ename}: ${error?.evalue}`);
  return outputs.flatMap((output) => output.output_type === "stream" ? [output.text] : []).join("");
}

async function main([rounds = "0", thousands = "0"]: string[]): Promise<void> {
  await using kernel = await openCellKernel();
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(64));
  const count = await kernel.count(Number(rounds), Number(thousands));
  console.log("worked");
  console.log(JSON.stringify(count));
}

if (import.meta.main) await main(Deno.args);
