import type { Message } from "../jupyter/message.ts";
import type { ServicesMessage, ServicesRequest } from "./services.ts";
import { within } from "../jupyter/within.ts";
import { KEEPS, recallCode, RECALLED, unlessKept } from "./recall_code.ts";

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

/** Milliseconds for each piece of an answer, and how often a question is asked that gets none. */
const ANSWER_LIMIT_MS = 10_000, MOST_QUESTIONS = 3;

/** Asks a kernel for what it has published: what is under way when a connection drops reaches nobody. */
export class Recall {
  readonly #run: (code: string) => Pick<ServicesRequest, "onReply">;
  readonly #asked = new Map<string, Question>();
  readonly #keeping = Promise.withResolvers<void>();
  #unheard: string | undefined;
  #isOver = false;

  /** @param run Has code run that nobody sees, and waits for nothing; returns how it is told when that is done. */
  constructor(run: (code: string) => Pick<ServicesRequest, "onReply">) {
    this.#run = run;
  }

  /**
   * Has the kernel keep what it publishes from now on.
   *
   * @param code Does that; it goes again, and runs once, where the connection drops before it is known to have run.
   */
  keep(code: string): void {
    this.#unheard = code;
    this.#run(unlessKept(code)).onReply = () => this.#unheard = undefined;
  }

  /** Waits until it keeps what it publishes, at most so many milliseconds. */
  async keeping(limitMs: number): Promise<void> {
    try {
      await within(this.#keeping.promise, limitMs, "it does not keep what it publishes");
    } catch {
      // Then a drop costs what it costs, and the cell says so.
    }
  }

  /**
   * Asks what became of a request, and what was shown since its begin.
   *
   * @param request Id of the request.
   * @returns The answer; `undefined` when the kernel keeps nothing or does not answer.
   */
  async of(request: string): Promise<Recalled | undefined> {
    for (let silent = 0; silent < MOST_QUESTIONS && !this.#isOver;) {
      const answer = await this.#ask(request);
      if (answer === "late") silent++;
      else if (answer !== "dropped") return asRecalled(JSON.parse(answer.text), answer.later);
    }
    return undefined;
  }

  /** Takes a message of the kernel. Returns whether it belongs to an answer: then it is nobody else's. */
  take({ header, content }: Pick<ServicesMessage, "header" | "content">): boolean {
    if (header.msg_type === "update_display_data") {
      const id = Object(content["transient"]).display_id, question = this.#asked.get(id);
      if (id === KEEPS) this.#keeping.resolve();
      question?.mark();
      if (question !== undefined || String(id).startsWith(KEEPS)) return true;
    }
    const answer = header.msg_type === "display_data" ? Object(content["data"])[RECALLED] : undefined;
    if (answer === undefined) {
      for (const question of this.#asked.values()) question.meanwhile({ header, content });
      return false;
    }
    const { id, index, count, text } = answer;
    this.#asked.get(String(id))?.take(Number(index), Number(count), String(text));
    return true;
  }

  /** The connection is back: what was asked before may be lost. */
  again(): void {
    if (this.#unheard !== undefined) this.keep(this.#unheard);
    for (const { end } of this.#asked.values()) end("dropped");
  }

  /** There will be no answers any more. */
  end(): void {
    this.#isOver = true;
    this.#keeping.resolve();
    this.#unheard = undefined;
    this.again();
  }

  async #ask(request: string): Promise<Answer> {
    const id = `wattbook-recall-${crypto.randomUUID()}`;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const question = questionOf(resolve);
    this.#asked.set(id, question);
    try {
      this.#run(recallCode(request, id));
      return await promise;
    } finally {
      question.end("dropped");
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

/** A message as far as it is recalled. */
type Shown = Recalled["messages"][number];

/** What became of a question: what the kernel had kept at its marker and what came `later`, or why there is nothing. */
type Answer = { readonly text: string; readonly later: readonly Shown[] } | "late" | "dropped";

/** A question and the pieces of its answer. */
interface Question {
  /** Its marker has come: the answer is about what was published before. */
  mark(): void;
  /** Takes what was published and belongs to no answer. */
  meanwhile(message: Shown): void;
  take(index: number, count: number, text: string): void;
  end(answer: Answer): void;
}

function questionOf(resolve: (answer: Answer) => void): Question {
  const pieces: string[] = [], later: Shown[] = [];
  const isLate = () => resolve("late");
  let timer = setTimeout(isLate, ANSWER_LIMIT_MS), isMarked = false;
  const end = (answer: Answer) => {
    clearTimeout(timer);
    resolve(answer);
  };
  return {
    mark: () => isMarked = true,
    meanwhile: (message) => isMarked && later.push(message),
    take(index, count, text) {
      clearTimeout(timer);
      timer = setTimeout(isLate, ANSWER_LIMIT_MS);
      pieces[index] = text;
      if (Object.keys(pieces).length === count) end({ text: pieces.join(""), later });
    },
    end,
  };
}

/** It comes from our own code, through JSON; one that keeps nothing has no messages. */
function asRecalled(
  { isWhole, isOver, count, messages }: Record<string, unknown>,
  later: readonly Shown[],
): Recalled | undefined {
  if (!Array.isArray(messages)) return undefined;
  return {
    isWhole: isWhole === true,
    isOver: isOver === true,
    count: typeof count === "number" ? count : undefined,
    messages: [
      ...messages.map(([type, content]) => ({ header: headerOf(String(type)), content: { ...content } })),
      ...later,
    ],
  };
}

function headerOf(type: string): Message["header"] {
  return { msg_id: "", msg_type: type, session: "", username: "", date: "", version: "" };
}
