import assert from "node:assert/strict";
import { encodeCommand, encodeMessage } from "../../lib/jupyter/frame.ts";
import { ZmtpConnection } from "../../lib/jupyter/zmtp.ts";
import { GREETING, hex, peer, READY, READY_SUB, take, welcome } from "./peer.ts";

Deno.test("ZmtpConnection.connect() greets, names its socket and subscribes to everything", async () => {
  await using server = peer(async (connection) => {
    assert.deepEqual(
      await take(connection, 64),
      hex("ff00000000000000007f0300" + "4e554c4c".padEnd(104, "0")),
    );
    await connection.write(GREETING);
    assert.deepEqual(await take(connection, READY_SUB.length), READY_SUB);
    await connection.write(READY);
    assert.deepEqual(await take(connection, 3), hex("000101"));
  });
  using _client = await ZmtpConnection.connect("127.0.0.1", server.port, "SUB");
});

Deno.test("ZmtpConnection.receive() gives messages, leaves out commands, and ends with the peer", async () => {
  await using server = peer(async (connection) => {
    await welcome(connection);
    await connection.write(encodeMessage([hex("61"), hex("62")]));
    await connection.write(encodeCommand("PING", [hex("0000")]));
    await connection.write(encodeMessage([hex("63")]));
  });
  using client = await ZmtpConnection.connect("127.0.0.1", server.port, "SUB");
  assert.deepEqual(await client.receive(), [hex("61"), hex("62")]);
  assert.deepEqual(await client.receive(), [hex("63")]);
  assert.equal(await client.receive(), undefined);
});

Deno.test("ZmtpConnection.send() keeps the order of its calls", async () => {
  await using server = peer(async (connection) => {
    await welcome(connection);
    assert.deepEqual(await take(connection, 300_009), encodeMessage([new Uint8Array(300_000)]));
    assert.deepEqual(await take(connection, 3), hex("000161"));
  });
  using client = await ZmtpConnection.connect("127.0.0.1", server.port, "SUB");
  await Promise.all([client.send([new Uint8Array(300_000)]), client.send([hex("61")])]);
});

Deno.test("ZmtpConnection.receive() refuses a malformed frame", async () => {
  await using server = peer(async (connection) => {
    await welcome(connection);
    await connection.write(hex("ff00"));
  });
  using client = await ZmtpConnection.connect("127.0.0.1", server.port, "SUB");
  await assert.rejects(client.receive(), {
    message: "malformed frame: flags are 0xff, should be 0 to 4 or 6",
  });
});

Deno.test("ZmtpConnection closes without waiting for the peer, as often as asked", async () => {
  const end = Promise.withResolvers<void>();
  await using server = peer(async (connection) => {
    await welcome(connection);
    await end.promise;
  });
  const client = await ZmtpConnection.connect("127.0.0.1", server.port, "SUB");
  const pending = client.receive();
  client[Symbol.dispose]();
  client[Symbol.dispose]();
  assert.equal(await pending, undefined);
  end.resolve();
});

Deno.test.each([
  { what: "another protocol", first: new TextEncoder().encode("SSH-2.0-OpenSSH".padEnd(64)), then: hex("") },
  { what: "a refusal", first: GREETING, then: encodeCommand("ERROR", [hex("02"), hex("6e6f")]) },
  { what: "a message before READY", first: GREETING, then: hex("000161") },
  { what: "nothing at all", first: hex(""), then: hex("") },
])("ZmtpConnection.connect() refuses $what and says so", async ({ what, first, then }) => {
  await using server = peer(async (connection) => {
    await connection.write(first);
    await take(connection, 64);
    await connection.write(then);
  });
  const why = {
    "another protocol": "the peer does not speak ZMTP 3",
    "a refusal": 'the peer\'s first command is "ERROR", should be "READY": no',
    "a message before READY": 'the peer\'s first command is "", should be "READY"',
    "nothing at all": "the peer does not speak ZMTP 3",
  }[what];
  await assert.rejects(ZmtpConnection.connect("127.0.0.1", server.port, "SUB"), {
    message: `Cannot connect to 127.0.0.1:${server.port}: ${why}`,
  });
});

Deno.test("ZmtpConnection.connect() leaves ConnectionRefused as it is: it means not yet", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await assert.rejects(ZmtpConnection.connect("127.0.0.1", port, "SUB"), Deno.errors.ConnectionRefused);
});
