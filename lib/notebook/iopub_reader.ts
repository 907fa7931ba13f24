/**
 * A function for a worker, as self-contained text: it reads the kernel's own iopub like any front-end (ZMTP 3.0, SUB).
 * It takes the address and `{ arrived, ready, see }`: called for all that is read, once messages come, and with the
 * frames of each message from its header on. It settles only with an error.
 *
 * The worker's event loop has to stay free: a subscriber that does not read blocks everybody's output.
 *
 * @param isHeldBack Whether the kernel's messages come late unless we say something after each.
 */
export function readIopubSource(isHeldBack: boolean): string {
  return `async ({ hostname, port }, { arrived, ready, see }) => {
    const text = new TextDecoder();
    const connection = await Deno.connect({ hostname, port });
    // What we say has to leave at once: it is the acknowledgement for which the kernel waits.
    connection.setNoDelay(true);
    const write = async (bytes) => {
      for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
    };
    let buffer = new Uint8Array(1 << 16), start = 0, end = 0;
    const take = async (length) => {
      while (end - start < length) {
        if (buffer.length - start < length || end === buffer.length) {
          const larger = length * 2 > buffer.length ? new Uint8Array(length * 2) : buffer;
          larger.set(buffer.subarray(start, end));
          buffer = larger;
          end -= start;
          start = 0;
        }
        const read = await connection.read(buffer.subarray(end));
        if (read === null) throw new Error("the kernel closed the connection");
        end += read;
        arrived();
      }
      start += length;
      return buffer.subarray(start - length, start);
    };
    const frame = async () => {
      const flags = (await take(1))[0];
      let length;
      if (flags & 2) {
        const size = (await take(8)).slice();
        length = Number(new DataView(size.buffer).getBigUint64(0));
      } else length = (await take(1))[0];
      const payload = (await take(length)).slice();
      return { payload, more: (flags & 1) !== 0, command: (flags & 4) !== 0 };
    };
    const greeting = new Uint8Array(64);
    greeting.set([255, 0, 0, 0, 0, 0, 0, 0, 0, 127, 3, 0, 78, 85, 76, 76]);
    await write(greeting);
    await take(64);
    await write(Uint8Array.of(4, 25, 5, 82, 69, 65, 68, 89, 11, 83, 111, 99, 107, 101, 116, 45, 84, 121, 112, 101,
      0, 0, 0, 3, 83, 85, 66));
    await frame();
    await write(Uint8Array.of(0, 1, 1));
    ready();
    for (;;) {
      const frames = [];
      for (let more = true; more;) {
        const next = await frame();
        if (!next.command) frames.push(next.payload);
        more = next.more;
      }
      const at = frames.findIndex((part) => part.length === 9 && text.decode(part) === "<IDS|MSG>");
      if (at >= 0) see(frames.slice(at + 2));
      ${isHeldBack ? "await write(Uint8Array.of(0, 2, 0, 45));" : ""}
    }
  }`;
}
