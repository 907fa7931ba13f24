import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { runWattbook } from "../cli/run_wattbook.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { notebookOf } from "./notebook_of.ts";
import { jupyterServerPeer, kernelGatewayPeer } from "./notebook_servers.ts";

Deno.test(
  "wattbook notebook --where greenest asks real servers where they are, and compare --fleet shows where it ran",
  { timeout: 120_000 },
  async () => {
    await using jupyter = await jupyterServerPeer();
    await using gateway = await kernelGatewayPeer();
    using folder = tempFolder();
    const file = `${folder.path}/train.ipynb`, out = `${folder.path}/out`;
    const cells = [
      { code: "let n = 1;", tags: ["parameters"] },
      `{
  const until = performance.now() + 300;
  while (performance.now() < until);
}`,
    ];
    Deno.writeTextFileSync(file, serialiseNotebook(notebookOf(...cells)));
    const env = { MLFLOW_TRACKING_URI: "", LOGNAME: "ann" };
    // Both kernels say Belgium by their environment; of one we know better.
    const { code, stdout, stderr } = await runWattbook(
      ["notebook", file, "--out", out, "--grid", "n=1,2", "--jobs", "2", "--json"].concat(
        [
          "--server",
          `${jupyter.url}/?token=${jupyter.token}`,
          "--server",
          `${gateway.url}/?token=${gateway.token}`,
        ],
        ["--where", "greenest", "--place", `${gateway.url}=FR`],
      ),
      { env },
    );
    assert.equal(code, 0, stderr);
    const order = stderr.split("\n").filter((line) => /: \d\. /.test(line));
    assert.match(order[0] ?? "", /: 1\. http:\S+: France, \d+(\.\d+)? g\/kWh \(.*\), .*, place by --place$/);
    assert.match(order[1] ?? "", /: 2\. http:\S+: Belgium, \d+ g\/kWh \(.*\), .*, place by environment$/);
    assert.ok(order[0]?.includes(gateway.url) && order[1]?.includes(jupyter.url), stderr);
    const { notebooks } = JSON.parse(stdout);
    const servers = notebooks.map(({ server }: { server: string }) => server);
    assert.deepEqual(servers, [gateway.url, gateway.url]);
    // Its kernels were told: their grams are of France.
    const grams = notebooks.map((
      { emissions_g, energy_j }: { emissions_g: { value: number }; energy_j: { value: number } },
    ) => Math.round(emissions_g.value / energy_j.value * 3.6e6));
    assert.ok(grams.every((perKwh: number) => perKwh < 60), grams.join());

    const fleet = await runWattbook(["compare", "--fleet", "--from", out, "--json"]);
    assert.equal(fleet.code, 0, fleet.stderr);
    const { by_server, by_user, by_notebook } = JSON.parse(fleet.stdout);
    const names = [by_server, by_user, by_notebook].map((groups: { name: string; runs: number }[]) =>
      groups.map(({ name, runs }) => [name, runs])
    );
    assert.deepEqual(names, [[[gateway.url, 2]], [["ann", 2]], [[file, 2]]]);
  },
);
