import type { ServicesConnection } from "./services.ts";

/**
 * Takes the error of a question that Jupyter's client library asks by itself whenever it has connected: when the kernel
 * dies before it has answered, nobody could catch it, and the program would end.
 *
 * @param connection The connection.
 */
export function catchInfo(connection: ServicesConnection): void {
  const ask = connection.requestKernelInfo?.bind(connection);
  // That the kernel died is told by its state.
  if (ask) connection.requestKernelInfo = () => ask().catch(() => undefined);
}
