/** How a call of the command line ended. */
export interface Ended {
  /** Exit status. */
  readonly code: number;
  /** Everything on stdout. */
  readonly stdout: string;
  /** Everything on stderr. */
  readonly stderr: string;
}

/** What a call may have besides its words. */
export interface RunOptions {
  /** Variables on top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder. Default: this process's own. */
  readonly cwd?: string;
  /** Text on stdin. Default: nothing. */
  readonly stdin?: string;
}

const CLI = import.meta.resolve("../../lib/cli.ts");

/** Words in front of the command line's own. */
export const WATTBOOK: readonly string[] = ["run", "-A", "--frozen", CLI];

/** Calls the command line as a child process; one that hangs is ended after a minute. */
export async function runWattbook(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...WATTBOOK, ...words],
    env: { NO_COLOR: "1", TZ: "UTC", ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(60_000),
  }).spawn();
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
