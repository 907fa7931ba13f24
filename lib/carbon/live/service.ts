import type { IntensityPoint } from "../series.ts";

/** Asks a service and gives back its JSON; throws a `LiveError` on anything else. */
export type Ask = (url: string, headers?: Readonly<Record<string, string>>) => Promise<unknown>;

/** What a service is asked for. */
export interface LiveQuery {
  /** Zone as the service names it. */
  readonly zone: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** A secret from the environment; `undefined` when it is not set. */
  env(name: string): string | undefined;
}

/** A service that tells grid intensity as it is now. */
export interface LiveService {
  /** As a user names it. */
  readonly name: string;
  /** For the record: service and terms. */
  readonly source: string;
  /** Average or marginal, life-cycle or direct. */
  readonly kind: string;
  /** Variables that hold its key; empty for a service without one. */
  readonly secrets: readonly string[];
  /** Its name of a grid zone; `undefined` where it has none. */
  zoneOf(zone: string): string | undefined;
  /** Asks it. */
  read(ask: Ask, query: LiveQuery): Promise<IntensityPoint[]>;
}

/** A service that did not answer with figures. */
export class LiveError extends Error {
  /** Names the error. */
  override name = "LiveError";
  /** Milliseconds after which it wants to be asked again, where it says so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
