import { within } from "../jupyter/within.ts";
import { type KernelModel, statusOf } from "./services.ts";

/** A server that is silent, as whoever misses it sees it. */
export interface MissedServer {
  /** Asks for the kernel; `undefined` when the server does not know it. */
  model(): Promise<KernelModel | undefined>;
  /** Nobody misses it any more. */
  isDone(): boolean;
  /** Tries to connect again. */
  reconnect(): Promise<void>;
  /** It is lost for good, and why. */
  lose(why: string): void;
}

/** Milliseconds for one attempt to connect again. */
const RECONNECT_MS = 5000;

/** Milliseconds between two looks. */
const LOOK_MS = 500;

/** Looks for a server whose connection has dropped: is it still there, and does it still have the kernel? */
export class ServerLook {
  readonly #server: MissedServer;
  readonly #lostMs: number;
  #isLooking = false;

  /**
   * @param server The server.
   * @param lostMs Milliseconds of silence after which it counts as lost.
   */
  constructor(server: MissedServer, lostMs: number) {
    [this.#server, this.#lostMs] = [server, lostMs];
  }

  /**
   * Looks until it is there or lost. The library connects anew by itself at first: two connections at once would have
   * the server close the wrong one.
   *
   * @param first When the first look is; later: the connection is just being made.
   */
  async untilThere(first: "now" | "later"): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    if (first === "later") await pause();
    const deadline = performance.now() + this.#lostMs;
    for (let look = 1; !this.#server.isDone(); look++) {
      const state = await this.#state();
      if (state === "gone") this.#server.lose("it no longer knows the kernel");
      if (state === "locked") this.#server.lose("it lets us in no more, the token is wrong or expired");
      if (state === "silent" && performance.now() > deadline) {
        this.#server.lose(`nothing was heard of it for ${this.#lostMs / 1000} s`);
      }
      if (state === "there" && look > 1 && !this.#server.isDone()) await this.#reconnect();
      if (!this.#server.isDone()) await pause();
    }
    this.#isLooking = false;
  }

  /** What it says that the kernel does; `undefined` when it says nothing. */
  async kernelState(): Promise<string | undefined> {
    try {
      return (await this.#server.model())?.execution_state;
    } catch {
      // Then its silence has another reason, and the connection will tell.
      return undefined;
    }
  }

  async #state(): Promise<"there" | "gone" | "locked" | "silent"> {
    try {
      return await this.#server.model() === undefined ? "gone" : "there";
    } catch (error) {
      // No answer is an answer too.
      const status = statusOf(error);
      return status === 401 || status === 403 ? "locked" : "silent";
    }
  }

  async #reconnect(): Promise<void> {
    try {
      await within(this.#server.reconnect(), RECONNECT_MS, "no connection");
    } catch {
      // The loop looks again, and gives up in time.
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
