import type { CellError } from "../jupyter/kernel.ts";
import type { Header, Message } from "../jupyter/message.ts";
import { type CellRequest, deathOf, runCell } from "./cell_run.ts";
import type { Child } from "./child.ts";
import type { RunCell } from "./error_lines.ts";
import type { FrontEnd, Request } from "./front_end.ts";
import { History } from "./history.ts";
import type { RequestQueue } from "./request_queue.ts";
import { stopCell } from "./stop.ts";

/** Cells whose late outputs still find their way home. */
const REMEMBERED = 1000;
/** Milliseconds in which requests that were sent with a failing one arrive. */
const ARRIVAL_MS = 10;
// deno-lint-ignore no-control-regex -- terminal colours begin with that character
const COLOURS = /\u001b\[[\d;]*m/g;

/** The cell that runs now. */
interface Running {
  readonly parent: Partial<Header>;
  readonly child: Child;
  readonly ended: PromiseWithResolvers<void>;
  readonly count: number;
  readonly errors: {
    readonly content: Readonly<Record<string, unknown>>;
    readonly parent: Partial<Header>;
  }[];
  stopped: boolean;
  because: string | undefined;
}

/** Runs cells, one at a time, and shows what they show under the right one. */
export class Executions {
  /** What was run. */
  readonly history = new History();
  readonly #frontEnd: FrontEnd;
  readonly #replaceChild: () => Promise<void>;
  readonly #parents = new Map<number, { parent: Partial<Header>; count: number }>();
  #earlier: RunCell[] = [];
  #cells = 0;
  #count = 0;
  #running: Running | undefined;

  /**
   * @param frontEnd Where to show.
   * @param replaceChild Starts another child in place of one that has ended, or that does not end.
   */
  constructor(frontEnd: FrontEnd, replaceChild: () => Promise<void>) {
    this.#frontEnd = frontEnd;
    this.#replaceChild = replaceChild;
  }

  /** Header of the request whose cell runs now. */
  get running(): Partial<Header> | undefined {
    return this.#running?.parent;
  }

  /** A number for something that is no cell but shows things too. */
  adopt(parent: Partial<Header>): number {
    const cell = ++this.#cells;
    this.#parents.set(cell, { parent, count: this.#count });
    this.#parents.delete(cell - REMEMBERED);
    return cell;
  }

  /** Has the child import its magics in the background. */
  loadMagics(child: Child): void {
    child.loadMagics().catch(() => {
      // A child that has died loads nothing, and its end is told elsewhere.
    });
  }

  /** Publishes what the child shows, under the cell that shows it. */
  show({ header: { msg_type }, content, metadata, buffers }: Message, cell: number): void {
    const { parent, count } = this.#parents.get(cell) ?? { parent: {}, count: this.#count };
    if (msg_type === "error" && this.#running) {
      // The cell's own comes with its reply, and with the user's lines.
      this.#running.errors.push({ content, parent });
      return;
    }
    const shown = msg_type === "execute_result" ? this.#result(content, count) : content;
    this.#frontEnd.publish(msg_type, shown, parent, metadata, buffers);
  }

  /** Runs a cell and answers its request. */
  async execute(child: Child, request: Request, queue: RequestQueue): Promise<void> {
    const { content, header: parent } = request.message;
    const silent = content["silent"] === true, stored = !silent && content["store_history"] !== false;
    const code = String(content["code"] ?? "");
    if (stored) this.history.add(++this.#count, code);
    const count = this.#count;
    if (!silent) this.#frontEnd.publish("execute_input", { code, execution_count: count }, parent);
    const ended = Promise.withResolvers<void>();
    const cell = this.adopt(parent);
    const running: Running = { parent, child, ended, count, errors: [], stopped: false, because: undefined };
    this.#running = running;
    const { error, expressions } = await this.#run(running, { cell, count, content, parent });
    this.#running = undefined;
    ended.resolve();
    for (const shown of running.errors.filter(({ content }) => !isSame(content, error))) {
      this.#frontEnd.publish("error", { ...shown.content }, shown.parent);
    }
    if (!silent) this.loadMagics(child);
    if (error === undefined) {
      const reply = { status: "ok", execution_count: count, payload: [], user_expressions: expressions };
      return this.#frontEnd.reply(request, "execute_reply", reply);
    }
    this.#frontEnd.publish("error", { ...error }, parent);
    if (content["stop_on_error"] !== false && !silent) await this.#abort(queue);
    this.#frontEnd.reply(request, "execute_reply", { status: "error", execution_count: count, ...error });
  }

  /** Stops the cell that runs, if one does; one that cannot be stopped costs the child. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    running.stopped = true;
    if (await stopCell(running.child, running.ended.promise) || this.#running !== running) return;
    running.because = "the cell did not stop, so its process was ended";
    await running.child.kill();
  }

  async #run(running: Running, request: CellRequest): Promise<{ error?: CellError; expressions: object }> {
    try {
      const { error, expressions } = await runCell(
        running.child,
        request,
        this.#earlier,
        () => running.stopped,
      );
      this.#earlier = this.#earlier.slice(-REMEMBERED);
      return { ...(error ? { error } : {}), expressions };
    } catch (error) {
      const death = deathOf(error, running.because);
      this.#earlier = [];
      await this.#replaceChild();
      return { error: death, expressions: {} };
    }
  }

  /** Answers the cells that wait behind a failed one; those that were sent with it may still be on their way. */
  async #abort(queue: RequestQueue): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ARRIVAL_MS));
    for (const request of queue.takeCells()) {
      const { header } = request.message;
      this.#frontEnd.publish("status", { execution_state: "busy" }, header);
      this.#frontEnd.reply(request, "execute_reply", { status: "aborted", execution_count: this.#count });
      this.#frontEnd.publish("status", { execution_state: "idle" }, header);
    }
  }

  #result(content: Readonly<Record<string, unknown>>, count: number): Record<string, unknown> {
    const data = { ...(typeof content["data"] === "object" ? content["data"] : {}) } as Record<
      string,
      unknown
    >;
    const text = data["text/plain"];
    if (typeof text === "string") {
      data["text/plain"] = text.replace(COLOURS, "");
      this.history.result(count, text.replace(COLOURS, ""));
    }
    return { ...content, data, execution_count: count };
  }
}

function isSame(content: Readonly<Record<string, unknown>>, error: CellError | undefined): boolean {
  if (error?.ename === "Interrupted" && content["ename"] === "Interrupted") return true;
  return error !== undefined && content["ename"] === error.ename && content["evalue"] === error.evalue;
}
