import { FLAGS, type Frame } from "./frame.ts";

/** Where bytes come from: reads some into a buffer, `null` at the end. */
export interface ByteSource {
  /** Reads at least one byte. */
  read(buffer: Uint8Array): Promise<number | null>;
}

/** No output of a kernel is as large; a length beyond it means that the stream is out of step. Bytes. */
const LARGEST_FRAME = 2 ** 30;

/** Cuts a byte stream into frames; its buffer grows with the largest message. */
export class FrameReader {
  readonly #source: ByteSource;
  #buffer = new Uint8Array(64 * 1024);
  #start = 0;
  #end = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /**
   * Skips the peer's greeting.
   *
   * @throws {Error} When the peer speaks something else.
   */
  async skipGreeting(): Promise<void> {
    const head = await this.#take(64);
    if (head === undefined || head[0] !== 0xff || head[9] !== 0x7f || (head[10] ?? 0) < 3) {
      throw new Error("the peer does not speak ZMTP 3");
    }
  }

  /**
   * The next frame; `undefined` when the stream has ended.
   *
   * @throws {Error} When the bytes are no frame.
   */
  async frame(): Promise<Frame | undefined> {
    const head = await this.#take(2);
    if (head === undefined) return undefined;
    const [flags = 0, short = 0] = head;
    const more = (flags & FLAGS.more) !== 0, command = (flags & FLAGS.command) !== 0;
    if (flags > 7 || (command && more)) {
      throw new Error(`malformed frame: flags are 0x${flags.toString(16)}, should be 0 to 4 or 6`);
    }
    const length = flags & FLAGS.long ? await this.#longLength(short) : short;
    if (length === undefined) return undefined;
    if (length > LARGEST_FRAME) {
      throw new Error(`malformed frame: length is ${length} bytes, should be at most ${LARGEST_FRAME}`);
    }
    const payload = await this.#take(length);
    return payload && { payload, more, command };
  }

  async #longLength(first: number): Promise<number | undefined> {
    const rest = await this.#take(7);
    if (rest === undefined) return undefined;
    return Number(new DataView(Uint8Array.of(first, ...rest).buffer).getBigUint64(0));
  }

  async #take(length: number): Promise<Uint8Array | undefined> {
    while (this.#end - this.#start < length) {
      this.#makeRoom(length);
      const read = await this.#source.read(this.#buffer.subarray(this.#end));
      if (read === null) return undefined;
      this.#end += read;
    }
    const bytes = this.#buffer.slice(this.#start, this.#start + length);
    this.#start += length;
    return bytes;
  }

  #makeRoom(length: number): void {
    if (this.#buffer.length - this.#start >= Math.max(length, 4096) && this.#end < this.#buffer.length) {
      return;
    }
    const kept = this.#buffer.subarray(this.#start, this.#end);
    const wanted = Math.max(64 * 1024, length * 2);
    const buffer = wanted > this.#buffer.length ? new Uint8Array(wanted) : this.#buffer;
    if (buffer === this.#buffer) buffer.copyWithin(0, this.#start, this.#end);
    else buffer.set(kept);
    this.#buffer = buffer;
    this.#end -= this.#start;
    this.#start = 0;
  }
}
