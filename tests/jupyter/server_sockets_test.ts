import assert from "node:assert/strict";
import { encodeCommand } from "../../lib/jupyter/frame.ts";
import { Publisher } from "../../lib/jupyter/publisher.ts";
import { Responder } from "../../lib/jupyter/responder.ts";
import { Router } from "../../lib/jupyter/router.ts";
import { ZmtpConnection } from "../../lib/jupyter/zmtp.ts";
import { GREETING, hex, READY, take } from "./peer.ts";

const LOOPBACK = { hostname: "127.0.0.1", port: 0 };
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);

Deno.test("Router gives each message the identity of its peer, and sends replies there only", async () => {
  const arrived: (readonly Uint8Array[])[] = [];
  const both = Promise.withResolvers<void>();
  await using router = new Router(LOOPBACK, (frames) => {
    arrived.push(frames);
    if (arrived.length === 2) both.resolve();
  });
  using anna = await ZmtpConnection.connect("127.0.0.1", router.port, "DEALER", "anna");
  using ben = await ZmtpConnection.connect("127.0.0.1", router.port, "DEALER");
  await anna.send([bytes("question"), bytes("a")]);
  await ben.send([bytes("question"), bytes("b")]);
  await both.promise;
  const fromAnna = arrived.find(([, , content]) => text(content) === "a") ?? [];
  const fromBen = arrived.find(([, , content]) => text(content) === "b") ?? [];
  assert.equal(text(fromAnna[0]), "anna");
  assert.equal(fromBen[0]?.length, 5);
  assert.equal(fromBen[0]?.[0], 0);
  await router.send([fromBen[0] ?? bytes(""), bytes("for ben")]);
  await router.send([bytes("nobody"), bytes("lost")]);
  await router.send([bytes("anna"), bytes("for anna")]);
  assert.deepEqual((await ben.receive())?.map(text), ["for ben"]);
  assert.deepEqual((await anna.receive())?.map(text), ["for anna"]);
});

Deno.test("Router goes on when a peer speaks another protocol", async () => {
  const arrived = Promise.withResolvers<readonly Uint8Array[]>();
  await using router = new Router(LOOPBACK, arrived.resolve);
  {
    using scanner = await Deno.connect({ hostname: "127.0.0.1", port: router.port });
    await scanner.write(bytes("GET / HTTP/1.1\r\n".padEnd(64)));
    while (await scanner.read(new Uint8Array(100)) !== null);
  }
  using peer = await ZmtpConnection.connect("127.0.0.1", router.port, "DEALER");
  await peer.send([bytes("still here")]);
  assert.equal(text((await arrived.promise)[1]), "still here");
});

Deno.test("Publisher sends by subscription, and greets a new one", async () => {
  await using publisher = new Publisher(LOOPBACK, (topic) => [topic, bytes("welcome")]);
  using all = await ZmtpConnection.connect("127.0.0.1", publisher.port, "SUB");
  assert.deepEqual((await all.receive())?.map(text), ["", "welcome"]);
  using some = await subscriber(publisher.port, "01" + "61");
  assert.deepEqual((await some.receive())?.map(text), ["a", "welcome"]);
  publisher.send([bytes("abc"), bytes("1")]);
  publisher.send([bytes("b"), bytes("2")]);
  publisher.send([bytes("a"), bytes("3")]);
  const received = async (connection: ZmtpConnection) => text((await connection.receive())?.[1]);
  assert.deepEqual([await received(all), await received(all), await received(all)], ["1", "2", "3"]);
  assert.deepEqual([await received(some), await received(some)], ["1", "3"]);
});

Deno.test("Publisher does not wait for a subscriber that does not read", async () => {
  await using publisher = new Publisher(LOOPBACK, () => []);
  using _lazy = await subscriber(publisher.port, "01");
  using eager = await ZmtpConnection.connect("127.0.0.1", publisher.port, "SUB");
  const large = new Uint8Array(4_000_000);
  let count = 0;
  // Until the subscriptions have arrived nothing is sent to them.
  const reading = (async () => {
    while (count < 5) count += (await eager.receive())?.[1]?.length === large.length ? 1 : 0;
  })();
  while (count < 5) {
    publisher.send([bytes(""), large]);
    await publisher.flushed(20);
  }
  await reading;
  assert.equal(count, 5);
});

Deno.test("Responder sends back what it got", async () => {
  await using responder = new Responder(LOOPBACK);
  using client = await ZmtpConnection.connect("127.0.0.1", responder.port, "REQ");
  await client.send([new Uint8Array(), bytes("ping")]);
  assert.deepEqual((await client.receive())?.map(text), ["", "ping"]);
});

Deno.test("a socket answers PING with PONG and the same context (ZMTP 3.1)", async () => {
  await using responder = new Responder(LOOPBACK);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: responder.port });
  await connection.write(GREETING);
  await take(connection, 64);
  await connection.write(READY);
  const [, length = 0] = await take(connection, 2);
  await take(connection, length);
  await connection.write(encodeCommand("PING", [hex("0000"), bytes("ctx")]));
  assert.deepEqual(await take(connection, 10), encodeCommand("PONG", [bytes("ctx")]));
});

/** A SUB with one subscription of our own making. */
async function subscriber(port: number, frame: string): Promise<ZmtpConnection> {
  const connection = await ZmtpConnection.connect("127.0.0.1", port, "DEALER");
  await connection.send([hex(frame)]);
  return connection;
}
