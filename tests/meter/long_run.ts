import type { LongRun } from "./long_run_program.ts";

/** Plays the day in a process of its own, whose heap can be weighed. */
export async function playDay(): Promise<LongRun> {
  const program = new URL("long_run_program.ts", import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--frozen", "--v8-flags=--expose-gc", program],
    stdin: "null",
    signal: AbortSignal.timeout(120_000),
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`The day could not be played: ${text.decode(stderr)}`);
  return JSON.parse(text.decode(stdout));
}
