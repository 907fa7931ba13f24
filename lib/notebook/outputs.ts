import { report } from "./report.ts";

/** Content by MIME type, as Jupyter shows it. */
export interface Bundle {
  /** One representation per MIME type. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Free metadata. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The part of `Deno.jupyter` that is used here. */
interface JupyterApi {
  broadcast(type: string, content: Record<string, unknown>): unknown;
}

/** What this kernel had when we began: a cell that replaces it later must not lose anybody's card. */
let broadcast: JupyterApi["broadcast"] | undefined;

/**
 * Publishes on iopub at once: the call below is a synchronous operation of the runtime.
 *
 * @returns Whether it could be published; nothing that is shown is worth an error in the user's cell.
 */
export function publish(type: string, content: Record<string, unknown>): boolean {
  try {
    broadcast ??= findBroadcast();
    const sent = broadcast(type, content);
    if (sent instanceof Promise) sent.catch(complain);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

function findBroadcast(): JupyterApi["broadcast"] {
  const { jupyter } = Deno as unknown as { jupyter: JupyterApi };
  return jupyter.broadcast.bind(jupyter);
}

/** Shows a bundle under the cell that runs now. */
export function display({ data, metadata = {} }: Bundle, displayId?: string): void {
  publish("display_data", {
    data,
    metadata,
    transient: displayId === undefined ? {} : { display_id: displayId },
  });
}

/** Replaces what `display()` showed under that id, in whichever cell it stands. */
export function update({ data, metadata = {} }: Bundle, displayId: string): void {
  publish("update_display_data", { data, metadata, transient: { display_id: displayId } });
}

/** Prints under the cell that runs now; synchronous, unlike the console. */
export function print(name: "stdout" | "stderr", text: string): void {
  publish("stream", { name, text });
}

/** Whether this is a Jupyter kernel. Needs no permission; outside a kernel `Deno.jupyter` throws. */
export function insideKernel(): boolean {
  try {
    broadcast ??= findBroadcast();
    return true;
  } catch {
    // That is how the runtime says "not in a kernel".
    return false;
  }
}

/** A kernel that is closing refuses outputs. */
function complain(error: unknown): void {
  report("an output could not be shown", error);
}
