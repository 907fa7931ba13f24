import { messageOf } from "../errors.ts";
import type { ConnectionInfo } from "../jupyter/connection.ts";

const PORTS = ["shell_port", "control_port", "iopub_port", "stdin_port", "hb_port"] as const;

/**
 * Reads the connection file that Jupyter writes.
 *
 * @throws {Error} When it cannot be read, lacks something, or asks for what is not spoken here.
 */
export function readConnectionFile(path: string): ConnectionInfo {
  const problem = (why: string, cause?: unknown) =>
    new Error(`Cannot use connection file ${JSON.stringify(path)}: ${why}`, { cause });
  let values: Record<string, unknown>;
  try {
    values = JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    throw problem(messageOf(error), error);
  }
  if (typeof values !== "object" || values === null) throw problem("it holds no object");
  const { ip = "127.0.0.1", transport = "tcp", key = "", signature_scheme = "hmac-sha256" } = values;
  if (transport !== "tcp") throw problem(`transport is ${JSON.stringify(transport)}, should be "tcp"`);
  if (signature_scheme !== "hmac-sha256" && key !== "") {
    throw problem(`signature_scheme is ${JSON.stringify(signature_scheme)}, should be "hmac-sha256"`);
  }
  const port = (name: typeof PORTS[number]) => {
    const value = values[name];
    if (Number.isInteger(value) && Number(value) >= 0 && Number(value) < 65536) return Number(value);
    throw problem(`${name} is ${JSON.stringify(value)}, should be a port`);
  };
  return {
    ip: String(ip),
    transport,
    shell_port: port("shell_port"),
    control_port: port("control_port"),
    iopub_port: port("iopub_port"),
    stdin_port: port("stdin_port"),
    hb_port: port("hb_port"),
    key: String(key),
    signature_scheme: String(signature_scheme),
  };
}
