import assert from "node:assert/strict";
import { KernelDied, startKernel } from "../../lib/jupyter/client.ts";
import { Signer } from "../../lib/jupyter/message.ts";
import type { Output } from "../../lib/jupyter/outputs.ts";
import { ZmtpConnection } from "../../lib/jupyter/zmtp.ts";

const LIMIT = { timeout: 60_000 };

function printed(outputs: readonly Output[]): string {
  return outputs.map((output) => output.output_type === "stream" ? output.text : "").join("");
}

function connectionFiles(): string[] {
  const folder = Deno.env.get("TMPDIR") ?? "/tmp";
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) =>
    name.startsWith("wattbook-kernel-")
  );
}

Deno.test(
  "startKernel() runs cells: state, results, 3,000 prints in order, errors, cells that do not parse",
  LIMIT,
  async () => {
    const cwd = Deno.makeTempDirSync();
    try {
      await using kernel = await startKernel({ cwd, env: { GREETING: "hello" } });
      const first = await kernel.execute(`let n = 20; [Deno.cwd(), Deno.env.get("GREETING")].join(" ")`);
      assert.equal(first.status, "ok");
      assert.deepEqual(first.outputs, [{
        output_type: "execute_result",
        execution_count: 1,
        data: { "text/plain": `"${Deno.realPathSync(cwd)} hello"` },
        metadata: {},
      }]);

      const lines = await kernel.execute("for (let i = 0; i < 3000; i++) console.log(i + n);");
      assert.equal(printed(lines.outputs), Array.from({ length: 3000 }, (_, i) => `${i + 20}\n`).join(""));
      assert.deepEqual([lines.status, lines.executionCount], ["ok", 2]);

      const thrown = await kernel.execute(`console.log("before"); throw new TypeError("bad")`);
      assert.equal(thrown.status, "error");
      assert.deepEqual([thrown.error?.ename, thrown.error?.evalue], ["TypeError", "bad"]);
      assert.deepEqual(thrown.outputs.map(({ output_type }) => output_type), ["stream", "error"]);

      const unparsed = await kernel.execute("let a = 1;\nconst = 5");
      assert.equal(unparsed.error?.ename, "SyntaxError");
      assert.match(unparsed.error?.evalue ?? "", /^Unexpected token `=`/);
      assert.match(unparsed.error?.traceback.join("\n") ?? "", /^2 \| const = 5$[^]*line 2, column 7$/m);
      assert.deepEqual(unparsed.outputs.map(({ output_type }) => output_type), ["error"]);

      const together = await Promise.all([1, 2, 3].map((i) => kernel.execute(`console.log(${i}); n++`)));
      assert.deepEqual(together.map(({ outputs }) => printed(outputs)), ["1\n", "2\n", "3\n"]);
      const silent = await kernel.execute("n", { silent: true });
      assert.deepEqual(silent.outputs, []);
      assert.equal(printed((await kernel.execute("console.log(n)")).outputs), "23\n");
    } finally {
      Deno.removeSync(cwd, { recursive: true });
    }
  },
);

Deno.test(
  "Kernel.execute() gives up after its limit; interrupt() then ends the stock kernel",
  LIMIT,
  async () => {
    await using kernel = await startKernel();
    const outputs: Output[] = [];
    const slow = kernel.execute(`console.log("begun"); await new Promise(() => {})`, {
      timeoutMs: 300,
      outputs,
    });
    await assert.rejects(slow, { name: "TimeoutError", message: "The cell did not end in 0.3 s" });
    assert.equal(printed(outputs), "begun\n");
    kernel.interrupt();
    assert.equal(await kernel.exited, 130);
  },
);

Deno.test("Kernel tells of its death in the middle of a cell, with what it wrote last", LIMIT, async () => {
  await using kernel = await startKernel();
  const outputs: Output[] = [];
  const begun = Promise.withResolvers<void>();
  const cell = kernel.execute(`console.log("begun"); await new Promise(() => {})`, {
    outputs,
    onMessage: ({ header }) => header.msg_type === "stream" && begun.resolve(),
  });
  await begun.promise;
  kernel.kill();
  await assert.rejects(cell, (error) => {
    assert.ok(error instanceof KernelDied);
    assert.equal(error.exitCode, 137);
    assert.match(error.message, /^The kernel died \(exit status 137\)/);
    return true;
  });
  assert.equal(printed(outputs), "begun\n");
  await assert.rejects(kernel.execute("1"), KernelDied);
});

Deno.test("Kernel tells of a cell that ends the process", LIMIT, async () => {
  await using kernel = await startKernel();
  await assert.rejects(kernel.execute("Deno.exit(5)"), { name: "KernelDied", exitCode: 5 });
});

