import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { startKernel } from "../../lib/jupyter/client.ts";
import type { KernelServer } from "../../lib/runner/jupyter_server.ts";
import { serverPlace } from "../../lib/runner/server_place.ts";
import { thisMachine } from "../../lib/runner/this_machine.ts";

const signal = new AbortController().signal;
const host = realHost({ environment: {}, root: "/nowhere", timeZone: "Europe/Paris" });

/** A server as another machine would be one: only its kernels know where they are. */
const elsewhere = (env: Record<string, string>): KernelServer => ({
  name: "http://elsewhere",
  start: (_, options, cwd) => startKernel({ cwd, env, signal: options.signal }),
});

Deno.test("serverPlace() asks a kernel where it is", { timeout: 60_000 }, async () => {
  const france = await serverPlace(elsewhere({ WATTBOOK_PLACE: "FR" }), { host, signal });
  assert.deepEqual([france.intensity?.zone, france.why], ["FR", "by environment"]);
  const utc = await serverPlace(elsewhere({ WATTBOOK_PLACE: "", TZ: "UTC" }), { host, signal });
  assert.equal(utc.intensity, undefined);
  assert.match(utc.why, /^(The place is not known|This machine is in)/);
});

Deno.test("serverPlace() of this machine starts no kernel, and a named place counts first", async () => {
  const here = await serverPlace(thisMachine(), { host, signal });
  assert.deepEqual([here.intensity?.zone, here.why, here.live], ["FR", "by time zone", "auto"]);
  const named = await serverPlace(thisMachine({}, "gb:GB"), { host, signal });
  assert.deepEqual([named.intensity?.zone, named.why, named.live], ["GB", "by --place", "gb"]);
  await assert.rejects(
    serverPlace(thisMachine({}, "Nowhere"), { host, signal }),
    /^RangeError: Unknown place/,
  );
});
