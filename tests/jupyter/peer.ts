import assert from "node:assert/strict";
import { encodeCommand } from "../../lib/jupyter/frame.ts";

/** A peer on loopback that talks as `talk` says; what it throws fails the test. */
export function peer(talk: (connection: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const done = (async () => {
    using connection = await listener.accept();
    await talk(connection);
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await done;
    },
  };
}

/** Reads that many bytes. */
export async function take(connection: Deno.TcpConn, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const read = await connection.read(bytes.subarray(at));
    assert.notEqual(read, null, "the client has gone");
    at += read ?? 0;
  }
  return bytes;
}

/** Bytes from hexadecimal digits. */
export const hex = (text: string) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
/** What a ZMTP 3.0 server says first. */
export const GREETING = hex("ff00000000000000017f0300" + "4e554c4c".padEnd(104, "0"));
/** READY of a SUB, byte by byte as the specification has it. */
export const READY_SUB = hex("0419" + "055245414459" + "0b536f636b65742d54797065" + "00000003" + "535542");
/** READY of a server. */
export const READY = encodeCommand("READY", []);

/** Shakes hands with a SUB (its subscription is the message of one byte 1) or a DEALER. */
export async function welcome(connection: Deno.TcpConn, type: "SUB" | "DEALER" = "SUB"): Promise<void> {
  await connection.write(GREETING);
  await take(connection, 64);
  const [, length = 0] = await take(connection, 2);
  await take(connection, length);
  await connection.write(READY);
  if (type === "SUB") await take(connection, 3);
}
