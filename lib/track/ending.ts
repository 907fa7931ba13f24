import type { CellEnd, StopWatch } from "../notebook/notebook.ts";
import type { RunRecord, RunStatus } from "../record/run_record.ts";
import { preloadBeside, wantsBeside } from "./asked_beside.ts";
import type { Run, RunError } from "./run.ts";
import type { World } from "./world.ts";

/** How a run comes to its end: the cell's end, a throw, Stop, a block's end, the budget, `stop()`. */
export interface Ending {
  /** Aborts when the run should stop. */
  readonly signal: AbortSignal;
  /** True once the run should stop; reads shared memory, so that a loop that blocks sees it. */
  stopped(): boolean;
  /** Aborts when the budget is used up, or when a Stop has come that the main thread was too busy to hear. */
  checkBudget(): void;
  /** A block's `using` declares it: it ends there, not with the cell. */
  lexical(): void;
  /** A block's end. */
  dispose(): void;
  /** A block's end that can wait. */
  asyncDispose(): Promise<void>;
  /** The end that the user asks for. */
  stop(): Promise<RunRecord>;
  /** The end by an error that the caller saw. */
  fail(error: unknown): Promise<RunRecord>;
}

/**
 * Connects a run with everything that can end it.
 *
 * @param world The process.
 * @param run The run.
 * @param stopWatch What listens for Stop in a notebook.
 */
export function openEnding(world: World, run: Run, stopWatch: StopWatch | undefined): Ending {
  const controller = new AbortController();
  const { notebook } = world;
  const watches: Disposable[] = [];
  let isLexical = false, exceeded = false;

  const shouldStop = () => controller.signal.aborted || (notebook?.stopped ?? false);
  const killed = () => shouldStop() && !exceeded;
  const finish = (status: RunStatus, error?: RunError): RunRecord => {
    if (run.record) return run.record;
    world.ending(run);
    const record = run.end(killed() ? "KILLED" : status, error);
    world.together(() => {
      stopTimer();
      // What the cell does now is no run's: Stop is the runtime's again.
      stopWatch?.[Symbol.dispose]();
      world.ended(run, record);
    });
    return record;
  };
  const release = () => watches.splice(0).forEach((watch) => watch[Symbol.dispose]());
  const settle = async (record: RunRecord, stored: "now" | "with the cell" = "now") => {
    await world.settled(run, record, stored);
    return run.record ?? record;
  };
  // Only after a block's end it is known whether it threw: a cell says so at its own end, a program right after.
  const disposed = async () => {
    const record = finish("FINISHED");
    program?.closed();
    await settle(record, "with the cell");
    program?.closed();
  };
  const ended = (record: RunRecord) => {
    release();
    return settle(record);
  };

  const checkBudget = () => {
    // A loop that blocks lets no signal through: who calls us gets the rest of Stop done too.
    notebook?.heedStop();
    const sentence = exceeded ? undefined : run.exhausted();
    if (sentence === undefined) return;
    exceeded = true;
    run.note(sentence);
    controller.abort(stopReason("BudgetError", sentence));
  };
  const stopTimer = world.every(run, checkBudget);

  if (notebook) {
    watches.push(
      notebook.onStop(() => controller.abort(stopReason("AbortError", "Stopped by the user"))),
      notebook.onCellEnd({
        isMute: run.info.scope === "manual" && run.info.display === "none",
        failed(end: CellEnd) {
          const error = end.error ?? { name: "Error", message: "the cell failed" };
          // A block that threw was disposed before the kernel told of the error: put its status right.
          if (run.record) world.corrected(run, run.end(killed() ? "KILLED" : "FAILED", error, true));
          else if (!isLexical && run.info.scope === "cell") world.endedAtOnce(run, finish("FAILED", error));
          else world.live.cellOver(run);
        },
        async succeeded() {
          if (run.record === undefined && (isLexical || run.info.scope === "manual")) {
            return world.live.cellOver(run);
          }
          // A magic's run is opened when its cell is over: only then there is a moment to load what it wants.
          if (run.record === undefined && wantsBeside(run.info)) {
            await preloadBeside(run.info, world.host);
          }
          const record = run.record ?? finish("FINISHED");
          await world.settled(run, record, "with the cell");
          if (record.status === "FAILED") world.corrected(run, run.end("FINISHED", undefined, true));
          release();
        },
        over() {
          if (run.record) release();
        },
      }),
    );
  }
  const program = notebook ? undefined : world.processEnd.watch(run, {
    finish(status, error) {
      const record = finish(status, error);
      if (error) world.endedAtOnce(run, record);
      void settle(record);
    },
    correct: (error) => world.corrected(run, run.end("FAILED", error, true)),
  });
  if (program) watches.push(program);

  return {
    signal: controller.signal,
    stopped() {
      // In this order: who is told to stop has its signal aborted by then.
      const isStopped = shouldStop();
      if (isStopped) notebook?.heedStop();
      return isStopped;
    },
    checkBudget,
    lexical: () => {
      isLexical = true;
    },
    dispose: () => void disposed(),
    asyncDispose: disposed,
    stop: () => ended(finish("FINISHED")),
    fail: (error) => ended(finish("FAILED", errorOf(error))),
  };
}

/** An abort reason whose stack does not show the runtime's internals. */
function stopReason(name: string, message: string): Error {
  const reason = new DOMException(message, name);
  Object.defineProperty(reason, "stack", { value: `${name}: ${message}` });
  return reason;
}

function errorOf(error: unknown): RunError {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: "", message: String(error) };
}
