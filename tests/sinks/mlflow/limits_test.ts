import assert from "node:assert/strict";
import { cleanKey, cutText, renamedKeys, safeArtifactPath } from "../../../lib/sinks/mlflow/limits.ts";

Deno.test.each([
  ["loss", "loss"],
  ["energy/share_j", "energy/share_j"],
  ["CO₂ é/x: 1.5-b", "CO₂ é/x: 1.5-b"],
  // "é" as e and a combining accent, which Python counts as no letter.
  ["e\u0301", "\u00e9"],
  ["gpu%", "gpu_"],
  ["<b>🌍</b>", "_b___/b_"],
  ["a//b", "a/b"],
  ["/a/", "a"],
  ["../a/../b/./c", "a/b/c"],
  ["..a", "a"],
  ["a..b", "a..b"],
  [".hidden", ".hidden"],
  ["...", "_"],
  [" ./a", "a"],
  ["x".repeat(248) + "/.b", "x".repeat(248)],
  [" a ", "a"],
  ["a/ /b", "a/b"],
  ["a\nb\0c", "a_b_c"],
  ["", "_"],
  ["..", "_"],
  ["///", "_"],
  ["x".repeat(300), "x".repeat(250)],
  ["x".repeat(249) + "/y", "x".repeat(249)],
  ["x".repeat(249) + "\u{1D4B3}", "x".repeat(249)],
])("cleanKey(%j) is %j", (key, expected) => {
  assert.equal(cleanKey(key), expected);
  assert.equal(cleanKey(expected), expected);
});

Deno.test("renamedKeys() tells only of the keys that had to change", () => {
  assert.deepEqual(renamedKeys(["a", "b%", "c//d"]), { "b%": "b_", "c//d": "c/d" });
});

Deno.test.each([
  ["abc", 3, "abc"],
  ["abc", 2, "ab"],
  ["a🌍", 2, "a"],
  ["a🌍", 3, "a🌍"],
])("cutText(%j, %d) is %j", (text, length, expected) => {
  assert.equal(cutText(text, length), expected);
});

Deno.test.each([
  ["report.html", "report.html"],
  ["deep/er/plot é.png", "deep/er/plot é.png"],
  ["/etc/passwd", "etc/passwd"],
  ["./a//b/", "a/b"],
  ["a\\b", "a/b"],
  ["", "_"],
  ["/", "_"],
  [".gitignore", ".gitignore"],
])("safeArtifactPath(%j) is %j", (path, expected) => {
  assert.equal(safeArtifactPath(path), expected);
});

Deno.test.each([
  ["../../x", /^_-[0-9a-f]{8}\/_-[0-9a-f]{8}\/x$/],
  ["a/../b", /^a\/_-[0-9a-f]{8}\/b$/],
  ["..a", /^_a-[0-9a-f]{8}$/],
  ["100 %.png", /^100 _-[0-9a-f]{8}\.png$/],
  [" a ", /^_a_-[0-9a-f]{8}$/],
  ["c:/x", /^c_-[0-9a-f]{8}\/x$/],
  ["a\nb\0", /^a_b_-[0-9a-f]{8}$/],
  ["字".repeat(5000) + ".html", /^字{66}-[0-9a-f]{8}\.html$/],
  ["a/".repeat(5000), /^(?:a_)+a?-[0-9a-f]{8}$/],
])("safeArtifactPath(%j) keeps inside the folder and within a file system's lengths", (path, expected) => {
  const safe = safeArtifactPath(path);
  assert.match(safe, expected);
  for (const part of safe.split("/")) assert.ok(new TextEncoder().encode(part).length <= 255, part);
});

Deno.test("safeArtifactPath() never makes one file of two names", () => {
  const names = ["a?b", "a*b", "a_b", "a%b", "x".repeat(300) + "1.png", "x".repeat(300) + "2.png"];
  assert.equal(new Set(names.map(safeArtifactPath)).size, names.length);
});
