/** A page in a browser without a window. */
export interface Page extends AsyncDisposable {
  /** Opens an address. */
  open(url: string): Promise<void>;
  /** Evaluates an expression in the page, waits for what it promises, and returns its value. */
  evaluate(expression: string): Promise<unknown>;
  /** What the page looks like, as PNG. */
  picture(clip: Clip): Promise<Uint8Array<ArrayBuffer>>;
}

/** A part of a page, CSS pixels. */
export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Names under which systems install it. */
const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Starts Chromium and speaks its DevTools protocol: a driver package would bring megabytes for four methods.
 *
 * @param width Of its window, CSS pixels.
 * @throws {Error} When there is none; the message says how to get one.
 */
export async function openChromium(width = 1120): Promise<Page> {
  const profile = Deno.makeTempDirSync({ prefix: "chromium-" });
  const process = new Deno.Command(await findProgram(), {
    args: [
      ...["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"],
      ...["--disable-background-networking", "--disable-component-update", "--hide-scrollbars"],
      ...[
        `--window-size=${width},1600`,
        "--remote-debugging-port=0",
        `--user-data-dir=${profile}`,
        "about:blank",
      ],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const end = async () => {
    process.kill("SIGKILL");
    await process.status;
    await reading;
    Deno.removeSync(profile, { recursive: true });
  };
  const { promise: address, resolve } = Promise.withResolvers<URL>();
  // Read to its end: a full pipe would stop the browser.
  const reading = (async () => {
    for await (const line of process.stderr.pipeThrough(new TextDecoderStream())) {
      const url = line.match(/DevTools listening on (ws:\S+)/)?.[1];
      if (url) resolve(new URL(url));
    }
  })();
  const { host } = await address;
  const pages: { type: string; webSocketDebuggerUrl: string }[] =
    await (await fetch(`http://${host}/json/list`)).json();
  const socket = new WebSocket(pages.find(({ type }) => type === "page")?.webSocketDebuggerUrl ?? "");
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  return new DevToolsPage(socket, end);
}

async function findProgram(): Promise<string> {
  for (const program of PROGRAMS) {
    try {
      const { success } = await new Deno.Command(program, { args: ["--version"], stdout: "null" }).output();
      if (success) return program;
    } catch (error) {
      // Not installed under this name.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(
    `Cannot open a page: found none of ${
      PROGRAMS.join(", ")
    }, should be one (Debian: apt-get install chromium)`,
  );
}

class DevToolsPage implements Page {
  readonly #socket: WebSocket;
  readonly #end: () => Promise<void>;
  readonly #waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  #count = 0;

  constructor(socket: WebSocket, end: () => Promise<void>) {
    this.#socket = socket;
    this.#end = end;
    socket.addEventListener("message", ({ data }) => {
      const { id, result, error } = JSON.parse(data);
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(`Chromium: ${error.message}`));
      else waiting?.resolve(result);
    });
  }

  async open(url: string): Promise<void> {
    // Without a window nothing has the focus, and JupyterLab asks which notebook has it.
    await this.#send("Emulation.setFocusEmulationEnabled", { enabled: true });
    await this.#send("Page.navigate", { url });
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    }) as {
      result: { value?: unknown };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    };
    if (exceptionDetails) {
      throw new Error(`The page: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    }
    return result.value;
  }

  async picture(clip: Clip): Promise<Uint8Array<ArrayBuffer>> {
    const { data } = await this.#send("Page.captureScreenshot", {
      format: "png",
      clip: { ...clip, scale: 1 },
    });
    return Uint8Array.fromBase64(String(data));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#end();
  }

  #send(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = ++this.#count;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  }
}
