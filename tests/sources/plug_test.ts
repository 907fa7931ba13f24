import assert from "node:assert/strict";
import { openPlug } from "../../lib/sources/plug.ts";
import type { Reading, Source } from "../../lib/sources/source.ts";
import { loopbackMeter, until } from "../fixtures/loopback_meter.ts";
import { sampled } from "../fixtures/sampled.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

/** The answer of a Shelly Plus Plug S to Switch.GetStatus, as its documentation shows it. */
const SHELLY = {
  id: 0,
  source: "WS_in",
  output: true,
  apower: 112.5,
  voltage: 229.9,
  current: 0.51,
  aenergy: { total: 1234.567, by_minute: [0, 0, 0], minute_ts: 1_626_935_779 },
  temperature: { tC: 53.3, tF: 127.9 },
};

/** The answer of a Shelly Plug S of the first generation to /meter/0. */
const SHELLY_GEN1 = {
  power: 80.25,
  overpower: 0,
  is_valid: true,
  timestamp: 1_700_000_000,
  counters: [1, 2, 3],
  total: 99,
};

/** The answer of Tasmota to Status 8. */
const TASMOTA = {
  StatusSNS: {
    Time: "2026-11-01T12:00:00",
    ENERGY: { Total: 3.185, Yesterday: 3.058, Power: 64, Voltage: 230 },
  },
};

/** The plug that a variable names, with the real time. */
function plugAt(variable: string) {
  const machine = fakeMachine("vm", { environment: { WATTBOOK_PLUG: variable }, epochMs: Date.now });
  const { sources, leftOut } = openPlug(machine.host);
  const [source] = sources as (Source & AsyncDisposable)[];
  return {
    source,
    leftOut,
    async [Symbol.asyncDispose]() {
      await source?.[Symbol.asyncDispose]();
      machine[Symbol.dispose]();
    },
  };
}

/** The first reading that is there. */
async function firstReading(source: Source | undefined): Promise<Reading | undefined> {
  let reading: Reading | undefined;
  await until(() => {
    try {
      reading = source?.read();
      return true;
    } catch {
      // It has not answered yet.
      return false;
    }
  }, "an answer");
  return reading;
}

Deno.test("openPlug() reads a Shelly of the second generation: watt hours as joules", async () => {
  await using meter = loopbackMeter({ "/rpc/Switch.GetStatus?id=0": SHELLY });
  await using plug = plugAt(`shelly://${meter.address}`);
  const reading = await firstReading(plug.source);
  assert.equal(reading?.kind, "counter");
  // 1,234.567 Wh · 3600.
  assert.equal(reading?.kind === "counter" && reading.energy.toFixed(1), "4444441.2");
  assert.deepEqual(plug.source?.device, {
    id: `plug:${meter.address}/0`,
    part: "machine",
    label: `Smart plug at ${meter.address}`,
  });
  assert.deepEqual([plug.source?.periodS, plug.source?.quantumJ], [2, 3.6]);
});

Deno.test("openPlug() reads a Shelly of the first generation with a password, second outlet: watts", async () => {
  await using meter = loopbackMeter({ "/meter/1": SHELLY_GEN1 });
  await using plug = plugAt(`shelly-gen1://admin:s%C3%A4cret@${meter.address}/1`);
  assert.deepEqual(await firstReading(plug.source), { kind: "power", power: 80.25 });
  // "admin:säcret" in UTF-8, base64.
  assert.equal(meter.asked[0]?.authorization, "Basic YWRtaW46c8OkY3JldA==");
});

Deno.test("openPlug() reads Tasmota: watts", async () => {
  await using meter = loopbackMeter({ "/cm?cmnd=Status%208": TASMOTA });
  await using plug = plugAt(`tasmota://${meter.address}`);
  assert.deepEqual(await firstReading(plug.source), { kind: "power", power: 64 });
  assert.equal(plug.source?.kind, "power");
  assert.equal(plug.source && sampled(plug.source), 64);
});

Deno.test.each([
  { what: "HTML", answer: "<html>login</html>", words: "its answer is no JSON of such a device" },
  { what: "another JSON", answer: { hello: 1 }, words: "its answer is no JSON of such a device" },
  {
    what: "text for a number",
    answer: { aenergy: { total: "n/a" } },
    words: "its answer holds no such number",
  },
  {
    what: "less than nothing",
    answer: { aenergy: { total: -1 } },
    words: "it tells -3600, less than nothing",
  },
  { what: "429", answer: new Response("slow down", { status: 429 }), words: "it answered 429, expected 200" },
  {
    what: "a way elsewhere",
    answer: new Response(null, { status: 302, headers: { location: "http://127.0.0.1:9/" } }),
    words: "redirect",
  },
])("openPlug() keeps the reason of a plug that answers with $what", async ({ answer, words }) => {
  await using meter = loopbackMeter({ "/rpc/Switch.GetStatus?id=0": answer });
  await using plug = plugAt(`shelly://user:hunter2@${meter.address}`);
  let message = "";
  await until(() => {
    try {
      plug.source?.read();
    } catch (error) {
      message = error instanceof Error ? error.message : "";
    }
    return message.includes(words);
  }, `"${words}"`);
  assert.match(message, /^Cannot read "Smart plug at 127\.0\.0\.1:\d+": it has not answered yet, /);
  assert.ok(!/hunter2/.test(message), message);
});

Deno.test("openPlug() takes an old answer for none", async () => {
  await using meter = loopbackMeter({ "/rpc/Switch.GetStatus?id=0": SHELLY });
  let aheadMs = 0;
  using machine = fakeMachine("vm", {
    environment: { WATTBOOK_PLUG: `shelly://${meter.address}` },
    epochMs: () => Date.now() + aheadMs,
  });
  const [source] = openPlug(machine.host).sources as (Source & AsyncDisposable)[];
  await firstReading(source);
  aheadMs = 60_000;
  assert.throws(() => source?.read(), { name: "SourceError", message: /no answer for (60|61) s$/ });
  await source?.[Symbol.asyncDispose]();
});

Deno.test.each([
  "192.168.1.20",
  "http://plug",
  "shelly://",
  "shelly://a b",
  "fritz://plug",
  "shelly://plug/x",
])(
  "openPlug() refuses %s, and names the forms that it knows",
  (variable) => {
    using machine = fakeMachine("vm", { environment: { WATTBOOK_PLUG: variable } });
    const { sources, leftOut } = openPlug(machine.host);
    assert.deepEqual(sources, []);
    assert.match(
      leftOut[0]?.whyNot ?? "",
      /not of the form shelly:\/\/HOST, shelly-gen1:\/\/HOST or tasmota:\/\/HOST/,
    );
  },
);

Deno.test("openPlug() asks nobody when none is named", () => {
  using machine = fakeMachine("vm");
  assert.deepEqual(openPlug(machine.host).leftOut.map(({ absent }) => absent), [true]);
});
