import assert from "node:assert/strict";
import type { KernelServer } from "../../lib/runner/jupyter_server.ts";
import type { NotebookKernel } from "../../lib/runner/notebook_kernel.ts";
import { warmServers } from "../../lib/runner/warm_servers.ts";

/** A server that notes what its kernels, numbered from 1, are asked for. */
function notingServer({ failing = [], dead = [] }: { failing?: number[]; dead?: number[] } = {}) {
  const notes: string[] = [];
  let starts = 0;
  const ends = Promise.withResolvers<void>();
  const server: KernelServer = {
    name: "noting",
    start(kernelName, _, cwd) {
      const number = ++starts;
      notes.push(`start ${number} ${kernelName} in ${cwd}`);
      if (failing.includes(number)) return Promise.reject(new Error("no more of them"));
      return Promise.resolve(
        {
          execute(code: string) {
            notes.push(`${number}: ${code}`);
            if (code === "0" && dead.includes(number)) return Promise.reject(new Error("it died"));
            return Promise.resolve({ status: "ok", executionCount: 1, outputs: [] });
          },
          interrupt() {},
          kill() {},
          async shutdown() {
            notes.push(`end ${number}`);
            await ends.promise;
            notes.push(`ended ${number}`);
          },
        } satisfies NotebookKernel,
      );
    },
  };
  return { server, notes, letEnd: ends.resolve };
}

const signal = new AbortController().signal;
const prepare = async (kernel: NotebookKernel) => void await kernel.execute("prepare");

Deno.test("warmServers() gives the kernel that was expected, prepared, and a new one where none was", async () => {
  const { server, notes, letEnd } = notingServer();
  letEnd();
  {
    await using warm = warmServers([server], { most: 1, prepare });
    const [first] = warm.servers;
    first?.expect("deno", "here");
    // No more than one may wait.
    first?.expect("deno", "here");
    const kernel = await first?.start("deno", { signal }, "here");
    await kernel?.execute("cell");
    await first?.start("deno", { signal }, "there");
  }
  assert.deepEqual(notes, [
    "start 1 deno in here",
    "1: prepare",
    "1: 0",
    "1: cell",
    "start 2 deno in there",
  ]);
});

Deno.test("warmServers() starts anew where the kernel that waited failed or died", async () => {
  const { server, notes, letEnd } = notingServer({ failing: [1], dead: [3] });
  letEnd();
  await using warm = warmServers([server], { most: 2, prepare });
  const [first] = warm.servers;
  for (const expected of [2, 4]) {
    first?.expect("deno", "here");
    await first?.start("deno", { signal }, "here");
    assert.equal(notes.at(-1), `start ${expected} deno in here`);
  }
});

Deno.test("warmServers() ends kernels while others work, and waits for all of them at the end", async () => {
  const { server, notes, letEnd } = notingServer();
  const warm = warmServers([server], { most: 2, prepare });
  const [first] = warm.servers;
  const kernel = await first?.start("deno", { signal }, "here");
  await kernel?.shutdown();
  assert.deepEqual(notes.slice(1), ["end 1"]);
  // Nobody comes for this one.
  first?.expect("deno", "here");
  const over = warm[Symbol.asyncDispose]();
  letEnd();
  await over;
  assert.deepEqual(notes.slice(2).toSorted(), [
    "2: prepare",
    "end 2",
    "ended 1",
    "ended 2",
    "start 2 deno in here",
  ]);
});
