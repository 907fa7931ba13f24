import { freePort } from "./notebook_servers.ts";

/** A PostgreSQL of our own on loopback. */
export interface Postgres extends AsyncDisposable {
  /** Its address, as MLflow wants it. */
  readonly uri: string;
}

/** Starts a PostgreSQL with an empty database; `undefined` where none is installed. */
export async function postgresPeer(): Promise<Postgres | undefined> {
  const bin = installed();
  if (bin === undefined) return undefined;
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-postgres-" });
  Deno.chmodSync(folder, 0o777);
  // It refuses to be root.
  const asUser = Deno.uid() === 0
    ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    : [];
  const data = `${folder}/data`, port = freePort();
  const start = (words: readonly string[]) => [...asUser, ...words];
  const [program = "", ...args] = start([`${bin}/initdb`, "-D", data, "-U", "postgres", "-A", "trust"]);
  const made = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (!made.success) throw new Error(`Cannot make a database: ${new TextDecoder().decode(made.stderr)}`);
  const server = new Deno.Command("sh", {
    args: [
      "-c",
      '"$@" > "$0/../log" 2>&1 & cat > /dev/null; kill -KILL 0',
      data,
      ...start([`${bin}/postgres`, "-D", data, "-p", String(port), "-k", folder, "-h", "127.0.0.1"]),
    ],
    stdin: "piped",
    detached: true,
  }).spawn();
  await listening(port);
  return {
    uri: `postgresql+psycopg2://postgres@127.0.0.1:${port}/postgres`,
    async [Symbol.asyncDispose]() {
      await server.stdin.close();
      await server.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Debian keeps the programs of each version in a folder of its own. */
function installed(): string | undefined {
  try {
    const versions = Array.from(Deno.readDirSync("/usr/lib/postgresql"), ({ name }) => name).map(Number);
    return versions.length > 0 ? `/usr/lib/postgresql/${Math.max(...versions)}/bin` : undefined;
  } catch {
    // No such folder.
    return undefined;
  }
}

async function listening(port: number): Promise<void> {
  for (const begin = performance.now();;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (error) {
      // Not yet.
      if (performance.now() - begin > 30_000) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
