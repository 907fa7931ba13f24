/** How long what an ended process has written may take to arrive, while a child of it holds the pipes. */
const LAST_WORDS_MS = 500;

/** The process of a kernel: keeps the end of what it writes, and ends it for sure. */
export class KernelProcess {
  readonly #child: Deno.ChildProcess;
  readonly #cleanUp: () => void;
  #tail = "";
  #isTidy = false;
  #exitCode: number | undefined;
  /** Settles when the process has ended and its output is read. */
  readonly exited: Promise<number>;

  constructor(
    [program = "", ...args]: readonly string[],
    cwd: string | undefined,
    env: Readonly<Record<string, string>> | undefined,
    cleanUp: () => void,
  ) {
    this.#cleanUp = cleanUp;
    this.#child = new Deno.Command(program, {
      args,
      ...(cwd === undefined ? {} : { cwd }),
      env: { NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // Ctrl-C on a terminal goes to the whole process group: the kernel gets it from us, once.
      detached: true,
    }).spawn();
    const enough = new AbortController();
    const streams = [this.#child.stdout, this.#child.stderr];
    const read = Promise.all(streams.map((stream) => this.#read(stream, enough.signal)));
    this.exited = this.#child.status.then(async ({ code }) => {
      this.#exitCode = code;
      const timer = setTimeout(() => enough.abort(), LAST_WORDS_MS);
      await read;
      clearTimeout(timer);
      this.#tidy();
      return code;
    });
  }

  /** Number of the process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Exit status once it has ended. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** The last 2,000 characters that it wrote, without what Deno says of each of its kernels. */
  stderrTail(): string {
    return this.#tail.replace(/^Warning "deno jupyter" is unstable.*\n?/m, "").trim();
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

  /** Kills it at once; whoever ends before it leaves nothing behind. */
  kill(): void {
    this.signal("SIGKILL");
    this.#tidy();
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

  #tidy(): void {
    if (this.#isTidy) return;
    this.#isTidy = true;
    this.#cleanUp();
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>, signal: AbortSignal): Promise<void> {
    try {
      for await (const text of stream.pipeThrough(new TextDecoderStream(), { signal })) {
        this.#tail = (this.#tail + text).slice(-2000);
      }
    } catch (error) {
      // A process that the kernel has started and left behind would hold the pipe for ever.
      if (!signal.aborted) throw error;
    }
  }
}
