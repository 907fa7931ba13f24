/** The process of a kernel: keeps the end of what it writes, and ends it for sure. */
export class KernelProcess {
  readonly #child: Deno.ChildProcess;
  #tail = "";
  #exitCode: number | undefined;
  /** Settles when the process has ended and its output is read. */
  readonly exited: Promise<number>;

  constructor(
    [program = "", ...args]: readonly string[],
    cwd: string | undefined,
    env: Readonly<Record<string, string>> | undefined,
    cleanUp: () => void,
  ) {
    this.#child = new Deno.Command(program, {
      args,
      ...(cwd === undefined ? {} : { cwd }),
      env: { NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const read = Promise.all([this.#read(this.#child.stdout), this.#read(this.#child.stderr)]);
    this.exited = this.#child.status.then(async ({ code }) => {
      this.#exitCode = code;
      await read;
      cleanUp();
      return code;
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Exit status once it has ended. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** The last 2,000 characters that it wrote. */
  stderrTail(): string {
    return this.#tail.trim();
  }

  /** Sends a signal; a process that has ended already does not mind. */
  signal(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      // Between its end and our hearing of it a signal finds nobody.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Kills it at once. */
  kill(): void {
    this.signal("SIGKILL");
  }

  /** Waits for its end, helps with SIGTERM after `graceMs` and with SIGKILL after twice that. */
  async end(graceMs: number): Promise<void> {
    const timers = [
      setTimeout(() => this.signal("SIGTERM"), graceMs),
      setTimeout(() => this.kill(), 2 * graceMs),
    ];
    await this.exited;
    for (const timer of timers) clearTimeout(timer);
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#tail = (this.#tail + text).slice(-2000);
    }
  }
}
