import { messageOf } from "../errors.ts";
import { codecarbonCsv, readCodecarbonCsv } from "../sinks/codecarbon_csv.ts";
import { quoted } from "../sinks/quoted.ts";
import { CliError } from "./command.ts";

/**
 * Prints an `emissions.csv` of CodeCarbon with all its columns, rows that were written without their empty cells put
 * right, and says which.
 *
 * @param path The file.
 * @returns 1 where a row had to be left out.
 * @throws {CliError} When it cannot be read, or is no such file.
 */
export function repairCsv(path: string): number {
  const { rows, repaired, problems } = readFile(path);
  if (repaired.length > 0) {
    const numbers = repaired.length > 10 ? `${repaired.slice(0, 10).join(", ")}, …` : repaired.join(", ");
    console.error(`wattbook report: ${repaired.length} shifted rows put right: ${numbers}`);
  }
  for (const problem of problems) console.error(`wattbook report: ${problem}`);
  console.log(codecarbonCsv(rows).trimEnd());
  return problems.length > 0 ? 1 : 0;
}

function readFile(path: string): ReturnType<typeof readCodecarbonCsv> {
  try {
    return readCodecarbonCsv(Deno.readTextFileSync(path));
  } catch (error) {
    const why = messageOf(error);
    throw new CliError(`Cannot read ${quoted(path)}: ${why}`, 1);
  }
}
