/** The part of `Deno.jupyter` that is used here. */
export interface JupyterApi {
  /** Publishes on iopub. */
  broadcast(type: string, content: Record<string, unknown>): unknown;
}

/** What this kernel had when we began: a cell that replaces it later must not lose anybody's card. */
let broadcast: JupyterApi["broadcast"] | undefined;

/**
 * The kernel's way to publish on iopub: a synchronous operation of the runtime.
 *
 * @throws {Error} Outside a kernel.
 */
export function kernelBroadcast(): JupyterApi["broadcast"] {
  return broadcast ??= findBroadcast();
}

function findBroadcast(): JupyterApi["broadcast"] {
  const { jupyter } = Deno as unknown as { jupyter: JupyterApi };
  return jupyter.broadcast.bind(jupyter);
}

/** Whether this is a Jupyter kernel. Needs no permission; outside a kernel `Deno.jupyter` throws. */
export function insideKernel(): boolean {
  try {
    kernelBroadcast();
    return true;
  } catch {
    // That is how the runtime says "not in a kernel".
    return false;
  }
}
