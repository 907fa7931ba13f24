/** A process that is talked to line by line. */
export interface LineProcess {
  /** Its number. */
  readonly pid: number;
  /** Says a line to it. */
  say(line: string): Promise<void>;
  /** Its next line. */
  saysLine(): Promise<string>;
  /** Its end: nothing more is said to it. */
  ends(): Promise<void>;
}

/** How long any of these processes may take. Milliseconds. */
const LIMIT_MS = 300_000;

/**
 * Starts a process that is talked to line by line.
 *
 * @param program Its path.
 * @param args Its arguments.
 * @param env More environment.
 */
export function lineProcess(
  program: string | URL,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): LineProcess {
  const child = new Deno.Command(program, {
    args: [...args],
    env,
    stdin: "piped",
    stdout: "piped",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const writer = child.stdin.getWriter();
  let text = "";
  return {
    pid: child.pid,
    say: (line) => writer.write(new TextEncoder().encode(`${line}\n`)),
    async saysLine() {
      while (!text.includes("\n")) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`The program ended early, having said "${text}"`);
        text += value;
      }
      const line = text.slice(0, text.indexOf("\n"));
      text = text.slice(line.length + 1);
      return line;
    },
    async ends() {
      await writer.close().catch(() => {/* It has ended and reads no more. */});
      await reader.cancel();
      const { success, code } = await child.status;
      if (!success) throw new Error(`${program} ended with ${code}, should be 0`);
    },
  };
}
