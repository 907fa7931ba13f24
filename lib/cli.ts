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

/** A command is loaded when it is called: all of them together take a tenth of a second. */
interface KnownCommand {
  /** The word that calls it. */
  readonly name: string;
  /** What it does, one line. */
  readonly summary: string;
  /** Loads it. */
  readonly load: () => Promise<Command>;
}

const COMMANDS: readonly KnownCommand[] = [
  {
    name: "measure",
    summary: "run a command and print its energy and emissions",
    load: async () => (await import("./cli/measure.ts")).measureCommand,
  },
  {
    name: "doctor",
    summary: "tell what can be measured on this machine, and what would make it better",
    load: async () => (await import("./cli/doctor.ts")).doctorCommand,
  },
  {
    name: "calibrate",
    summary: "measure this machine once at four loads; figures rest on that from then on",
    load: async () => (await import("./cli/calibrate.ts")).calibrateCommand,
  },
  {
    name: "sync",
    summary:
      "deliver journalled runs to an MLflow store, or copy one store to another, each run exactly once",
    load: async () => (await import("./cli/sync.ts")).syncCommand,
  },
  {
    name: "report",
    summary: "write journalled runs as BoAmps, model card, SCI, Prometheus, CodeCarbon CSV or a sentence",
    load: async () => (await import("./cli/report.ts")).reportCommand,
  },
  {
    name: "compare",
    summary: "models of an MLflow experiment side by side: table, charts, which differences are real",
    load: async () => (await import("./cli/compare.ts")).compareCommand,
  },
  {
    name: "kernel",
    summary: "make the Deno kernel with %% magics known to Jupyter, or remove it",
    load: async () => (await import("./cli/kernel.ts")).kernelCommand,
  },
  {
    name: "notebook",
    summary: "run notebooks in a real Deno kernel, outputs written back",
    load: async () => (await import("./cli/notebook.ts")).notebookCommand,
  },
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
  const command = await known.load();
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
