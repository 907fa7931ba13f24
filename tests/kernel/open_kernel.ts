import { type Kernel, startKernel } from "../../lib/jupyter/client.ts";
import { StrictFrontEnd } from "../notebook/strict_front_end.ts";

/** The module that front-ends start. */
export const KERNEL = new URL("../../lib/kernel/mod.ts", import.meta.url).pathname;

/** Program and words that start the kernel. */
export const COMMAND = [Deno.execPath(), "run", "-A", KERNEL];

/** Our kernel, and a front-end that believes the protocol. */
export interface OpenKernel extends AsyncDisposable {
  /** Its process, and requests. */
  readonly kernel: Kernel;
  /** Cells. */
  readonly frontEnd: StrictFrontEnd;
}

/** Starts our kernel. */
export async function openKernel(): Promise<OpenKernel> {
  await using opened = new AsyncDisposableStack();
  const kernel = opened.use(await startKernel({ command: COMMAND }));
  const frontEnd = opened.use(await StrictFrontEnd.open(kernel));
  const all = opened.move();
  return { kernel, frontEnd, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Content of the reply to a request on shell. */
export async function ask(
  { kernel }: OpenKernel,
  type: string,
  content: Record<string, unknown>,
): Promise<Readonly<Record<string, unknown>>> {
  return (await kernel.request("shell", type, content)).content;
}

/** A request for a cell, with some of its fields changed. */
export function cell(code: string, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const usual = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  return { code, ...usual, stop_on_error: true, ...fields };
}
