import assert from "node:assert/strict";
import { openRedfish } from "../../lib/sources/redfish.ts";
import type { Source } from "../../lib/sources/source.ts";
import { loopbackMeter, until } from "../fixtures/loopback_meter.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

const CHASSIS = "/redfish/v1/Chassis/System.Embedded.1";

/** Power of a chassis by DMTF's schema, shortened. */
const POWER = {
  "@odata.type": "#Power.v1_5_3.Power",
  PowerControl: [{ MemberId: "0", Name: "System Power Control", PowerConsumedWatts: 344 }],
};

/** The newer way. */
const ENVIRONMENT = { "@odata.type": "#EnvironmentMetrics.v1_0_0", PowerWatts: { Reading: 374 } };

/** Reads the named controller until it gives a reading. */
async function firstPower(variable: string): Promise<unknown> {
  using machine = fakeMachine("vm", { environment: { WATTBOOK_REDFISH: variable }, epochMs: Date.now });
  const [source] = openRedfish(machine.host).sources as (Source & AsyncDisposable)[];
  let reading: unknown;
  try {
    await until(() => {
      try {
        reading = source?.read();
        return true;
      } catch {
        // It has not answered yet.
        return false;
      }
    }, "an answer");
  } finally {
    await source?.[Symbol.asyncDispose]();
  }
  return { reading, label: source?.device.label, origin: source?.origin };
}

Deno.test("openRedfish() reads the power of a chassis, and shows no password", async () => {
  await using meter = loopbackMeter({ [`${CHASSIS}/Power`]: POWER });
  assert.deepEqual(await firstPower(`http://root:calvin@${meter.address}${CHASSIS}`), {
    reading: { kind: "power", power: 344 },
    label: `Server at ${meter.address}`,
    origin: `http://${meter.address}${CHASSIS}/Power`,
  });
  // "root:calvin", base64.
  assert.equal(meter.asked[0]?.authorization, "Basic cm9vdDpjYWx2aW4=");
});

Deno.test("openRedfish() takes the newer answer where the older is gone", async () => {
  await using meter = loopbackMeter({ [`${CHASSIS}/EnvironmentMetrics`]: ENVIRONMENT });
  const { reading } = await firstPower(`http://${meter.address}${CHASSIS}/`) as { reading: unknown };
  assert.deepEqual(reading, { kind: "power", power: 374 });
});

Deno.test.each(["bmc", "https://bmc", "https://bmc/redfish/v1", "ftp://bmc/redfish/v1/Chassis/1"])(
  "openRedfish() refuses %s, which names no chassis, and repeats no secret",
  (variable) => {
    using machine = fakeMachine("vm", { environment: { WATTBOOK_REDFISH: variable } });
    const { sources, leftOut } = openRedfish(machine.host);
    assert.deepEqual([sources, leftOut[0]?.whyNot], [
      [],
      "Cannot read WATTBOOK_REDFISH: it does not name a chassis",
    ]);
  },
);

Deno.test("openRedfish() asks nobody when none is named", () => {
  using machine = fakeMachine("vm");
  assert.equal(openRedfish(machine.host).leftOut[0]?.absent, true);
});
