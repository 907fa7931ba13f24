import assert from "node:assert/strict";
import { KernelProcess } from "../../lib/jupyter/process.ts";

const LIMIT = { timeout: 20_000 };

function start(code: string, cleanUp = () => {}): KernelProcess {
  return new KernelProcess([Deno.execPath(), "eval", code], undefined, { GREETING: "hello" }, cleanUp);
}

/** Waits until a process has said that it is there. */
async function said(process: KernelProcess, word: string): Promise<void> {
  while (!process.stderrTail().includes(word)) {
    assert.equal(process.exitCode, undefined, process.stderrTail());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("KernelProcess tells the exit status, what was written last, and cleans up", LIMIT, async () => {
  let cleaned = 0;
  await using process = disposable(
    start(`console.error("x".repeat(5000) + Deno.env.get("GREETING")); Deno.exit(7)`, () => cleaned++),
  );
  assert.equal(process.exitCode, undefined);
  assert.equal(await process.exited, 7);
  assert.equal(process.exitCode, 7);
  assert.equal(cleaned, 1);
  assert.equal(process.stderrTail().length, 1999);
  assert.match(process.stderrTail(), /xhello$/);
});

Deno.test("KernelProcess.stderrTail() leaves out what Deno says of each of its kernels", LIMIT, async () => {
  const warning = `Warning \\"deno jupyter\\" is unstable and might change in the future.`;
  await using process = disposable(start(`console.error("${warning}\\nout of memory")`));
  await process.exited;
  assert.equal(process.stderrTail(), "out of memory");
});

Deno.test("KernelProcess.end() helps a process that does not go by itself", LIMIT, async () => {
  await using process = disposable(
    start(`Deno.addSignalListener("SIGTERM", () => {}); console.error("ready"); setInterval(() => {}, 1000)`),
  );
  await said(process, "ready");
  await process.end(50);
  assert.equal(process.exitCode, 137);
});

Deno.test("KernelProcess.signal() does not mind a process that has ended", LIMIT, async () => {
  await using process = disposable(start(`1`));
  assert.equal(await process.exited, 0);
  process.signal("SIGTERM");
  process.kill();
});

Deno.test(
  "KernelProcess ends although a process that it has left behind holds its pipes",
  LIMIT,
  async () => {
    const left = `new Deno.Command(Deno.execPath(), { args: ["eval", "setInterval(() => {}, 1000)"],
    stdin: "null", stdout: "inherit", stderr: "inherit" }).spawn()`;
    await using process = disposable(start(`console.error("left " + ${left}.pid + "."); Deno.exit(3)`));
    assert.equal(await process.exited, 3);
    Deno.kill(Number(process.stderrTail().match(/left (\d+)\./)?.[1]), "SIGKILL");
  },
);

/** Whatever the test does, the process is gone afterwards. */
function disposable(process: KernelProcess): KernelProcess & AsyncDisposable {
  return Object.assign(process, {
    async [Symbol.asyncDispose]() {
      process.kill();
      await process.exited;
    },
  });
}
