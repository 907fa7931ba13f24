import type { Message } from "../jupyter/message.ts";
import type { ServicesMessage } from "./services.ts";
import { recallCode, RECALLED } from "./recall_code.ts";

/** What a kernel tells of one of its requests. */
export interface Recalled {
  /** Nothing of what it has published since the request's begin is missing. */
  readonly isWhole: boolean;
  /** The request is done. */
  readonly isOver: boolean;
  /** Its number, where it has one. */
  readonly count: number | undefined;
  /** What was shown since its begin, in order. */
  readonly messages: readonly Pick<Message, "header" | "content">[];
}

/** Milliseconds for an answer, and how often a question is asked: one may go with a connection too. */
const ANSWER_LIMIT_MS = 10_000, MOST_QUESTIONS = 3;

/** Asks a kernel for what it has published: what is under way when a connection drops reaches nobody. */
export class Recall {
  readonly #run: (code: string) => void;
  readonly #asked = new Map<string, Question>();
  #isOver = false;

  /** @param run Has code run that nobody sees, and waits for nothing. */
  constructor(run: (code: string) => void) {
    this.#run = run;
  }

  /**
   * Asks what became of a request, and what was shown since its begin.
   *
   * @param request Id of the request.
   * @returns The answer; `undefined` when the kernel keeps nothing or does not answer.
   */
  async of(request: string): Promise<Recalled | undefined> {
    for (let question = 1; question <= MOST_QUESTIONS && !this.#isOver; question++) {
      const text = await this.#ask(request);
      if (text !== undefined) return asRecalled(JSON.parse(text));
    }
    return undefined;
  }

  /** Takes a message of the kernel. Returns whether it belongs to an answer: then it is nobody else's. */
  take({ header, content }: ServicesMessage): boolean {
    if (header.msg_type === "update_display_data") {
      return this.#asked.has(Object(content["transient"]).display_id);
    }
    const answer = header.msg_type === "display_data" ? Object(content["data"])[RECALLED] : undefined;
    if (answer === undefined) return false;
    const { id, index, count, text } = answer;
    this.#asked.get(String(id))?.take(Number(index), Number(count), String(text));
    return true;
  }

  /** The connection is back: what was asked before may be lost. */
  again(): void {
    for (const { end } of this.#asked.values()) end(undefined);
  }

  /** There will be no answers any more. */
  end(): void {
    this.#isOver = true;
    this.again();
  }

  async #ask(request: string): Promise<string | undefined> {
    const id = `wattbook-recall-${crypto.randomUUID()}`;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const timer = setTimeout(() => resolve(undefined), ANSWER_LIMIT_MS);
    this.#asked.set(id, questionOf(resolve));
    try {
      this.#run(recallCode(request, id));
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#asked.delete(id);
    }
  }
}

/** The reply to a request that is over; one of which nothing speaks has no status: it ended well, or never began. */
export function replyOf({ count, messages }: Recalled): Message["content"] {
  const error = messages.findLast(({ header }) => header.msg_type === "error");
  const status = error ? { status: "error", ...error.content } : {};
  return { ...status, ...(count === undefined ? {} : { execution_count: count }) };
}

/** A question and the pieces of its answer. */
interface Question {
  take(index: number, count: number, text: string): void;
  end(text: string | undefined): void;
}

function questionOf(end: (text: string | undefined) => void): Question {
  const pieces: string[] = [];
  return {
    end,
    take(index, count, text) {
      pieces[index] = text;
      if (Object.keys(pieces).length === count) end(pieces.join(""));
    },
  };
}

/** It comes from our own code, through JSON; one that keeps nothing has no messages. */
function asRecalled({ isWhole, isOver, count, messages }: Record<string, unknown>): Recalled | undefined {
  if (!Array.isArray(messages)) return undefined;
  return {
    isWhole: isWhole === true,
    isOver: isOver === true,
    count: typeof count === "number" ? count : undefined,
    messages: messages.map(([type, content]) => ({
      header: headerOf(String(type)),
      content: { ...content },
    })),
  };
}

function headerOf(type: string): Message["header"] {
  return { msg_id: "", msg_type: type, session: "", username: "", date: "", version: "" };
}
