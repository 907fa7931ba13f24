import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { VERSION } from "../record/build.ts";
import { userDataFolder } from "./data_folder.ts";
import { magicsModule } from "./magics_module.ts";

/** Where to make a kernel known. */
export type Where = { readonly kind: "user" } | { readonly kind: "prefix"; readonly prefix: string };

/** What was done. */
export interface Installed {
  /** Folder of the kernelspec. */
  readonly folder: string;
  /** Whether there was one before. */
  readonly existed: boolean;
}

/** Name under which Jupyter knows this kernel. */
export const KERNEL_NAME = "wattbook";

/**
 * Makes this kernel known to Jupyter; again and again, the newest call counts.
 *
 * @param host The machine.
 * @param where Where to write the kernelspec.
 * @param deno Path of the Deno program.
 * @throws {Error} When the folder cannot be written.
 */
export function installKernel(host: Host, where: Where, deno: string): Installed {
  const folder = specFolder(host, where);
  return attempt(`install kernel in "${folder}"`, () => {
    const existed = exists(folder);
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(`${folder}/kernel.json`, `${JSON.stringify(kernelSpec(deno), null, 2)}\n`);
    return { folder, existed };
  });
}

/**
 * Makes Jupyter forget this kernel.
 *
 * @returns What was there; `existed` is false when there was nothing.
 * @throws {Error} When the folder cannot be removed.
 */
export function removeKernel(host: Host, where: Where): Installed {
  const folder = specFolder(host, where);
  return attempt(`remove kernel from "${folder}"`, () => {
    const existed = exists(folder);
    if (existed) Deno.removeSync(folder, { recursive: true });
    return { folder, existed };
  });
}

/** What Jupyter has to know (jupyter-client.readthedocs.io/en/stable/kernels.html). */
export function kernelSpec(deno: string): Record<string, unknown> {
  return {
    argv: [deno, "run", "-A", kernelModule(import.meta.url), "{connection_file}"],
    display_name: "Deno (wattbook)",
    language: "typescript",
    // A signal would reach the process in front only.
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
}

/** The kernel's module: the version that installs it, so that its download is used and no other. */
function kernelModule(self: string): string {
  return self.startsWith("file:") ? new URL("mod.ts", self).href : `jsr:@wattbook/track@${VERSION}/kernel`;
}

/** What the kernel runs besides itself; empty in a clone, where everything is there. For offline use. */
export function kernelDownloads(self: string = import.meta.url): string[] {
  return self.startsWith("file:") ? [] : [kernelModule(self), magicsModule(self)];
}

function specFolder(host: Host, where: Where): string {
  const data = where.kind === "user" ? userDataFolder(host) : `${where.prefix}/share/jupyter`;
  return `${data}/kernels/${KERNEL_NAME}`;
}

function attempt(what: string, action: () => Installed): Installed {
  try {
    return action();
  } catch (cause) {
    throw new Error(`Cannot ${what}: ${messageOf(cause)}`, { cause });
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
