import type { Message } from "../jupyter/message.ts";
import { GLOBAL } from "./prelude.ts";

/** Which comms are open between front-ends and the child. */
export class Comms {
  readonly #targets = new Map<string, string>();

  /** Sees a message of either side. */
  see({ header: { msg_type }, content }: Message): void {
    const id = String(content["comm_id"] ?? "");
    if (msg_type === "comm_open") this.#targets.set(id, String(content["target_name"] ?? ""));
    if (msg_type === "comm_close") this.#targets.delete(id);
  }

  /** Forgets all: their other end has gone. */
  clear(): void {
    this.#targets.clear();
  }

  /** The answer to a `comm_info_request`. */
  answer(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const wanted = content["target_name"];
    const comms = [...this.#targets].filter(([, name]) => typeof wanted !== "string" || wanted === name);
    return {
      status: "ok",
      comms: Object.fromEntries(comms.map(([id, target_name]) => [id, { target_name }])),
    };
  }
}

/** Code that hands a front-end's comm message to the child. */
export function hearComm({ header, content, metadata, buffers }: Message): string {
  const texts = buffers.map((bytes) => bytes.toBase64());
  const values = [header.msg_type, content, metadata, texts].map((value) => JSON.stringify(value));
  return `await ${GLOBAL}.hear(${values.join(", ")})`;
}