Deno.test("Kernel.shutdown() kills the stock kernel where nobody needs its good end", LIMIT, async () => {
  const before = new Set(connectionFiles());
  const kernel = await startKernel();
  const mine = connectionFiles().filter((name) => !before.has(name));
  assert.equal(kernel.mayEndAtOnce, true);
  await kernel.shutdown({ atOnce: true });
  assert.equal(await kernel.exited, 137);
  assert.ok(mine.length >= 1 && !mine.every((name) => connectionFiles().includes(name)));
});

Deno.test.each([
  { what: "telemetry leaves while it ends", options: { env: { OTEL_DENO: "true" } } },
  {
    what: "it is another program",
    options: { command: [Deno.execPath(), "jupyter", "--quiet", "--kernel", "--conn"] },
  },
])("Kernel.shutdown() asks a kernel to end where $what", LIMIT, async ({ options }) => {
  const kernel = await startKernel(options);
  assert.equal(kernel.mayEndAtOnce, false);
  await kernel.shutdown({ atOnce: true });
  assert.equal(await kernel.exited, 0);
});

Deno.test(
  "Kernel.shutdown() leaves no process and no connection file, also of a busy kernel",
  LIMIT,
  async () => {
    const before = new Set(connectionFiles());
    const kernel = await startKernel();
    const mine = connectionFiles().filter((name) => !before.has(name));
    assert.ok(mine.length >= 1);
    const busy = assert.rejects(kernel.execute("for (;;);"), KernelDied);
    await kernel.shutdown();
    await busy;
    await kernel.shutdown();
    assert.throws(() => Deno.kill(kernel.pid, "SIGCONT"), Deno.errors.NotFound);
    const { key } = kernel.connection;
    const left = connectionFiles().filter((name) => mine.includes(name)).flatMap((name) =>
      [...Deno.readDirSync(`${Deno.env.get("TMPDIR") ?? "/tmp"}/${name}`)].map((file) =>
        Deno.readTextFileSync(`${Deno.env.get("TMPDIR") ?? "/tmp"}/${name}/${file.name}`)
      )
    );
    assert.ok(!left.some((text) => text.includes(key)));
  },
);

Deno.test("Kernel drops what is not signed with its key and goes on", LIMIT, async () => {
  await using kernel = await startKernel();
  const { ip, shell_port } = kernel.connection;
  using stranger = await ZmtpConnection.connect(ip, shell_port, "DEALER", "stranger");
  const forged = new Signer("another key").encode({
    header: {
      msg_id: "1",
      msg_type: "execute_request",
      session: "s",
      username: "u",
      date: "",
      version: "5.3",
    },
    parent: {},
    metadata: {},
    content: { code: "Deno.exit(9)", silent: false },
    buffers: [],
  });
  await stranger.send(forged);
  assert.equal(printed((await kernel.execute(`console.log("alive")`)).outputs), "alive\n");
});

Deno.test("startKernel() says why a kernel does not start, and leaves nothing behind", LIMIT, async () => {
  const dying = [Deno.execPath(), "eval", `console.error("no such thing"); Deno.exit(4)`];
  await assert.rejects(startKernel({ command: dying }), {
    message: "Cannot start kernel: it ended with status 4\nno such thing",
  });
  const deaf = [Deno.execPath(), "eval", "setInterval(() => {}, 1000)"];
  await assert.rejects(startKernel({ command: deaf, startLimitMs: 300 }), {
    message: "Cannot start kernel: it did not open its ports in time",
  });
  await assert.rejects(startKernel({ command: deaf, signal: AbortSignal.timeout(300) }), {
    message: "Cannot start kernel: it ended with status 137",
  });
  await assert.rejects(
    startKernel({ command: ["no-such-program-of-wattbook"] }),
    /^Error: Cannot start kernel: /,
  );
});

Deno.test("startKernel() tries other ports when somebody was first", LIMIT, async () => {
  const folder = Deno.makeTempDirSync({ prefix: "ports-" });
  try {
    // The first two attempts end as the stock kernel does, with the port that it was given taken.
    const script = `echo "$4" >> ${folder}/files
[ "$(wc -l < ${folder}/files)" -gt 2 ] || { echo "error: Uncaught (in promise) AddrInUse: Address already in use" >&2; exit 1; }
exec "$0" "$@"`;
    const command = ["sh", "-c", script, Deno.execPath(), "jupyter", "--kernel", "--conn"];
    await using kernel = await startKernel({ command });
    assert.equal((await kernel.execute("1")).status, "ok");
    const files = Deno.readTextFileSync(`${folder}/files`).trim().split("\n");
    assert.equal(files.length, 3);
    assert.equal(new Set(files).size, 3);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
