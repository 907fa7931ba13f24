import { leadConsole } from "./console_lines.ts";
import { isHeldBack } from "../jupyter/held_back.ts";
import { insideKernel, kernelBroadcast } from "./inside_kernel.ts";
import { openPacedLines, type Pace, type PacedLines, SERVERS_PACE, type Stream } from "./paced_lines.ts";
import { report } from "./report.ts";

/** Content by MIME type, as Jupyter shows it. */
export interface Bundle {
  /** One representation per MIME type. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Free metadata. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * Publishes on iopub at once: the call below is a synchronous operation of the runtime.
 *
 * @returns Whether it could be published; nothing that is shown is worth an error in the user's cell.
 */
export function publish(type: string, content: Record<string, unknown>): boolean {
  lines?.flush();
  return send(type, content, complain);
}

function send(type: string, content: Record<string, unknown>, refused: (error: unknown) => void): boolean {
  try {
    const sent = kernelBroadcast()(type, content);
    if (sent instanceof Promise) sent.catch(refused);
    return true;
  } catch (error) {
    refused(error);
    return false;
  }
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

/** What the console prints, once it is paced. */
let lines: PacedLines | undefined;

/**
 * On older kernels a broadcast is over only when every listener has it, and a cell that fails or exits leaves no time
 * for that: the fewer, the better. On 2.2.15 two of ten notebooks lost a card at 500, and one that exits never ended
 * at 50.
 */
const OLDER_PACE: Pace = { atOnce: 20, changes: 5, perSecond: 50 };

/**
 * From now on what the console prints is published like everything else, in one queue with it (older kernels have
 * another one for it), and in one message where it is many lines. Where an internal is missing it stays as it was.
 *
 * @param printed Called after each text.
 */
export function paceConsole(printed: () => void): void {
  if (lines !== undefined || !insideKernel()) return;
  // As they are when we begin: a cell may replace them. Elsewhere the first look at the clock alone costs 3 ms.
  const { setTimeout: later } = globalThis, nowMs = performance.now.bind(performance);
  const pace = isHeldBack("deno", Deno.version.deno) ? SERVERS_PACE : OLDER_PACE;
  lines = leadConsole((asBefore) => {
    // To complain of a line would be to print another.
    const sendText = (name: Stream, text: string) =>
      void send("stream", { name, text }, () => asBefore(name, text));
    return openPacedLines({ nowMs, send: sendText, later: (action, ms) => void later(action, ms) }, pace);
  }, printed);
}

/** Publishes what is held of printed lines. */
export function flushPrinted(): void {
  lines?.flush();
}

/** A kernel that is closing refuses outputs. */
function complain(error: unknown): void {
  report("an output could not be shown", error);
}
