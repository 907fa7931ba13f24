import { shellLoop } from "./identity_program.ts";

/** What neighbours do: loop in registers, or fill 64 MiB of memory again and again. */
export type NeighbourKind = "busy" | "hungry";

/** dd fills its block of memory with zeros, and writes it to nowhere. */
const COMMANDS: Readonly<Record<NeighbourKind, readonly string[]>> = {
  busy: ["sh", "-c", shellLoop(100_000)],
  hungry: ["dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "status=none"],
};

/** Processes that are busy until they are disposed (a few minutes at most, should nobody do that). */
export function neighbours(count: number, kind: NeighbourKind = "busy"): AsyncDisposable {
  const [program = "", ...args] = COMMANDS[kind];
  const busy = Array.from(
    { length: count },
    () =>
      new Deno.Command(program, {
        args,
        stdin: "null",
        stdout: "null",
        signal: AbortSignal.timeout(300_000),
      }).spawn(),
  );
  return {
    async [Symbol.asyncDispose]() {
      for (const child of busy) child.kill("SIGKILL");
      await Promise.all(busy.map((child) => child.status));
    },
  };
}
