import assert from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { listen } from "../../lib/jupyter/listen.ts";
import { type Message, newMessage, Signer } from "../../lib/jupyter/message.ts";
import { ZmtpConnection } from "../../lib/jupyter/zmtp.ts";
import { lines, type SeenCell, shownError } from "../notebook/strict_front_end.ts";
import { ask, cell, COMMAND, openKernel } from "./open_kernel.ts";

const timeLimit = { timeout: 120_000 };

Deno.test("the kernel: comms, stdin, heartbeat, signatures", timeLimit, async (t) => {
  await using open = await openKernel();
  const { kernel, frontEnd } = open;
  const { ip, key, shell_port, stdin_port, hb_port } = kernel.connection;
  const signer = new Signer(key);
  const printedBy = async (code: string) => lines(await frontEnd.run(code), "");

  await t.step("a comm that the front-end opens is heard, answered and closed", async () => {
    await frontEnd.run(`Deno.jupyter.comms.registerTarget("echo", (comm, { data }) => {
      console.log("opened with", data.hello);
      comm.onMessage = ({ data, buffers }) => comm.send({ twice: data.n * 2 }, { buffers });
      comm.onClose = () => console.log("closed");
    })`);
    using shell = await ZmtpConnection.connect(ip, shell_port, "DEALER");
    using iopub = await ZmtpConnection.connect(ip, kernel.connection.iopub_port, "SUB");
    const seen: Message[] = [];
    const next = (type: string) =>
      new Promise<Message>((resolve) =>
        waiting.push((message) => message.header.msg_type === type && resolve(message))
      );
    const waiting: ((message: Message) => unknown)[] = [];
    const reading = listen(iopub, signer, (message) => {
      seen.push(message);
      for (const take of waiting) take(message);
    });
    const say = (type: string, content: Record<string, unknown>, buffers: Uint8Array[] = []) =>
      shell.send(signer.encode({ ...newMessage(type, { comm_id: "c1", ...content }, "s"), buffers }));
    const answer = next("comm_msg");
    await say("comm_open", { target_name: "echo", data: { hello: "world" } });
    await say("comm_msg", { data: { n: 21 } }, [Uint8Array.of(1, 2, 255)]);
    const { content, buffers } = await answer;
    assert.deepEqual(content, { comm_id: "c1", data: { twice: 42 } });
    assert.deepEqual(buffers, [Uint8Array.of(1, 2, 255)]);
    const info = await ask(open, "comm_info_request", { target_name: "echo" });
    assert.deepEqual(info["comms"], { c1: { target_name: "echo" } });
    const closed = next("stream");
    await say("comm_close", { data: {} });
    assert.equal((await closed).content["text"], "closed\n");
    assert.deepEqual((await ask(open, "comm_info_request", {}))["comms"], {});
    const opened = seen.find(({ header }) => header.msg_type === "stream");
    assert.equal(opened?.content["text"], "opened with world\n");
    assert.equal(opened?.parent.msg_type, "comm_open");
    iopub[Symbol.dispose]();
    await reading;
  });

  await t.step("a question of a cell reaches the client that runs it, and nobody else", async () => {
    const clients = await Promise.all(["anna", "ben"].map(async (name) => ({
      shell: await ZmtpConnection.connect(ip, shell_port, "DEALER", name),
      stdin: await ZmtpConnection.connect(ip, stdin_port, "DEALER", name),
    })));
    const [anna, ben] = clients;
    assert.ok(anna && ben);
    const question = anna.stdin.receive(), reply = anna.shell.receive();
    const silence = ben.stdin.receive();
    await anna.shell.send(
      signer.encode(
        newMessage("execute_request", cell("const asked = prompt('Name?')", { allow_stdin: true }), "s"),
      ),
    );
    const asked = signer.decode(await question ?? []);
    assert.equal(asked.header.msg_type, "input_request");
    assert.equal(asked.content["prompt"], "Name?");
    await anna.stdin.send(signer.encode(newMessage("input_reply", { value: "Ada" }, "s")));
    assert.equal(signer.decode(await reply ?? []).content["status"], "ok");
    assert.deepEqual(await printedBy("console.log(asked)"), ["Ada", ""]);
    for (const { shell, stdin } of clients) {
      shell[Symbol.dispose]();
      stdin[Symbol.dispose]();
    }
    assert.equal(await silence, undefined);
  });

  await t.step("the heart beats while a cell blocks", async () => {
    using heart = await ZmtpConnection.connect(ip, hb_port, "REQ");
    const busy = frontEnd.run(
      "console.log('blocking'); for (const end = Date.now() + 1000; Date.now() < end;);",
    );
    await frontEnd.printed("blocking");
    const start = performance.now();
    await heart.send([new Uint8Array(), Uint8Array.of(7)]);
    assert.deepEqual(await heart.receive(), [new Uint8Array(), Uint8Array.of(7)]);
    assert.ok(performance.now() - start < 500);
    assert.equal((await busy).status, "ok");
  });

  await t.step("a message with another key, or with none, is dropped", async () => {
    using shell = await ZmtpConnection.connect(ip, shell_port, "DEALER");
    for (const stranger of [new Signer("another key"), new Signer("")]) {
      await shell.send(stranger.encode(newMessage("execute_request", cell("globalThis.hacked = true"), "s")));
    }
    await shell.send([new TextEncoder().encode("<IDS|MSG>"), Uint8Array.of(1)]);
    await shell.send(signer.encode(newMessage("kernel_info_request", {}, "s")));
    const answer = signer.decode(await shell.receive() ?? []);
    assert.equal(answer.header.msg_type, "kernel_info_reply");
    assert.deepEqual(await printedBy("console.log(typeof hacked)"), ["undefined", ""]);
  });

  await t.step("magics complete, and explain themselves", async () => {
    const reply = await ask(open, "complete_request", { code: "1\n%led", cursor_pos: 6 });
    assert.deepEqual(reply["matches"], ["%ledger"]);
    assert.deepEqual([reply["cursor_start"], reply["cursor_end"]], [2, 6]);
    const help = await ask(open, "inspect_request", { code: "%%track", cursor_pos: 4 });
    assert.equal(help["found"], true);
  });

  await t.step("a measured cell: its body is the cell's own, its card comes before idle", async () => {
    const before = frontEnd.strays.length;
    const seen = await frontEnd.run("%%measure\nconst body = 'stays';\nconsole.log(body)");
    assert.equal(seen.status, "ok");
    assert.deepEqual(lines(seen, "stays"), ["stays"]);
    const cards = seen.outputs.filter((output) => output.output_type === "display_data");
    assert.equal(cards.length, 1, JSON.stringify(seen.outputs));
    assert.deepEqual(await printedBy("console.log(body)"), ["stays", ""]);
    assert.equal(frontEnd.strays.length, before);
  });

  await t.step("an object is a result, a block is none, and neither runs twice", async () => {
    const seen = await frontEnd.runAll([
      "let runs = 0; const once = () => { runs++; throw new Error('once') }",
      "{ a: once() }",
      "{ const b = 1; once() }",
      "console.log(runs)",
    ]);
    assert.deepEqual(seen.map(({ status }) => status), ["ok", "error", "error", "ok"]);
    assert.ok(seen[3] && lines(seen[3], "2").length === 1);
  });
});

