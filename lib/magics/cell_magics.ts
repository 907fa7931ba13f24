import { messageOf } from "../errors.ts";
import type { Intensity } from "../carbon/intensity.ts";
import type { CellEnd, CellInput, CellOver, CellWatcher } from "../notebook/notebook.ts";
import { openCellRun } from "../track/cell_run.ts";
import { describeSource } from "../track/describe_source.ts";
import type { Ending } from "../track/ending.ts";
import type { SessionRun } from "../track/session_run.ts";
import type { World } from "../track/world.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { openAutotrack } from "./autotrack.ts";
import { type BenchOptions, benchOptions } from "./bench_options.ts";
import { type CellMagics, type Magic, parseMagics, written } from "./grammar.ts";
import { type Chart, runLine } from "./line_magics.ts";
import { repeatCell } from "./repeat_cell.ts";
import { takesText, trackFields } from "./track_fields.ts";

/** A cell whose magics were read. */
interface Cell {
  readonly magics: CellMagics;
  readonly problems: string[];
  readonly bench: BenchOptions | undefined;
  run?: { readonly ending: Ending; readonly session: SessionRun | undefined };
  /** Whether it gets a run was decided. */
  isDecided: boolean;
  /** What comes at its end was done. */
  isDone: boolean;
}

/** A cell that lasts so long gets its run while it lasts: then a crash, a budget and Stop find it. Milliseconds. */
const OPEN_AFTER_MS = 1000;

/** Cells that are remembered: the one that runs, and those whose last message is on its way. */
const KEPT = 8;

/**
 * Runs the magics of cells. A cell magic's run begins where the worker saw the cell begin and ends with the cell like
 * any other; a line magic takes effect when its cell ends.
 *
 * @param world The process, in a kernel.
 */
