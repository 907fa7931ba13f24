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

/** Publishes on iopub at once: the call below is an operation of the runtime, only its signature is asynchronous. */
export function publish(type: string, content: Record<string, unknown>): void {
  const { jupyter } = Deno as unknown as { jupyter: JupyterApi };
  Promise.resolve(jupyter.broadcast(type, content)).catch((error) => {
    // Nobody waits for an output; a kernel that is closing refuses it.
    console.error(`wattbook: an output could not be shown: ${error instanceof Error ? error.message : error}`);
  });
}

/** Shows a bundle under the cell that runs now. */
export function display({ data, metadata = {} }: Bundle, displayId?: string): void {
  publish("display_data", { data, metadata, transient: displayId === undefined ? {} : { display_id: displayId } });
}

/** Replaces what `display()` showed under that id, in whichever cell it stands. */
export function update({ data, metadata = {} }: Bundle, displayId: string): void {
  publish("update_display_data", { data, metadata, transient: { display_id: displayId } });
}

/** Whether this is a Jupyter kernel. Needs no permission; outside a kernel `Deno.jupyter` throws. */
export function insideKernel(): boolean {
  try {
    return typeof (Deno as unknown as { jupyter: JupyterApi }).jupyter.broadcast === "function";
  } catch {
    // That is how the runtime says "not in a kernel".
    return false;
  }
}
