import assert from "node:assert/strict";
import { encodeCommand, encodeMessage, readCommand } from "../../lib/jupyter/frame.ts";
import { type ByteSource, FrameReader } from "../../lib/jupyter/frame_reader.ts";
import { randomBytes, seeded } from "./random_bytes.ts";

/** Bytes that arrive in pieces of the given size. */
function source(bytes: Uint8Array, piece = Infinity): ByteSource {
  let at = 0;
  return {
    read(buffer) {
      if (at >= bytes.length) return Promise.resolve(null);
      const part = bytes.subarray(at, at + Math.min(piece, buffer.length));
      buffer.set(part);
      at += part.length;
      return Promise.resolve(part.length);
    },
  };
}

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

Deno.test("encodeMessage() writes flags, length and content of each frame", () => {
  // "MORE, 2 bytes, ab; MORE, nothing; last, 1 byte, c", by the grammar of rfc.zeromq.org/spec/23
  const frames = [hex("6162"), hex(""), hex("63")];
  assert.deepEqual(encodeMessage(frames), hex("01026162" + "0100" + "000163"));
});

Deno.test("encodeMessage() writes the length of a long frame in eight bytes", () => {
  const [short, long] = [encodeMessage([bytes(255, 7)]), encodeMessage([bytes(256, 7), hex("61")])];
  assert.deepEqual(short.subarray(0, 2), hex("00ff"));
  assert.deepEqual(long.subarray(0, 9), hex("030000000000000100"));
  assert.deepEqual(long.subarray(9 + 256), hex("000161"));
});

Deno.test("encodeCommand() and readCommand() agree on READY", () => {
  const command = encodeCommand("READY", [hex("0102")]);
  assert.deepEqual(command, hex("0408" + "055245414459" + "0102"));
  const { name, body } = readCommand({ payload: command.subarray(2), more: false, command: true });
  assert.deepEqual([name, body], ["READY", hex("0102")]);
  assert.equal(readCommand({ payload: command.subarray(2), more: false, command: false }).name, "");
  assert.equal(readCommand({ payload: hex("0952"), more: false, command: true }).name, "");
});

Deno.test.each([{ piece: 1 }, { piece: 3 }, { piece: 4096 }, { piece: Infinity }])(
  "FrameReader cuts the same frames out of pieces of $piece bytes",
  async ({ piece }) => {
    const stream = hex("0102" + "6162" + "0400" + "0203e8".replace("03e8", "00000000000003e8"));
    const reader = new FrameReader(source(Uint8Array.of(...stream, ...bytes(1000, 9)), piece));
    assert.deepEqual(await reader.frame(), { payload: hex("6162"), more: true, command: false });
    assert.deepEqual(await reader.frame(), { payload: hex(""), more: false, command: true });
    assert.deepEqual(await reader.frame(), { payload: bytes(1000, 9), more: false, command: false });
    assert.equal(await reader.frame(), undefined);
  },
);

Deno.test("FrameReader reads a frame that is larger than its buffer, and the one behind it", async () => {
  const large = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
  const reader = new FrameReader(source(encodeMessage([large, hex("61")]), 70_000));
  assert.deepEqual((await reader.frame())?.payload, large);
  assert.deepEqual((await reader.frame())?.payload, hex("61"));
});

Deno.test.each([
  {
    what: "an unknown flag",
    stream: "0800",
    message: "malformed frame: flags are 0x8, should be 0 to 4 or 6",
  },
  {
    what: "a command with more",
    stream: "0500",
    message: "malformed frame: flags are 0x5, should be 0 to 4 or 6",
  },
  {
    what: "an absurd length",
    stream: "020000000100000000",
    message: "malformed frame: length is 4294967296 bytes, should be at most 1073741824",
  },
])("FrameReader refuses $what", async ({ stream, message }) => {
  await assert.rejects(new FrameReader(source(hex(stream))).frame(), { message });
});

Deno.test("FrameReader ends quietly where the peer has gone in the middle of a frame", async () => {
  for (const stream of ["", "00", "0005", "00056162", "02000000"]) {
    assert.equal(await new FrameReader(source(hex(stream))).frame(), undefined);
  }
});

Deno.test("FrameReader.skipGreeting() accepts ZMTP 3.1 and refuses ZMTP 2 and other protocols", async () => {
  const greeting = (version: string) => hex(`ff00000000000000017f${version}`.padEnd(128, "0"));
  await new FrameReader(source(greeting("0301"), 10)).skipGreeting();
  for (
    const other of [
      greeting("01"),
      new TextEncoder().encode("HTTP/1.1 400 Bad Request".padEnd(64)),
      hex("ff"),
    ]
  ) {
    await assert.rejects(new FrameReader(source(other)).skipGreeting(), {
      message: "the peer does not speak ZMTP 3",
    });
  }
});

Deno.test("FrameReader gives back 5,000 random messages in random pieces", async () => {
  const below = seeded(1);
  for (let n = 0; n < 5000; n++) {
    const frames = Array.from({ length: 1 + below(4) }, () => randomBytes(below(600), below));
    const reader = new FrameReader(source(encodeMessage(frames), 1 + below(700)));
    for (const [index, frame] of frames.entries()) {
      assert.deepEqual(await reader.frame(), {
        payload: frame,
        more: index < frames.length - 1,
        command: false,
      });
    }
    assert.equal(await reader.frame(), undefined);
  }
});

Deno.test("FrameReader ends or refuses on 200,000 random streams, and never does anything else", async () => {
  const below = seeded(2);
  let refused = 0, read = 0;
  for (let n = 0; n < 200_000; n++) {
    const reader = new FrameReader(source(randomBytes(below(40), below), 1 + below(10)));
    try {
      while (await reader.frame() !== undefined) read++;
    } catch (error) {
      assert.match(error instanceof Error ? error.message : "", /^malformed frame: /);
      refused++;
    }
  }
  // Both ways were taken often, or the streams were no test.
  assert.ok(refused > 1000 && read > 1000, `${refused} refused, ${read} read`);
});