Deno.test("the kernel: a magic in the very first cell works", timeLimit, async () => {
  await using open = await openKernel();
  const seen = await open.frontEnd.run("%%measure\n1 + 1");
  assert.equal(seen.status, "ok");
  assert.deepEqual(seen.outputs.map(({ output_type }) => output_type).toSorted(), [
    "display_data",
    "execute_result",
  ]);
});

Deno.test(
  "the kernel: a cell that cannot be stopped costs the variables, and says so",
  timeLimit,
  async () => {
    await using open = await openKernel();
    const { kernel, frontEnd } = open;
    await frontEnd.run("const lost = 1");
    // Too long a cell to be looked into, and held by a timer.
    const cell = frontEnd.run(
      `console.log("waiting"); await new Promise((r) => setTimeout(r, 1e6));${" ".repeat(200_000)}`,
    );
    await frontEnd.printed("waiting");
    await kernel.request("control", "interrupt_request");
    assert.equal(
      shownError(await cell),
      "KernelDied: the cell did not stop, so its process was ended: its variables are lost, a new one has started",
    );
    assert.deepEqual(lines(await frontEnd.run("console.log(typeof lost)"), "u"), ["undefined"]);
  },
);

Deno.test.each([
  {
    what: "has names of its own for Deno, Promise and console",
    code: "const Deno = 1, Promise = 2, console = 3",
    shown: [],
  },
  {
    what: "breaks Deno.jupyter",
    code: "Deno.jupyter.broadcast = Deno.jupyter.display = undefined",
    shown: ['"end"'],
  },
  { what: "breaks console and JSON", code: "console.log = JSON.stringify = undefined", shown: ['"end"'] },
  { what: "is 1 MB long", code: `const long = [${"1, ".repeat(330_000)}]; 0`, shown: ['"end"'] },
])("the kernel: a cell that $what ends, and so do the next ones", timeLimit, async ({ code, shown }) => {
  await using open = await openKernel();
  const seen: SeenCell[] = [];
  for (const next of [code, "throw new TypeError('x')", "const = 1", "'end'"]) {
    seen.push(await open.frontEnd.run(next));
  }
  assert.deepEqual(seen.map(({ status }) => status), ["ok", "error", "error", "ok"]);
  assert.deepEqual(seen.slice(1, 3).map((cell) => typeof shownError(cell)), ["string", "string"]);
  assert.deepEqual(
    seen[3]?.outputs.map((output) => output.output_type === "execute_result" && output.data["text/plain"]),
    shown,
  );
});

