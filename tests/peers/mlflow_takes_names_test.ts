import assert from "node:assert/strict";
import { cleanKey, safeArtifactPath } from "../../lib/sinks/mlflow/limits.ts";
import { seeded } from "../fixtures/seeded.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { peerTest } from "./peer.ts";

const PIECES = [
  ..."aZ9_-./\\: %#?*<>|\"'+=@~\n\0\t",
  ..."éß₂½Ⅷ٣ʰ字🌍\u{1D4B3}\u200d\u00a0",
  ...["..", "//", "e\u0301", "हि", "\ud800", "%2e%2e", "%00", "file:", "C:", "...", ". ."],
];

/** Names of up to 8 pieces, and some of up to 400. */
function* names(): Generator<string> {
  const random = seeded(20_261_125);
  for (let at = 0; at < 10_000; at++) {
    const pieces = 1 + Math.floor(random() * (at % 50 === 0 ? 400 : 8));
    yield Array.from({ length: pieces }, () => PIECES[Math.floor(random() * PIECES.length)]).join("");
  }
}

peerTest("cleanKey() and safeArtifactPath() make names that MLflow takes, of any text", async () => {
  const mlflow = await mlflowPython();
  using folder = tempFolder();
  const all = [...names()], keys = all.map(cleanKey), artifacts = all.map(safeArtifactPath);
  assert.deepEqual(keys.map(cleanKey), keys);
  Deno.writeTextFileSync(`${folder.path}/names.json`, JSON.stringify({ keys, artifacts }));
  assert.deepEqual(await mlflow.read("check_names.py", `${folder.path}/names.json`), []);
});
