import { messageOf } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Intensity } from "../intensity.ts";
import type { IntensityPoint, IntensitySeries } from "../series.ts";
import { askWith } from "./ask.ts";
import { intensityOver } from "./intensity_over.ts";
import { LiveError, type LiveService } from "./service.ts";

/** A series that keeps itself up to date while it is wanted. */
export interface LiveFeed extends Disposable {
  /** What has arrived so far. */
  series(): IntensitySeries;
  /** The year's figure with this series' mean over a span in its place; `undefined` where too little is known of it. */
  during(yearly: Intensity, startMs: number, endMs: number): Intensity | undefined;
  /** Why nothing, or nothing new, has arrived. */
  readonly problem: string | undefined;
  /** Asks again where that is due; never throws, need not be awaited. */
  refresh(): Promise<void>;
}

/** Values change every 5 to 30 minutes. */
const FRESH_MS = 5 * 60_000;

/** After an error: half a minute, doubled each time, at most an hour. */
const BACK_OFF = { firstMs: 30_000, mostMs: 3600_000 };

/** Points older than this belong to no run that is open. */
const KEPT_MS = 48 * 3600_000;

/** Nobody has a run open that began longer ago than this without having looked again. */
const WANTED_MS = 24 * 3600_000;

/** Nobody waits longer than this for the measured value of now: the last one holds so long, as an estimate. */
const HOLDS_MS = 2 * 3600_000;

/** Opens the feed of one zone; the first question leaves at the first `refresh()`. */
export function openFeed(host: Host, service: LiveService, zone: string): LiveFeed {
  const ask = askWith(host);
  let points: readonly IntensityPoint[] = [], problem: string | undefined;
  let dueMs = -Infinity, failures = 0, asking: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined, wantedMs = host.epochMs();
  const missing = () => service.secrets.filter((name) => host.env(name) === undefined);
  const question = async () => {
    const nowMs = host.epochMs();
    try {
      const fresh = await service.read(ask, { zone, nowMs, env: host.env });
      if (fresh.length === 0) {
        throw new LiveError(`Cannot use ${service.source}: its answer holds no figures`);
      }
      points = merged(points, fresh, nowMs - KEPT_MS);
      [problem, failures, dueMs] = [undefined, 0, nowMs + FRESH_MS];
    } catch (error) {
      // A service that is down costs the live figure, never the run: the year's stands in.
      problem = messageOf(error);
      const wait = Math.min(BACK_OFF.mostMs, BACK_OFF.firstMs * 2 ** failures++);
      dueMs = nowMs + Math.max(wait, error instanceof LiveError ? error.retryAfterMs ?? 0 : 0);
    }
  };
  const askAgain = (): Promise<void> => {
    const [secret] = missing();
    if (secret !== undefined) {
      problem = `the variable ${secret} is not set`;
      return Promise.resolve();
    }
    if (asking === undefined && host.epochMs() >= dueMs) {
      asking = question().finally(() => asking = undefined);
      clearTimeout(timer);
      timer = setTimeout(() => host.epochMs() - wantedMs < WANTED_MS && void askAgain(), 2 * FRESH_MS);
      Deno.unrefTimer(timer);
    }
    return asking ?? Promise.resolve();
  };
  const series = () => ({ points: held(points), source: service.source, kind: service.kind, zone });
  return {
    series,
    during: (yearly, startMs, endMs) => intensityOver(series(), yearly, startMs, endMs),
    get problem() {
      return problem;
    },
    refresh() {
      wantedMs = host.epochMs();
      return askAgain();
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Newer answers replace older ones for the same time. */
function merged(
  old: readonly IntensityPoint[],
  fresh: readonly IntensityPoint[],
  fromMs: number,
): IntensityPoint[] {
  const first = Math.min(...fresh.map((point) => point.fromMs));
  return [...old.filter((point) => point.untilMs > fromMs && point.untilMs <= first), ...fresh];
}

function held(points: readonly IntensityPoint[]): IntensityPoint[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  return [...points, { ...last, fromMs: last.untilMs, untilMs: last.untilMs + HOLDS_MS, state: "estimated" }];
}