Deno.test("the kernel: an ended process costs the variables, and the cell says so", timeLimit, async () => {
  await using open = await openKernel();
  const { frontEnd } = open;
  await frontEnd.run("const lost = 1");
  const seen = await frontEnd.run("console.log('last words'); Deno.exit(3)");
  assert.equal(
    shownError(seen),
    "KernelDied: the process of the kernel has ended with exit status 3: its variables are lost, a new one has started",
  );
  assert.equal((await frontEnd.run("typeof lost")).status, "ok");
  assert.deepEqual(lines(await frontEnd.run("console.log(typeof lost)"), "u"), ["undefined"]);
});

Deno.test("the kernel: Stop lets a tracked loop end by itself", timeLimit, async () => {
  await using open = await openKernel();
  const { kernel, frontEnd } = open;
  const imported = await frontEnd.run('import { track } from "jsr:@wattbook/track@^1"; 0');
  assert.equal(imported.status, "ok", JSON.stringify(imported.outputs));
  const cell = frontEnd.run(`{
    await using tracker = await track({ trackingUri: "none", display: "none", place: "BE" });
    console.log("training");
    while (!tracker.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 10));
    console.log("ended by itself");
  }`);
  await frontEnd.printed("training");
  await kernel.request("control", "interrupt_request");
  const seen = await cell;
  assert.deepEqual(lines(seen, "ended"), ["ended by itself"]);
  assert.equal(seen.status, "ok");
});

Deno.test.each(
  [
    { how: "shutdown", end: "ask", then: "" },
    { how: "SIGTERM", end: "SIGTERM", then: "" },
    { how: "SIGKILL", end: "SIGKILL", then: "" },
    { how: "SIGKILL while a cell blocks", end: "SIGKILL", then: "while (true);" },
  ] as const,
)("the kernel's child ends with it: $how", timeLimit, async ({ end, then }) => {
  const mark = crypto.randomUUID();
  const kernel = await startKernel({ command: COMMAND, env: { WATTBOOK_TEST: mark } });
  assert.equal(marked(mark).length, 2);
  // The watchdog of the child is a worker, which needs a second; magics wait for theirs.
  await kernel.execute("%doctor");
  const blocked = kernel.execute(then).catch((error: unknown) => error);
  if (end === "ask") await kernel.shutdown();
  else {
    Deno.kill(kernel.pid, end);
    await kernel.exited;
    await kernel.shutdown();
  }
  for (
    const deadline = performance.now() + 10_000;
    marked(mark).length > 0 && performance.now() < deadline;
  ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(marked(mark), []);
  await blocked;
});

/** Processes that were started with a mark in their environment, and live. */
function marked(mark: string): string[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => {
    try {
      return /^\d+$/.test(name) && Deno.readTextFileSync(`/proc/${name}/environ`).includes(mark);
    } catch {
      // Others' processes, and those that have just ended.
      return false;
    }
  });
}
