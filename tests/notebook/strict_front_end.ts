import { executeRequest } from "../../lib/jupyter/execute_request.ts";
import type { Kernel } from "../../lib/jupyter/client.ts";
import { type Message, Signer } from "../../lib/jupyter/message.ts";
import { type Output, OutputCollector } from "../../lib/jupyter/outputs.ts";
import { ZmtpConnection } from "../../lib/jupyter/zmtp.ts";

/** A cell as a front-end saw it that believes the protocol. */
export interface SeenCell {
  /** Status of the reply. */
  readonly status: string;
  /** The kernel's number of the cell. */
  readonly count: number;
  /** What came under the cell's own parent header before its "idle". */
  readonly outputs: readonly Output[];
}

/**
 * A front-end as strict as nbclient: an output counts for the cell that its parent header names, and only until
 * that cell's "idle"; everything else is a stray. It sends nothing between the cells, so nothing helps a kernel
 * whose outputs are late.
 */
export class StrictFrontEnd implements AsyncDisposable {
  /** Outputs that no cell got. */
  readonly strays: Message[] = [];
  readonly #kernel: Kernel;
  readonly #iopub: ZmtpConnection;
  readonly #collector = new OutputCollector();
  readonly #cells = new Map<string, OpenCell>();
  readonly #reading: Promise<void>;
  #seen = 0;

  private constructor(kernel: Kernel, iopub: ZmtpConnection, signer: Signer) {
    this.#kernel = kernel;
    this.#iopub = iopub;
    this.#reading = this.#read(signer);
  }

  /** Opens a front-end beside the client that started the kernel. */
  static async open(kernel: Kernel): Promise<StrictFrontEnd> {
    const { ip, iopub_port, key } = kernel.connection;
    const iopub = await ZmtpConnection.connect(ip, iopub_port, "SUB");
    const frontEnd = new StrictFrontEnd(kernel, iopub, new Signer(key));
    // The kernel has the subscription once something arrives.
    while (frontEnd.#seen === 0) await kernel.request("shell", "kernel_info_request");
    return frontEnd;
  }

  /** Runs a cell alone. */
  async run(code: string): Promise<SeenCell> {
    const { content, parent } = await this.#kernel.request(
      "shell",
      "execute_request",
      executeRequest(code, false),
    );
    const cell = this.#cell(parent.msg_id ?? "");
    await cell.idle.promise;
    return {
      status: String(content["status"]),
      count: Number(content["execution_count"]),
      outputs: cell.outputs,
    };
  }

  /** Sends all cells at once, as JupyterLab does at Run All. */
  runAll(codes: readonly string[]): Promise<SeenCell[]> {
    return Promise.all(codes.map((code) => this.run(code)));
  }

  /** Resolves when a running cell has printed `text`. */
  async printed(text: string): Promise<void> {
    for (;;) {
      const all = [...this.#cells.values()].flatMap(({ outputs }) => outputs);
      if (all.some((output) => output.output_type === "stream" && output.text.includes(text))) return;
      const next = Promise.withResolvers<void>();
      this.#waiting.push(next.resolve);
      await next.promise;
    }
  }
  readonly #waiting: (() => void)[] = [];

  async [Symbol.asyncDispose](): Promise<void> {
    this.#iopub[Symbol.dispose]();
    await this.#reading;
  }

  async #read(signer: Signer): Promise<void> {
    for (let frames = await this.#iopub.receive(); frames; frames = await this.#iopub.receive()) {
      this.#take(signer.decode(frames));
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  #take(message: Message): void {
    this.#seen++;
    const { header: { msg_type }, parent, content } = message;
    const cell = parent.msg_type === "execute_request" ? this.#cell(parent.msg_id ?? "") : undefined;
    if (cell && msg_type === "status" && content["execution_state"] === "idle") {
      cell.ended = true;
      cell.idle.resolve();
    } else if (msg_type === "update_display_data") {
      this.#collector.add([], message);
    } else if (cell && !cell.ended) {
      this.#collector.add(cell.outputs, message);
    } else if (this.#collector.add([], message)) {
      this.strays.push(message);
    }
  }

  #cell(id: string): OpenCell {
    const cell = this.#cells.get(id) ?? { outputs: [], ended: false, idle: Promise.withResolvers<void>() };
    this.#cells.set(id, cell);
    return cell;
  }
}

interface OpenCell {
  readonly outputs: Output[];
  readonly idle: PromiseWithResolvers<void>;
  ended: boolean;
}

/** Lines of a cell's stdout that begin with `prefix`. */
export function lines({ outputs }: SeenCell, prefix: string): string[] {
  return outputs.flatMap((output) => output.output_type === "stream" ? output.text.split("\n") : [])
    .filter((line) => line.startsWith(prefix));
}

/** Plain texts of a cell's displays. */
export function displays({ outputs }: SeenCell): string[] {
  return outputs.flatMap((output) =>
    output.output_type === "display_data" ? [String(output.data["text/plain"])] : []
  );
}

/** The error that a cell shows, as `"name: message"`. */
export function shownError({ outputs }: SeenCell): string | undefined {
  const error = outputs.find((output) => output.output_type === "error");
  return error?.output_type === "error" ? `${error.ename}: ${error.evalue}` : undefined;
}
