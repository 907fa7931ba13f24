/**
 * The command line of wattbook: measure a command, run a notebook, see what can be measured here, deliver journals.
 *
 * ```sh
 * deno run -A jsr:@wattbook/track@^1/cli --help
 * ```
 *
 * @module
 */
import { nearest } from "./carbon/nearest.ts";
import { calibrateCommand } from "./cli/calibrate.ts";
import { compareCommand } from "./cli/compare.ts";
import { doctorCommand } from "./cli/doctor.ts";
import { kernelCommand } from "./cli/kernel.ts";
import { measureCommand } from "./cli/measure.ts";
import { notebookCommand } from "./cli/notebook.ts";
import { reportCommand } from "./cli/report.ts";
import { syncCommand } from "./cli/sync.ts";
import { CliError, type Command } from "./cli/command.ts";
import { VERSION } from "./record/build.ts";

const COMMANDS: readonly Command[] = [
  measureCommand,
  notebookCommand,
  doctorCommand,
  calibrateCommand,
  syncCommand,
  reportCommand,
  compareCommand,
  kernelCommand,
];

/**
 * Runs one command of the command line.
 *
 * @param args Words after the program's name.
 * @returns Exit status: 0 only when all was done, 1 when it failed, 2 when the words are off.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    console.error(overview());
    return 2;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    console.log(overview());
    return 0;
  }
  if (name === "--version" || name === "-V") {
    console.log(`wattbook ${VERSION}`);
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const names = COMMANDS.map((known) => known.name), meant = nearest(name, names);
    const hint = meant ? `did you mean "${meant}"` : `should be one of ${names.join(", ")}`;
    console.error(`wattbook: unknown command "${name}", ${hint}`);
    return 2;
  }
  const words = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  if (words.includes("--help") || words.includes("-h")) {
    console.log(command.help);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    // One line for people; a programming error of ours keeps its stack for a report.
    if (error instanceof CliError) {
      console.error(`wattbook ${name}: ${error.message}`);
      return error.status;
    }
    const known = error instanceof Error && !(error instanceof ReferenceError);
    console.error(`wattbook ${name}: ${known ? error.message : Deno.inspect(error)}`);
    return 1;
  }
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    "wattbook: energy and carbon of notebook cells and commands",
    "",
    "Usage: wattbook COMMAND [OPTIONS]",
    "",
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "wattbook COMMAND --help tells more; wattbook --version the version",
  ].join("\n");
}

if (import.meta.main) Deno.exit(await main(Deno.args));
