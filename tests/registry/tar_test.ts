import { deepStrictEqual, rejects } from "node:assert/strict";
import { readTar } from "./tar.ts";

/** One entry as ustar writes it: a header of 512 bytes, the content, zeros up to the next block. */
function entry(path: string, content: string, kind = "0", prefix = ""): Uint8Array {
  const body = new TextEncoder().encode(content);
  const block = new Uint8Array(512 + Math.ceil(body.length / 512) * 512);
  const put = (text: string, at: number) => block.set(new TextEncoder().encode(text), at);
  put(path, 0);
  put(body.length.toString(8).padStart(11, "0"), 124);
  put(kind, 156);
  put("ustar", 257);
  put(prefix, 345);
  block.set(body, 512);
  return block;
}

function gzipped(...blocks: Uint8Array[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob(blocks.map((block) => block.slice())).stream().pipeThrough(new CompressionStream("gzip"));
}

Deno.test("readTar() reads files of any length, long paths, and passes over folders", async () => {
  const end = new Uint8Array(1024);
  const archive = gzipped(
    entry("mod.ts", "export {};"),
    entry("lib/", "", "5"),
    entry("a.ts", "é".repeat(256)),
    entry("empty.ts", ""),
    entry("deep.ts", "x".repeat(513), "0", "lib/folder"),
    end,
  );
  const files = Array.from(
    await readTar(archive),
    ([path, content]) => [path, new TextDecoder().decode(content)],
  );
  deepStrictEqual(files, [
    ["mod.ts", "export {};"],
    ["a.ts", "é".repeat(256)],
    ["empty.ts", ""],
    ["lib/folder/deep.ts", "x".repeat(513)],
  ]);
});

Deno.test("readTar() refuses an archive that is cut short, and links", async () => {
  await rejects(
    readTar(gzipped(entry("mod.ts", "x".repeat(600)).subarray(0, 1024))),
    /"mod\.ts" has 512 of 600 bytes/,
  );
  await rejects(readTar(gzipped(entry("mod.ts", "", "2"))), /"mod\.ts" is of kind "2"/);
});