export function watchMagics(world: World): CellWatcher {
  const cells = new Map<number, Cell>();
  const inputs = new Map<
    number,
    { readonly cell: CellInput; readonly timer: ReturnType<typeof setTimeout> }
  >();
  const autotrack = openAutotrack(world, ({ place }) => knownIntensity(world, place));

  const cellOf = (input: CellInput): Cell => {
    const known = cells.get(input.cell);
    if (known) return known;
    const magics = parseMagics(input.code);
    const problems = [...magics.problems];
    const bench = magics.cell?.name === "bench"
      ? attempt(magics.cell, problems, (args) => benchOptions(args.fields, world.host))
      : undefined;
    const cell: Cell = { magics, problems, bench, isDecided: false, isDone: false };
    cells.set(input.cell, cell);
    for (const oldest of cells.keys()) if (cells.size > KEPT) cells.delete(oldest);
    return cell;
  };
  const infoOf = (input: CellInput, { cell, hasCode, lines }: CellMagics, problems: string[]) => {
    if (cell?.name === "bench") return undefined;
    if (cell) {
      const fixed = cell.name === "measure" ? { trackingUri: "none" } : {};
      return attempt(cell, problems, ({ fields }) => trackFields(fields, fixed, world.host));
    }
    const switches = lines.some(({ name, rest }) => name === "autotrack" && /^off\b/.test(rest));
    if (!autotrack.on || !hasCode || switches) return undefined;
    return autotrack.infoFor(`[${input.count}] ${describeSource(input.code).firstLine}`);
  };
  const open = (input: CellInput, isOver: boolean): void => {
    const cell = cellOf(input);
    if (cell.isDecided || cell.isDone) return;
    cell.isDecided = true;
    const wanted = infoOf(input, cell.magics, cell.problems);
    if (wanted === undefined) return;
    // First of all: what it costs to open the run is not the cell's.
    const now = world.gauge.mark();
    const end = world.gauge.cells?.endOf(input.cell) ?? now;
    const begin = world.gauge.cells?.beginOf(input.cell);
    if (begin === undefined) return;
    try {
      const intensity = knownIntensity(world, wanted.place);
      const { info, session } = autotrack.within(wanted);
      const about = { info, intensity, begin, announcedMs: input.startMs, parent: session?.run };
      const options = isOver ? { ...about, end } : about;
      cell.run = { session, ending: openCellRun(world, options).ending };
    } catch (error) {
      // A place that nobody knows, say: the cell goes on unmeasured, and its magic says why.
      cell.problems.push(messageOf(error));
    }
  };
  const forget = (number: number) => {
    clearTimeout(inputs.get(number)?.timer);
    inputs.delete(number);
  };

  const ended = async (input: CellInput, { status }: CellEnd) => {
    const cell = cellOf(input);
    forget(input.cell);
    if (cell.isDone) return;
    cell.isDone = true;
    cell.run?.session?.beat();
    // Without a wait where the cell has failed: the kernel does not wait either.
    if (cell.bench && status === "error") {
      cell.problems.push("//%%bench: the cell failed, so it was not repeated");
    } else if (cell.bench) await repeat(cell.bench, input, cell.problems);
    const show = (problem: string) => world.notebook?.complain(`wattbook: ${problem}`);
    cell.problems.splice(0).forEach(show);
    const { lines } = cell.magics;
    // That the cell before is over may still be on its way.
    if (status === "ok" && lines.some(({ name }) => name === "ledger")) await world.notebook?.fence(true);
    const charts = lines.map((magic) =>
      attempt(magic, cell.problems, (args) => runLine(magic.name, args, world, autotrack))
    );
    // The kernel does not wait for a cell that failed: its tables say the same in words.
    if (status === "ok") await draw(charts, cell.problems);
    cell.problems.splice(0).forEach(show);
  };
  const repeat = async (options: BenchOptions, { code }: CellInput, problems: string[]) => {
    try {
      await repeatCell(code, options, world, knownIntensity(world, options.place));
    } catch (error) {
      // The cell itself has ended well.
      problems.push(`//%%bench: the cell could not be repeated: ${messageOf(error)}`);
    }
  };
  /** The second way, where the kernel's hooks are missing: late, but it comes. */
  const endLate = (input: CellInput, { error }: CellOver) => {
    open(input, true);
    const ending = cells.get(input.cell)?.run?.ending;
    void (error ? ending?.fail(Object.assign(new Error(error.message), error)) : ending?.stop());
    void ended(input, { status: error ? "error" : "ok" });
  };

  return {
    begun(cell) {
      const timer = setTimeout(() => open(cell, false), OPEN_AFTER_MS);
      Deno.unrefTimer(timer);
      inputs.set(cell.cell, { cell, timer });
      // Where no cell's end is seen any more, what is kept must not grow.
      for (const oldest of inputs.keys()) if (inputs.size > KEPT) forget(oldest);
    },
    ending: (cell) => open(cell, true),
    ended,
    over(over) {
      const input = inputs.get(over.cell)?.cell;
      forget(over.cell);
      if (input && over.outcome !== "unparsed" && !cells.get(over.cell)?.isDone) endLate(input, over);
    },
  };
}

/** Shows what line magics have to show beside; what goes wrong becomes a sentence. */
async function draw(charts: readonly (Chart | undefined)[], problems: string[]): Promise<void> {
  for (const chart of charts) {
    try {
      await chart?.();
    } catch (error) {
      // The cell itself has ended well, and the table stands.
      problems.push(`the chart could not be drawn: ${messageOf(error)}`);
    }
  }
}

/** Reads a magic's arguments and does something with them; what is wrong becomes a sentence. */
function attempt<Result>(
  { name, kind, rest }: Magic,
  problems: string[],
  action: (args: Arguments) => Result,
): Result | undefined {
  try {
    return action(parseArguments(rest, takesText));
  } catch (error) {
    const why = messageOf(error).replace(/^Cannot start tracking: /, "");
    problems.push(`Cannot run magic "${written({ name, kind })}": ${why}`);
    return undefined;
  }
}

function knownIntensity(world: World, place: Parameters<World["knownIntensityOf"]>[0]): Intensity {
  const known = world.knownIntensityOf(place);
  if (known === undefined) throw new Error("the tables of grid intensity could not be loaded");
  return known;
}
