import type { Request } from "./front_end.ts";

/** Requests that a front-end asks while somebody types: they do not wait for a cell that runs. */
export const ANSWERED_AT_ONCE: ReadonlySet<string> = new Set([
  "kernel_info_request",
  "complete_request",
  "inspect_request",
  "comm_info_request",
  "history_request",
]);

/** Requests in the order in which they came, one at a time. */
export class RequestQueue {
  readonly #handle: (request: Request) => Promise<void>;
  readonly #waiting: Request[] = [];
  #busy = false;

  /** @param handle Handles a request; it must not throw. */
  constructor(handle: (request: Request) => Promise<void>) {
    this.#handle = handle;
  }

  /** Whether one is handled now. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Adds a request. */
  add(request: Request): void {
    this.#waiting.push(request);
    if (!this.#busy) void this.#work();
  }

  /** Takes out all waiting cells. */
  takeCells(): Request[] {
    const cells = this.#waiting.filter(({ message }) => message.header.msg_type === "execute_request");
    const others = this.#waiting.filter((request) => !cells.includes(request));
    this.#waiting.splice(0, this.#waiting.length, ...others);
    return cells;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#handle(next);
    }
    this.#busy = false;
  }
}
