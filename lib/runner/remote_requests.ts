import { executeRequest } from "../jupyter/execute_request.ts";
import type { Reply } from "../jupyter/cell_executor.ts";
import { AnswerLost } from "./notebook_kernel.ts";
import { type Recall, replyOf } from "./recall.ts";
import type { ServicesConnection, ServicesRequest } from "./services.ts";

/** Milliseconds that an older answer may come after a newer one. */
const OVERTAKE_MS = 1000;

/** Execute requests over a connection that may drop; each ends, with its answer or with an error. */
export class RemoteRequests {
  readonly #connection: ServicesConnection;
  readonly #server: string;
  readonly #recall: Pick<Recall, "of">;
  readonly #pending = new Map<string, PromiseWithResolvers<Reply["content"]>>();
  readonly #sought = new Set<string>();
  #error: Error | undefined;

  /**
   * @param connection To the kernel.
   * @param server Address of its server, for errors.
   * @param recall Knows what became of a request.
   */
  constructor(connection: ServicesConnection, server: string, recall: Pick<Recall, "of">) {
    [this.#connection, this.#server, this.#recall] = [connection, server, recall];
  }

  /** Has code run and waits for the reply. */
  async execute(code: string, silent: boolean): Promise<Reply> {
    if (this.#error) throw this.#error;
    const reply = Promise.withResolvers<Reply["content"]>();
    // Not disposed when it is done: the stock kernel shows the rest of a cell's outputs after that.
    const future = this.#connection.requestExecute(executeRequest(code, silent), false);
    const request = future.msg.header.msg_id;
    future.onReply = ({ content }) => reply.resolve(content);
    future.done.catch((error) => reply.reject(error));
    this.#pending.set(request, reply);
    try {
      return { content: await reply.promise, request };
    } finally {
      this.#pending.delete(request);
      future.dispose();
    }
  }

  /** Has code run that nobody waits for; returns how it is told when that is done. */
  tell(code: string): Pick<ServicesRequest, "onReply"> {
    const future = this.#connection.requestExecute(executeRequest(code, true), true);
    future.done.catch(() => {
      // The connection dropped, or the kernel is gone: whoever needs it asks again.
    });
    return future;
  }

  /** Whether somebody waits for an answer. */
  get isWaiting(): boolean {
    return this.#pending.size > 0;
  }

  /** Ends all that wait, and whatever is asked from now on. */
  end(error: Error): void {
    this.#error ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
  }

  /**
   * To be called when the connection is back. A kernel answers in order: when a new question is answered first, the
   * older answers went with the old connection, and it is asked what they were. One that it has never seen begin may
   * still be on its way: it is not sent again.
   */
  findLost(): void {
    const older = [...this.#pending];
    if (older.length === 0) return;
    this.tell("").onReply = () =>
      setTimeout(() => older.forEach((pair) => void this.#find(...pair)), OVERTAKE_MS);
  }

  async #find(request: string, { resolve, reject }: PromiseWithResolvers<Reply["content"]>): Promise<void> {
    // Drops that follow each other ask for the same.
    if (!this.#pending.has(request) || this.#sought.has(request)) return;
    this.#sought.add(request);
    const recalled = await this.#recall.of(request);
    this.#sought.delete(request);
    if (recalled?.isOver) resolve(replyOf(recalled));
    else reject(new AnswerLost(`Lost ${this.#server}: an answer went with the connection`));
  }
}
