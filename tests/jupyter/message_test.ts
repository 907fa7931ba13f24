import assert from "node:assert/strict";
import { type Message, newMessage, Signer } from "../../lib/jupyter/message.ts";
import { randomBytes, seeded } from "./random_bytes.ts";

const text = (value: string) => new TextEncoder().encode(value);
const HEADER = '{"msg_id":"1","msg_type":"status","session":"s","username":"u",' +
  '"date":"2026-01-02T03:04:05.000Z","version":"5.3"}';
const PARTS = [HEADER, "{}", "{}", '{"execution_state":"idle"}'];
/** Python: hmac.new(b"a-secret-key", b"".join(parts), "sha256").hexdigest() */
const DIGEST = "3481ffed5f5c6e6e6df634782c2f155daf25563eea4d4b47346b5ca1714151b7";

const MESSAGE: Message = {
  header: {
    msg_id: "1",
    msg_type: "status",
    session: "s",
    username: "u",
    date: "2026-01-02T03:04:05.000Z",
    version: "5.3",
  },
  parent: {},
  metadata: {},
  content: { execution_state: "idle" },
  buffers: [],
};

function frames(signature: string, parts: readonly string[] = PARTS): Uint8Array[] {
  return ["some peer", "<IDS|MSG>", signature, ...parts].map(text);
}

Deno.test("Signer.encode() signs as Python's hmac does", () => {
  const signer = new Signer("a-secret-key");
  const encoded = (signer.encode(MESSAGE)).map((frame) => new TextDecoder().decode(frame));
  assert.deepEqual(encoded, ["<IDS|MSG>", DIGEST, ...PARTS]);
});

Deno.test("Signer.decode() reads what Python signed, behind any number of identities", () => {
  const signer = new Signer("a-secret-key");
  assert.deepEqual(signer.decode(frames(DIGEST)), MESSAGE);
  assert.deepEqual(signer.decode(frames(DIGEST).slice(1)), MESSAGE);
});

Deno.test("Signer.decode() keeps the buffers, which are not signed", () => {
  const signer = new Signer("a-secret-key");
  const { buffers } = signer.decode([...frames(DIGEST), Uint8Array.of(1, 2), Uint8Array.of()]);
  assert.deepEqual(buffers, [Uint8Array.of(1, 2), Uint8Array.of()]);
});

Deno.test.each([
  { what: "a digit off", signature: DIGEST.replace(/.$/, "8") },
  { what: "half a signature", signature: DIGEST.slice(0, 32) },
  { what: "a signature with something around it", signature: `x${DIGEST}` },
  { what: "no signature", signature: "" },
])("Signer.decode() refuses $what", ({ signature }) => {
  const signer = new Signer("a-secret-key");
  assert.throws(() => signer.decode(frames(signature)), {
    message: "Cannot read message: invalid signature",
  });
});

Deno.test("Signer.decode() refuses a part that was changed", () => {
  const signer = new Signer("a-secret-key");
  const changed = [HEADER, "{}", "{}", '{"execution_state":"busy"}'];
  assert.throws(() => signer.decode(frames(DIGEST, changed)), /invalid signature/);
});

Deno.test.each([
  { parts: ["{}", "{}", "{}"], message: "Cannot read message: 6 frames without" },
  { parts: ["{}", "{}", "{}", "{"], message: "Cannot read message: its content is no JSON" },
  {
    parts: ["{}", "[]", "{}", "{}"],
    message: "Cannot read message: its parent header is [], should be an object",
  },
  { parts: ["7", "{}", "{}", "{}"], message: "Cannot read message: its header is 7, should be an object" },
])("Signer.decode() says what is wrong with $parts", ({ parts, message }) => {
  const unsigned = new Signer("");
  assert.throws(
    () => unsigned.decode(frames("", parts)),
    (error: unknown) => error instanceof Error && error.message.startsWith(message),
  );
});

Deno.test("newMessage() has an id of its own and the time", () => {
  const [a, b] = [newMessage("status", {}, "s"), newMessage("status", {}, "s")];
  assert.notEqual(a.header.msg_id, b.header.msg_id);
  assert.equal(new Date(a.header.date).toISOString(), a.header.date);
});

Deno.test("Signer.decode() reads or refuses 200,000 random messages, and never does anything else", () => {
  const below = seeded(3);
  const unsigned = new Signer("");
  const pieces = [HEADER, "{}", "[]", "{", "null", '{"a":"\\ud800"}', "", "<IDS|MSG>", "\u0000"];
  let refused = 0, read = 0;
  for (let n = 0; n < 200_000; n++) {
    const parts = Array.from(
      { length: below(8) },
      () => below(8) === 0 ? randomBytes(below(20), below) : text(pieces[below(pieces.length)] ?? ""),
    );
    if (below(4) > 0) parts.unshift(text("<IDS|MSG>"), text(""), text("{}"), text("{}"));
    try {
      const message = unsigned.decode(parts);
      assert.equal(typeof message.header.msg_type, "string");
      read++;
    } catch (error) {
      assert.match(error instanceof Error ? error.message : "", /^Cannot read message: /);
      refused++;
    }
  }
  assert.ok(refused > 500 && read > 500, `${refused} refused, ${read} read`);
});
