import { SinkError } from "../sink_error.ts";

/**
 * What is refused for good must not hold up the rest, and is told once; a store that is away, or does not know us,
 * ends the delivery.
 */
export async function tolerate(problems: string[], action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const isGeneral = error instanceof SinkError && (error.passing || [401, 403].includes(error.status ?? 0));
    if (!(error instanceof SinkError) || isGeneral) throw error;
    if (!problems.includes(error.message)) problems.push(error.message);
  }
}
