import type { CellError } from "./kernel.ts";
import type { Output } from "./outputs.ts";

/**
 * The error that ended a cell, as far as the kernel tells it.
 *
 * @param reply Content of the reply to the cell.
 * @param outputs What the cell has shown.
 * @returns The error; `undefined` when the stock kernel shows nothing: the cell does not parse, or one of its
 * imports cannot be loaded.
 */
export function cellError(
  reply: Readonly<Record<string, unknown>>,
  outputs: Output[],
): CellError | undefined {
  const shown = outputs.findLast((output) => output.output_type === "error");
  if (shown?.output_type === "error") {
    return { ename: shown.ename, evalue: shown.evalue, traceback: shown.traceback };
  }
  const ename = String(reply["ename"] || "Error"), evalue = String(reply["evalue"] || "Execution failed");
  if (evalue === "Execution failed") return undefined;
  const error = { ename, evalue, traceback: [`${ename}: ${evalue}`] };
  outputs.push({ output_type: "error", ...error });
  return error;
}
