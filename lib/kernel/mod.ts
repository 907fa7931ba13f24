/**
 * A Jupyter kernel for Deno with cell magics that measure: `%%track`, `%%measure`, `%autotrack on`.
 *
 * It stands in front of the kernel that comes with Deno and repairs what that leaves undone: outputs that come after
 * their cell, parse errors that are not shown, Stop that ends the kernel. `wattbook kernel install` makes it known to
 * Jupyter, which starts this module with a connection file:
 *
 * ```sh
 * deno run -A jsr:@wattbook/track@^1/kernel connection.json
 * ```
 *
 * @module
 */
import { messageOf } from "../errors.ts";
import { magicsModule } from "./magics_module.ts";
import { readConnectionFile } from "./connection_file.ts";
import { watchParent } from "./parent_watch.ts";
import { Proxy } from "./proxy.ts";
import { Signer } from "../jupyter/message.ts";

/**
 * Serves as a kernel until a front-end or a signal ends it.
 *
 * @param connectionFile Path of the connection file that Jupyter wrote.
 * @returns Exit status: 0 when it was asked to end.
 * @throws {Error} When the file cannot be used, or its ports are taken.
 */
export async function serveKernel(connectionFile: string): Promise<number> {
  const connection = readConnectionFile(connectionFile);
  const signer = new Signer(connection.key);
  const command = [Deno.execPath(), "jupyter", "--kernel", "--conn"];
  const magics = magicsModule(import.meta.url);
  await using proxy = new Proxy(connection, signer, { command, magics });
  const onStop = () => void proxy.stop();
  const onEnd = () => proxy.end(0);
  Deno.addSignalListener("SIGINT", onStop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", onEnd);
  using _watch = watchParent(onEnd);
  try {
    return await proxy.finished;
  } finally {
    Deno.removeSignalListener("SIGINT", onStop);
    if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGTERM", onEnd);
  }
}

if (import.meta.main) {
  const [file] = Deno.args;
  if (file === undefined) {
    console.error(
      "wattbook kernel: no connection file given; to make it known to Jupyter: wattbook kernel install",
    );
    Deno.exit(2);
  }
  try {
    Deno.exit(await serveKernel(file));
  } catch (error) {
    // Jupyter shows what a kernel writes to stderr; a stack would hide the sentence.
    console.error(`wattbook kernel: ${messageOf(error)}`);
    Deno.exit(1);
  }
}
