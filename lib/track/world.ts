import { type Host, realHost } from "../host.ts";
import { type Intensity, preloadIntensity } from "../carbon/intensity.ts";
import type { PlaceOption } from "../carbon/place.ts";
import { insideKernel } from "../notebook/inside_kernel.ts";
import type { Notebook, StopWatch } from "../notebook/notebook.ts";
import type { LedgerMark } from "../meter/ledger.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { CellAccount } from "./cell_account.ts";
import type { ProcessGauge } from "./gauge.ts";
import type { Live } from "./live.ts";
import { openWorld } from "./open_world.ts";
import type { Outbox } from "./outbox.ts";
import type { ProcessEnd } from "./process_end.ts";
import type { Run } from "./run.ts";
import type { RunWorld } from "./run_world.ts";
import type { Session } from "./session.ts";
import type { Show } from "./show.ts";

/** Everything that exists once per process: the meter, the notebook, the journals, what goes out, what is shown. */
export interface World extends RunWorld {
  /** The machine. */
  readonly host: Host;
  /** The meter. */
  readonly gauge: ProcessGauge;
  /** The Deno kernel; `undefined` outside of one. */
  readonly notebook: Notebook | undefined;
  /** The account of all cells of this kernel; `undefined` outside of one. */
  readonly cells: CellAccount<LedgerMark> | undefined;
  /** Deliveries to MLflow. */
  readonly outbox: Outbox;
  /** Runs of this process, for `compare()`. */
  readonly session: Session;
  /** Cards and charts. */
  readonly show: Show;
  /** Panels of the runs that are being measured. */
  readonly live: Live;
  /** The end of the process, for runs outside a notebook. */
  readonly processEnd: ProcessEnd;
  /** Grid intensity at a place. */
  intensityOf(place: PlaceOption | undefined): Promise<Intensity>;
  /** The same without waiting; `undefined` while the tables are not loaded. */
  knownIntensityOf(place: PlaceOption | undefined): Intensity | undefined;
  /** Sentences that belong on every card: kernel internals that are missing. */
  notes(): readonly string[];
  /** A run is about to begin: what it needs later is opened before it is measured. */
  prepare(run: Run): Promise<void>;
  /** A run is about to begin: forgets a Stop that was meant for earlier ones, and listens for the next. */
  listen(): StopWatch | undefined;
  /** A run begins. */
  started(run: Run): void;
  /** A run is about to end, and may still be told something. */
  ending(run: Run): void;
  /** A run has ended: shows its card in a notebook, and sends it without waiting. */
  ended(run: Run, record: RunRecord): void;
  /** The same for a cell or program that fails and cannot wait: what can be shown is shown now. */
  endedAtOnce(run: Run, record: RunRecord): void;
  /** The status of an ended run was put right. */
  corrected(run: Run, record: RunRecord): void;
  /** Called when a kernel client is about to end the kernel and waits for all deliveries. */
  readonly settling: Set<() => void>;
  /**
   * Waits until the embedded store has the run and it is shown; in a notebook never for a server. Never throws.
   *
   * @param stored In a notebook: `"with the cell"` does not wait for the store, which has the run when the cell is over.
   */
  settled(run: Run, record: RunRecord, stored: "now" | "with the cell"): Promise<void>;
  /** What `say` tells the kernel's worker goes there as one message. */
  together<Result>(say: () => Result): Result;
  /** While a run is open: calls `check` four times a second where it has a budget; returns how to stop that. */
  every(run: Run, check: () => void): () => void;
}

/** Where a kernel client finds what waits for all deliveries before it ends the kernel. */
const SETTLED = Symbol.for("wattbook.settled");

let world: World | undefined;

/** The world of this process, made at the first call. */
export function theWorld(): World {
  return world ??= openWorld(realHost());
}

/** Inside a Jupyter kernel the observer has to see the first cell, so the world begins with the import. */
export async function beginInKernel(): Promise<void> {
  if (!insideKernel()) return;
  const kernel = await import("./in_kernel.ts");
  const { outbox, settling } = world ??= openWorld(realHost(), kernel);
  Reflect.set(globalThis, SETTLED, () => {
    settling.forEach((action) => action());
    return outbox.settled().then(outbox.consolidate);
  });
  // The first `track()` should wait neither for tables nor for code; a failure shows up there, with its reason.
  preloadIntensity().catch(() => {});
  import("../record/info.ts").catch(() => {});
}
