import type { Destination } from "../record/destination.ts";
import type { Delivered } from "../sinks/mlflow/deliver.ts";
import { parseTrackingUri, type Target } from "../sinks/mlflow/uri.ts";
import type { Run } from "./run.ts";
import { expectedDestination } from "./stores.ts";

/** What is known of the delivery of one run. */
export class Parcel {
  readonly run: Run;
  readonly target: Target;
  destination: Destination;
  soFar: Delivered | undefined;
  /** Its chart as SVG. */
  picture: string | undefined;
  /** The picture that is in the report as it was delivered. */
  drawn: string | undefined;
  /** What is on its way. */
  work: Promise<void> | undefined;
  /** A delivery has not begun yet and takes everything along. */
  waits = false;
  pushedMs = 0;
  #isThere = false;
  #hasEnd = false;
  #next = Promise.withResolvers<void>();
  #isWanted = false;
  #wake: (() => void) | undefined;

  constructor(run: Run) {
    this.run = run;
    this.target = parseTrackingUri(run.info.trackingUri);
    this.destination = expectedDestination(this.target);
  }

  /** Settles after `ms` milliseconds, at once with 0, or when somebody hurries. */
  async due(ms: number): Promise<void> {
    if (ms > 0 && !this.#isWanted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, ms);
      await promise;
      clearTimeout(timer);
    }
    this.#isWanted = false;
    this.#wake = undefined;
  }

  /** Somebody waits for the delivery that is to come, whether it has begun to wait or not. */
  hurry(): void {
    this.#isWanted = this.waits;
    this.#wake?.();
  }

  /** The store has the run, its files perhaps not yet. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** Settles when the store has the rows of the ended run, or a delivery has failed; files come later. */
  async endIsThere(): Promise<void> {
    if (!this.#hasEnd && this.work) await this.#next.promise;
  }

  /** Settles with the next rows that are stored, or when their delivery has failed. */
  nextRows(): Promise<void> {
    return this.#next.promise;
  }

  /** The store has rows of the run, with its end or without. */
  rowsStored(hasEnd: boolean): void {
    this.#isThere = true;
    this.#hasEnd ||= hasEnd;
    this.deliveryOver();
  }

  /** Nobody has to wait for this delivery any more. */
  deliveryOver(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}
