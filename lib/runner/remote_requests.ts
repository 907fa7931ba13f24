import { executeRequest } from "../jupyter/execute_request.ts";
import type { Message } from "../jupyter/message.ts";
import { ServerLost } from "./notebook_kernel.ts";
import type { ServicesConnection, ServicesMessage } from "./services.ts";

/** Milliseconds that an older answer may come after a newer one. */
const OVERTAKE_MS = 1000;

/** Execute requests over a connection that may drop; each ends, with its answer or with an error. */
export class RemoteRequests {
  readonly #connection: ServicesConnection;
  readonly #server: string;
  readonly #pending = new Set<PromiseWithResolvers<ServicesMessage>>();
  #error: Error | undefined;

  /**
   * @param connection To the kernel.
   * @param server Address of its server, for errors.
   */
  constructor(connection: ServicesConnection, server: string) {
    [this.#connection, this.#server] = [connection, server];
  }

  /** Has code run and waits for the reply. */
  async execute(code: string, silent: boolean): Promise<Pick<Message, "content">> {
    if (this.#error) throw this.#error;
    const reply = Promise.withResolvers<ServicesMessage>();
    // Not disposed when it is done: the stock kernel shows the rest of a cell's outputs after that.
    const future = this.#connection.requestExecute(executeRequest(code, silent), false);
    future.onReply = (message) => reply.resolve(message);
    future.done.catch((error) => reply.reject(error));
    this.#pending.add(reply);
    try {
      return await reply.promise;
    } finally {
      this.#pending.delete(reply);
      future.dispose();
    }
  }

  /** Ends all that wait, and whatever is asked from now on. */
  end(error: Error): void {
    this.#error ??= error;
    for (const { reject } of this.#pending) reject(error);
  }

  /**
   * To be called when the connection is back. A kernel answers in order: when a new question is answered first, the
   * older answers went with the old connection.
   */
  findLost(): void {
    const older = [...this.#pending];
    if (older.length === 0) return;
    const future = this.#connection.requestExecute(executeRequest("", true), true);
    future.done.catch(() => {
      // The connection dropped once more, and the next one asks again.
    });
    future.onReply = () => {
      const lost = new ServerLost(`Lost ${this.#server}: an answer went with the connection`);
      setTimeout(() => older.forEach(({ reject }) => reject(lost)), OVERTAKE_MS);
    };
  }
}
