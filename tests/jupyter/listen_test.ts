import assert from "node:assert/strict";
import { encodeMessage } from "../../lib/jupyter/frame.ts";
import { listen } from "../../lib/jupyter/listen.ts";
import { newMessage, Signer } from "../../lib/jupyter/message.ts";
import { ZmtpConnection } from "../../lib/jupyter/zmtp.ts";
import { hex, peer, welcome } from "./peer.ts";

const LIMIT = { timeout: 20_000 };

Deno.test("listen() drops what is not signed with our key or is no message, and goes on", LIMIT, async () => {
  const ours = new Signer("our key"), other = new Signer("other key");
  const message = (text: string) => newMessage("stream", { text }, "s");
  await using server = peer(async (connection) => {
    await welcome(connection);
    await connection.write(encodeMessage(await ours.encode(message("first"))));
    await connection.write(encodeMessage(await other.encode(message("forged"))));
    await connection.write(encodeMessage([hex("61"), hex("62")]));
    await connection.write(encodeMessage(await ours.encode(message("second"))));
  });
  using client = await ZmtpConnection.connect("127.0.0.1", server.port, "SUB");
  const heard: unknown[] = [];
  await listen(client, ours, ({ content }) => heard.push(content["text"]));
  assert.deepEqual(heard, ["first", "second"]);
});

Deno.test("listen() fails where the stream is out of step", LIMIT, async () => {
  const signer = new Signer("our key");
  await using server = peer(async (connection) => {
    await welcome(connection);
    await connection.write(encodeMessage(signer.encode(newMessage("status", {}, "s"))));
    await connection.write(hex("10000000"));
  });
  using client = await ZmtpConnection.connect("127.0.0.1", server.port, "SUB");
  let heard = 0;
  await assert.rejects(listen(client, signer, () => heard++), /^Error: malformed frame/);
  assert.equal(heard, 1);
});
