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
import { CliError, type Command } from "./cli/command.ts";
import { VERSION } from "./record/build.ts";

/** A command; it is loaded when it is called. */
interface KnownCommand {
  /** The word that calls it. */
  readonly name: string;
  /** What it does, one line. */
  readonly summary: string;
}

const COMMANDS: readonly KnownCommand[] = [
  { name: "measure", summary: "run a command and print its energy and emissions" },
  { name: "notebook", summary: "run notebooks in a real Deno kernel, outputs written back" },
  { name: "doctor", summary: "tell what can be measured on this machine, and what would make it better" },
  {
    name: "calibrate",
    summary: "measure this machine once at four loads; figures rest on that from then on",
  },
  {
    name: "sync",
    summary:
      "deliver journalled runs to an MLflow store, or copy one store to another, each run exactly once",
  },
  {
    name: "report",
    summary: "write journalled runs as BoAmps, model card, SCI, Prometheus, CodeCarbon CSV or a sentence",
  },
  {
    name: "compare",
    summary: "models of an MLflow experiment side by side: table, charts, which differences are real",
  },
  { name: "kernel", summary: "make the Deno kernel with %% magics known to Jupyter, or remove it" },
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
  const known = COMMANDS.find((candidate) => candidate.name === name);
  if (known === undefined) {
    const names = COMMANDS.map((each) => each.name), meant = nearest(name, names);
    const hint = meant ? `did you mean "${meant}"` : `should be one of ${names.join(", ")}`;
    console.error(`wattbook: unknown command "${name}", ${hint}`);
    return 2;
  }
  const words = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  const command = await load(known.name);
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
    const isKnown = error instanceof Error && !(error instanceof ReferenceError);
    console.error(`wattbook ${name}: ${isKnown ? error.message : Deno.inspect(error)}`);
    return 1;
  }
}

/** Not by a literal: Deno would look through all modules of all commands first, which takes as long as to run one. */
async function load(name: string): Promise<Command> {
  const loaded: Readonly<Record<string, Command>> = await import(`./cli/${name}.ts`);
  const command = loaded[`${name}Command`];
  if (command === undefined) throw new ReferenceError(`./cli/${name}.ts exports no command`);
  return command;
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
