import { messageOf } from "../errors.ts";
import { kernelText } from "./metrics_file.ts";
import { NotebookError } from "./notebook_error.ts";
import type { KernelSeries } from "./kernel_series.ts";
import { type Clock, sleep } from "./wait_until.ts";

/**
 * Where Prometheus may ask for series. At its end it waits until it was asked once more, so that the last values are
 * not lost: for one and a half of the time between two questions, at most a minute; not at all where nobody asked twice.
 */
export interface MetricsPort extends AsyncDisposable {
  /** Address to be scraped. */
  readonly url: string;
}

/** Where a server listens. */
export interface ListenAddress {
  /** Name or number of the interface. */
  readonly hostname: string;
  /** Port; 0 for any that is free. */
  readonly port: number;
}

/** How a port ends. */
export interface PortOptions {
  /** Ends the waiting for the last question. Default: nothing does. */
  readonly signal?: AbortSignal | undefined;
  /** How time passes. Default: as it does. */
  readonly clock?: Clock | undefined;
}

/** This machine alone, unless somebody says otherwise: names of notebooks are nobody else's business. */
const LOOPBACK = "127.0.0.1";

/** Nobody waits longer than this for Prometheus' last question. */
const MOST_WAIT_MS = 60_000;

/** Prometheus' text format. */
const TEXT = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Reads `PORT` or `HOST:PORT`.
 *
 * @throws {NotebookError} When it is none.
 */
export function parseListen(text: string): ListenAddress {
  const [, hostname, digits] = text.match(/^(?:(\[[\da-fA-F:]+\]|[\w.-]+):)?(\d{1,5})$/) ?? [];
  const port = Number(digits ?? NaN);
  if (!(port <= 65_535)) {
    throw new NotebookError(
      `Cannot use --metrics-port "${text}": should be a port (9464), or 0.0.0.0:9464 for other machines too`,
    );
  }
  return { hostname: hostname?.replace(/^\[|\]$/g, "") ?? LOOPBACK, port };
}

/**
 * Answers Prometheus at `/metrics` with the series of a sweep.
 *
 * @param series The series.
 * @param address Where it listens.
 * @param options How it ends.
 * @throws {NotebookError} When the port is taken.
 */
export function serveMetrics(
  series: KernelSeries,
  { hostname, port }: ListenAddress,
  { signal = new AbortController().signal, clock = { nowMs: () => performance.now(), sleep } }: PortOptions =
    {},
): MetricsPort {
  let askedMs: number | undefined, periodMs: number | undefined, asked = Promise.withResolvers<void>();
  const note = () => {
    const nowMs = clock.nowMs();
    periodMs = askedMs === undefined ? undefined : nowMs - askedMs;
    askedMs = nowMs;
    asked.resolve();
    asked = Promise.withResolvers();
  };
  const answer = ({ url, method }: Request): Response => {
    if (new URL(url).pathname !== "/metrics") {
      return new Response("wattbook: the metrics are at /metrics\n", { status: 404 });
    }
    if (method !== "GET" && method !== "HEAD") {
      return new Response(null, { status: 405, headers: { allow: "GET" } });
    }
    note();
    return new Response(kernelText(series), { headers: { "content-type": TEXT } });
  };
  try {
    const server = Deno.serve({ hostname, port, onListen() {} }, answer);
    const { addr } = server, shown = addr.hostname.includes(":") ? `[${addr.hostname}]` : addr.hostname;
    return {
      url: `http://${shown}:${addr.port}/metrics`,
      async [Symbol.asyncDispose]() {
        const waitMs = Math.min(MOST_WAIT_MS, (periodMs ?? 0) * 1.5);
        if (waitMs > 0) {
          const over = new AbortController();
          const ended = AbortSignal.any([signal, over.signal]);
          await Promise.race([asked.promise, clock.sleep(waitMs, ended)]);
          over.abort();
        }
        await server.shutdown();
      },
    };
  } catch (cause) {
    const why = cause instanceof Deno.errors.AddrInUse
      ? "the port is taken, give another one"
      : messageOf(cause);
    throw new NotebookError(`Cannot listen at ${hostname}:${port} for Prometheus: ${why}`, { cause });
  }
}
