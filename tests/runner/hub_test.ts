import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { runWattbook } from "../cli/run_wattbook.ts";
import { jupyterHubPeer } from "./hub_peer.ts";
import { notebookOf } from "./notebook_of.ts";

Deno.test("wattbook notebook --server runs on the server of a JupyterHub user, measured there", {
  timeout: 240_000,
}, async () => {
  await using hub = await jupyterHubPeer("ada");
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-hub-" });
  try {
    const notebook = notebookOf(
      "const until = performance.now() + 300; while (performance.now() < until); Deno.cwd()",
    );
    Deno.writeTextFileSync(`${folder}/work.ipynb`, serialiseNotebook(notebook));
    const run = (token: string, out: string) =>
      runWattbook(["notebook", "work.ipynb", "--server", hub.url, "--out", out], {
        cwd: folder,
        env: { MLFLOW_TRACKING_URI: "none", JUPYTER_TOKEN: token },
      });
    const done = await run(hub.token, "out");
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^work +ok +127\.0\.0\.1:\d+\/user\/ada +1\/1 .* BE$/m);
    assert.match(Deno.readTextFileSync(`${folder}/out/work.ipynb`), /\/ada\\?"/);
    const refused = await run("not-hers", "other");
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /^wattbook notebook: work: Cannot use http:\S+\/user\/ada\/: it answered 403, the token/m,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
