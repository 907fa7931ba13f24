import { realHost } from "../host.ts";
import type { Seconds } from "../units.ts";
import { expectedLength } from "./expected_length.ts";
import { greenestOrder, orderLines } from "./greenest_order.ts";
import { greenestStart, type SweepStart } from "./greenest_start.ts";
import { waitForGreenest } from "./greenest_wait.ts";
import type { KernelServer } from "./jupyter_server.ts";
import { NotebookError } from "./notebook_error.ts";
import { serverPlace } from "./server_place.ts";
import type { SweepState } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";
import { sleep } from "./wait_until.ts";

/** When a sweep begins. */
export interface GreenestWhen {
  /** By when it should have ended, milliseconds since 1970. Default: as far as the forecast reaches. */
  readonly untilMs?: number | undefined;
  /** Seconds that it will take. Default: as long as the log in its folder says of an earlier one. */
  readonly expectedS?: Seconds | undefined;
}

/** What a sweep does before its first notebook. */
export interface ReadyOptions {
  /** Waits for the time at which the grid's forecast is best. Default: begins at once. */
  readonly when?: GreenestWhen | undefined;
  /** `"greenest"`: servers with a cleaner grid get work first. Default: in the order in which they are given. */
  readonly where?: "greenest" | undefined;
  /** The network, for forecasts. Default: this machine's. */
  readonly fetch?: typeof fetch | undefined;
  /** Clock, milliseconds since 1970. Default: the system's. */
  readonly nowMs?: (() => number) | undefined;
  /** Waits so many milliseconds, or until it is told to end. Default: a timer. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** What happens before the first notebook. */
export type ReadyEvent =
  | { readonly kind: "order"; readonly lines: readonly string[] }
  | { readonly kind: "start"; readonly start: SweepStart }
  | { readonly kind: "wait"; readonly start: SweepStart; readonly leftMs: number };

/** The sweep, as far as its begin depends on it. */
export interface ReadySweep {
  /** What is to be run. */
  readonly jobs: readonly SweepJob[];
  /** Who could run it. */
  readonly servers: readonly KernelServer[];
  /** What the log says. */
  readonly former: SweepState | undefined;
  /** At the same time on one server. */
  readonly jobsPerServer: number;
  /** Kernelspec. */
  readonly kernelName: string | undefined;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Takes what happens. */
  readonly onEvent: (event: ReadyEvent) => void;
}

/**
 * Puts the servers in their order and waits for the time to begin.
 *
 * @returns `undefined` when it was stopped meanwhile; nothing has been begun then.
 * @throws {NotebookError} When a time is to be chosen and there is no forecast, or nobody knows how long it will take.
 */
export async function makeReady(
  { jobs, servers, former, jobsPerServer, kernelName, signal, onEvent }: ReadySweep,
  { when, where, fetch, nowMs = Date.now, sleep: wait = sleep }: ReadyOptions,
): Promise<
  { readonly servers: readonly KernelServer[]; readonly start?: SweepStart | undefined } | undefined
> {
  if (jobs.length === 0 || when === undefined && where === undefined) return { servers };
  const host = realHost({ epochMs: nowMs, ...(fetch ? { fetch } : {}) });
  const needed = Math.ceil(jobs.length / jobsPerServer);
  const atOnce = Math.min(needed, servers.length) * jobsPerServer;
  const expectedS = when && (when.expectedS ?? expectedLength(jobs, former, atOnce));
  if (when && expectedS === undefined) {
    throw new NotebookError(
      "Cannot choose the greenest time: it is not known how long the notebooks take, say it with --expect, such as " +
        "--expect 2h",
    );
  }
  // Without an order, servers beyond the last notebook get none of them.
  const asked = where ? servers : servers.slice(0, needed);
  let places;
  try {
    places = await Promise.all(asked.map((server) => serverPlace(server, { host, kernelName, signal })));
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
  if (where) {
    places = greenestOrder(places);
    onEvent({ kind: "order", lines: orderLines(places) });
  }
  const ordered = where ? places.map(({ server }) => server) : servers;
  if (expectedS === undefined) return { servers: ordered };
  const worked = places.slice(0, needed);
  const ask = (untilMs: number | undefined) => greenestStart(worked, { expectedS, untilMs }, host);
  const untilMs = when?.untilMs;
  const start = await waitForGreenest(await ask(untilMs), {
    clock: { nowMs, sleep: wait },
    signal,
    askAgain: (latestMs) => ask(Math.min(untilMs ?? Infinity, latestMs)),
    onStart: (start) => onEvent({ kind: "start", start }),
    onWait: (start, leftMs) => onEvent({ kind: "wait", start, leftMs }),
  });
  return start && { servers: ordered, start };
}
