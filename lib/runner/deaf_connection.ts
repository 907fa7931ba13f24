/** A connection that is back after it had dropped. */
export interface ConnectionBack {
  /** Requests wait for their answers, and it has not dropped again. */
  isWaiting(): boolean;
  /** Messages of the kernel so far. */
  heard(): number;
  /** What the server says that the kernel does; `undefined` when it does not say. */
  kernelState(): Promise<string | undefined>;
  /** Drops it and connects anew. */
  reconnect(): Promise<void>;
  /** Waits for the next look. */
  pause(): Promise<void>;
}

/**
 * Connects anew when a server does not speak to a connection that it has accepted: requests wait, the kernel is idle, and
 * nothing is heard from one look to the next. Jupyter Server 2.21 does so when the connection before is closed after
 * this one has come: it then keeps what the kernel says for whoever comes next.
 *
 * @param connection The connection.
 */
export async function whileDeaf(connection: ConnectionBack): Promise<void> {
  for (let before = -1; connection.isWaiting();) {
    const heard = connection.heard();
    if (heard === before && await connection.kernelState() === "idle" && connection.isWaiting()) {
      return await connection.reconnect();
    }
    before = heard;
    await connection.pause();
  }
}
