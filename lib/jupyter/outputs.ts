import type { Message } from "./message.ts";

/** One output of a cell, in the shape of nbformat 4.5 (texts are whole strings here). */
export type Output =
  | { output_type: "stream"; name: string; text: string }
  | { output_type: "display_data"; data: MimeBundle; metadata: Record<string, unknown> }
  | {
    output_type: "execute_result";
    execution_count: number | null;
    data: MimeBundle;
    metadata: Record<string, unknown>;
  }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** Content by MIME type. */
export type MimeBundle = Record<string, unknown>;

const NEW_OUTPUTS = new Set(["stream", "display_data", "execute_result", "error"]);

/** Collects the outputs of the cells of one kernel; an update of a display reaches it in whichever cell it stands. */
export class OutputCollector {
  readonly #displays = new Map<string, { data: MimeBundle; metadata: Record<string, unknown> }[]>();
  /** Outputs that the next output replaces: `clear_output` with `wait`. */
  readonly #toClear = new WeakSet<Output[]>();

  /**
   * Adds what a message on iopub shows to the outputs of a cell.
   *
   * @returns Whether the message was an output.
   */
  add(outputs: Output[], { header, content }: Pick<Message, "header" | "content">): boolean {
    if (NEW_OUTPUTS.has(header.msg_type) && this.#toClear.delete(outputs)) outputs.splice(0);
    switch (header.msg_type) {
      case "stream":
        addStream(outputs, String(content["name"] ?? "stdout"), String(content["text"] ?? ""));
        return true;
      case "display_data": {
        const output = { output_type: "display_data" as const, ...bundle(content) };
        this.#remember(content, output);
        outputs.push(output);
        return true;
      }
      case "execute_result":
        outputs.push({
          output_type: "execute_result",
          execution_count: Number(content["execution_count"] ?? 0),
          ...bundle(content),
        });
        return true;
      case "update_display_data":
        for (const display of this.#displays.get(displayId(content) ?? "") ?? []) {
          Object.assign(display, bundle(content));
        }
        return true;
      case "error":
        outputs.push({
          output_type: "error",
          ename: String(content["ename"] ?? ""),
          evalue: String(content["evalue"] ?? ""),
          traceback: Array.isArray(content["traceback"]) ? content["traceback"].map(String) : [],
        });
        return true;
      case "clear_output":
        if (content["wait"] === true) this.#toClear.add(outputs);
        else outputs.splice(0);
        return true;
      default:
        return false;
    }
  }

  #remember(
    content: Record<string, unknown>,
    output: { data: MimeBundle; metadata: Record<string, unknown> },
  ): void {
    const id = displayId(content);
    if (id === undefined) return;
    this.#displays.set(id, [...this.#displays.get(id) ?? [], output]);
  }
}

/** The display id of a `display_data` or `update_display_data`. */
export function displayId(content: Record<string, unknown>): string | undefined {
  const transient = asRecord(content["transient"]);
  return typeof transient["display_id"] === "string" ? transient["display_id"] : undefined;
}

function addStream(outputs: Output[], name: string, text: string): void {
  const last = outputs[outputs.length - 1];
  if (last?.output_type === "stream" && last.name === name) last.text += text;
  else outputs.push({ output_type: "stream", name, text });
}

function bundle(content: Record<string, unknown>): { data: MimeBundle; metadata: Record<string, unknown> } {
  return { data: asRecord(content["data"]), metadata: asRecord(content["metadata"]) };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
