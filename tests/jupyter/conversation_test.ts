import assert from "node:assert/strict";
import { Conversation } from "../../lib/jupyter/conversation.ts";
import { Signer } from "../../lib/jupyter/message.ts";
import { KernelProcess } from "../../lib/jupyter/process.ts";
import { ZmtpConnection } from "../../lib/jupyter/zmtp.ts";
import { hex, peer, take, welcome } from "./peer.ts";

const LIMIT = { timeout: 30_000 };

/** A process that lives and answers nothing; the peers speak in its place. */
function deafProcess(): KernelProcess {
  return new KernelProcess([Deno.execPath(), "eval", "setInterval(() => {}, 1000)"], undefined, {}, () => {});
}

Deno.test("Conversation.request() fails at once when the kernel's stream is out of step", LIMIT, async () => {
  const asked = Promise.withResolvers<void>(), over = Promise.withResolvers<void>();
  await using shellPeer = peer(async (connection) => {
    await welcome(connection, "DEALER");
    await take(connection, 1);
    asked.resolve();
    await over.promise;
  });
  await using controlPeer = peer(async (connection) => {
    await welcome(connection, "DEALER");
    await over.promise;
  });
  await using iopubPeer = peer(async (connection) => {
    await welcome(connection);
    await asked.promise;
    await connection.write(hex("ff00"));
    await over.promise;
  });
  const connect = (port: number, type: "SUB" | "DEALER") => ZmtpConnection.connect("127.0.0.1", port, type);
  const shell = await connect(shellPeer.port, "DEALER"), control = await connect(controlPeer.port, "DEALER");
  const iopub = await connect(iopubPeer.port, "SUB");
  const channels = {
    shell,
    control,
    iopub,
    [Symbol.dispose]: () => [shell, control, iopub].forEach((one) => one[Symbol.dispose]()),
  };
  const process = deafProcess();
  const conversation = new Conversation(process, channels, new Signer("key"), () => {});
  const message =
    "Cannot hear the kernel on iopub any more: malformed frame: flags are 0xff, should be 0 to 4 or 6";
  await assert.rejects(conversation.execute("1", false), { message });
  await assert.rejects(conversation.request("shell", "kernel_info_request"), { message });
  process.kill();
  await process.exited;
  await conversation[Symbol.asyncDispose]();
  over.resolve();
});
