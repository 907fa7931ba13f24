/** Where a kernel listens and how its messages are signed: the content of Jupyter's connection file. */
export interface ConnectionInfo {
  /** Address, loopback here. */
  readonly ip: string;
  /** `"tcp"`. */
  readonly transport: string;
  /** Requests. */
  readonly shell_port: number;
  /** Interrupt and shutdown. */
  readonly control_port: number;
  /** Outputs. */
  readonly iopub_port: number;
  /** Questions to the user. */
  readonly stdin_port: number;
  /** Heartbeat. */
  readonly hb_port: number;
  /** Key of the signatures. */
  readonly key: string;
  /** `"hmac-sha256"`. */
  readonly signature_scheme: string;
}

/** Five free ports on loopback and a random key. */
export function newConnection(): ConnectionInfo {
  const listeners = Array.from({ length: 5 }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const [shell_port = 0, control_port = 0, iopub_port = 0, stdin_port = 0, hb_port = 0] = listeners.map((
    { addr },
  ) => addr.port);
  for (const listener of listeners) listener.close();
  return {
    ip: "127.0.0.1",
    transport: "tcp",
    shell_port,
    control_port,
    iopub_port,
    stdin_port,
    hb_port,
    key: crypto.randomUUID(),
    signature_scheme: "hmac-sha256",
  };
}

/** A connection file that only this user can read; disposing removes it. */
export function writeConnectionFile(connection: ConnectionInfo): { readonly path: string } & Disposable {
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-kernel-" });
  const path = `${folder}/kernel-${crypto.randomUUID()}.json`;
  Deno.writeTextFileSync(path, JSON.stringify({ ...connection, kernel_name: "deno" }), { mode: 0o600 });
  return { path, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}
