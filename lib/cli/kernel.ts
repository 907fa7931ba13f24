import { realHost } from "../host.ts";
import { installKernel, KERNEL_NAME, kernelDownloads, removeKernel, type Where } from "../kernel/install.ts";
import { CliError, type Command, parseWords } from "./command.ts";

/** `wattbook kernel`: makes the kernel with magics known to Jupyter, or has it forgotten. */
export const kernelCommand: Command = {
  help: `Usage: wattbook kernel install|remove [--user | --prefix DIR | --sys-prefix] [--json]

Writes or removes a kernelspec named "${KERNEL_NAME}", which front-ends show as "Deno (wattbook)". Installing it
again replaces it.

  --user        in Jupyter's data folder of this user (default; JUPYTER_DATA_DIR is honoured)
  --prefix DIR  in DIR/share/jupyter
  --sys-prefix  in the Python environment that is active (VIRTUAL_ENV, CONDA_PREFIX) or that python3 belongs to
  --json        print one JSON value on stdout
  -h, --help    this text`,
  async run(args) {
    const { values, positionals } = parseWords(args, {
      user: { type: "boolean" },
      prefix: { type: "string" },
      "sys-prefix": { type: "boolean" },
      json: { type: "boolean" },
    });
    const [action, ...more] = positionals;
    if ((action !== "install" && action !== "remove") || more.length > 0) {
      const given = positionals.map((word) => JSON.stringify(word)).join(" ") || "nothing";
      throw new CliError(`action is ${given}, should be "install" or "remove"`);
    }
    const places = [values.user, values.prefix !== undefined, values["sys-prefix"]].filter(Boolean).length;
    if (places > 1) {
      throw new CliError("more than one place given, should be --user, --prefix or --sys-prefix");
    }
    const host = realHost();
    const where: Where = values.prefix !== undefined
      ? { kind: "prefix", prefix: values.prefix }
      : values["sys-prefix"]
      ? { kind: "prefix", prefix: await pythonPrefix(host.env("VIRTUAL_ENV") ?? host.env("CONDA_PREFIX")) }
      : { kind: "user" };
    const { folder, existed } = action === "install"
      ? installKernel(host, where, Deno.execPath())
      : removeKernel(host, where);
    if (action === "install") await download(kernelDownloads());
    if (values.json) console.log(JSON.stringify({ action, name: KERNEL_NAME, folder, existed }));
    else console.log(sentence(action, folder, existed));
    return 0;
  },
};

/** So that a notebook can be opened without a network. */
async function download(modules: readonly string[]): Promise<void> {
  if (modules.length === 0) return;
  const cache = new Deno.Command(Deno.execPath(), {
    args: ["cache", ...modules],
    stdin: "null",
    stdout: "null",
  });
  const { success, stderr } = await cache.output();
  if (success) return;
  const why = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  throw new CliError(`the kernel is installed, but its modules could not be downloaded: ${why}`, 1);
}

function sentence(action: "install" | "remove", folder: string, existed: boolean): string {
  if (action === "install") {
    return `Kernel "${KERNEL_NAME}" ${existed ? "replaced" : "installed"} in ${folder}`;
  }
  return existed
    ? `Kernel "${KERNEL_NAME}" removed from ${folder}`
    : `No kernel "${KERNEL_NAME}" in ${folder}`;
}

/** The prefix of a Python, as `jupyter kernelspec install --sys-prefix` means it. */
async function pythonPrefix(active: string | undefined): Promise<string> {
  if (active) return active;
  try {
    const python = new Deno.Command("python3", {
      args: ["-c", "import sys; print(sys.prefix)"],
      stdin: "null",
    });
    const { success, stdout } = await python.output();
    const prefix = new TextDecoder().decode(stdout).trim();
    if (success && prefix) return prefix;
  } catch (error) {
    // Said below: there is no Python, whatever the reason.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  throw new CliError(
    "no Python environment found for --sys-prefix, should be active; or use --prefix DIR",
    1,
  );
}
