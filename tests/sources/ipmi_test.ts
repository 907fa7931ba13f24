import assert from "node:assert/strict";
import { openIpmi } from "../../lib/sources/ipmi.ts";
import type { Source } from "../../lib/sources/source.ts";
import { until } from "../fixtures/loopback_meter.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

/** As ipmitool 1.8 prints it. */
const IPMITOOL = `
    Instantaneous power reading:                   220 Watts
    Minimum during sampling period:                 18 Watts
    Maximum during sampling period:                371 Watts
    Average power reading over sample period:      223 Watts
    Power reading state is:                   activated
`;

/** As FreeIPMI 1.6 prints it. */
const FREEIPMI = `Current Power                        : 164 Watts
Minimum Power over sampling duration : 4 watts
Power Measurement                    : Active
`;

/** A program of that name which prints a text; `prefix` stands before it, as sudo does. */
async function asked(
  name: string,
  script: string,
  prefix = "",
): Promise<{ readonly reading?: unknown; readonly problem?: string }> {
  using folder = tempFolder();
  const program = `${folder.path}/${name}`;
  Deno.writeTextFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  using machine = fakeMachine("vm", { environment: { WATTBOOK_IPMI: prefix + program }, epochMs: Date.now });
  const [source] = openIpmi(machine.host).sources as (Source & AsyncDisposable)[];
  assert.ok(source?.ready);
  let found: { reading?: unknown; problem?: string } = {};
  try {
    await source.ready();
    await until(() => {
      try {
        found = { reading: source.read() };
      } catch (error) {
        // It failed, and the reason is what is looked for.
        found = { problem: error instanceof Error ? error.message : String(error) };
      }
      return true;
    }, "an answer");
  } finally {
    await source[Symbol.asyncDispose]();
  }
  return found;
}

const prints = (text: string, args: string) =>
  `[ "$*" = "${args}" ] || exit 9\ncat <<'END'${text.startsWith("\n") ? "" : "\n"}${text}END`;

Deno.test("openIpmi() reads the board's power by ipmitool, also behind another program", async () => {
  const script = prints(IPMITOOL, "dcmi power reading");
  assert.deepEqual(await asked("ipmitool", script), { reading: { kind: "power", power: 220 } });
  assert.deepEqual(await asked("ipmitool", script, "env "), { reading: { kind: "power", power: 220 } });
});

Deno.test("openIpmi() reads it by FreeIPMI", async () => {
  const script = prints(FREEIPMI, "--get-system-power-statistics");
  assert.deepEqual(await asked("ipmi-dcmi", script), { reading: { kind: "power", power: 164 } });
});

Deno.test("openIpmi() tells why there is no power", async () => {
  const denied = await asked("ipmitool", "echo 'Could not open device at /dev/ipmi0' >&2; exit 1");
  assert.match(
    denied.problem ?? "",
    /"Server board \(IPMI\)".*ended with 1, expected 0: Could not open device/,
  );
  const odd = await asked("ipmitool", "echo 'DCMI request failed'");
  assert.match(odd.problem ?? "", /holds no such number/);
});

Deno.test("openIpmi() runs nothing that is not named, and nothing it does not know", () => {
  using machine = fakeMachine("vm");
  assert.equal(openIpmi(machine.host).leftOut[0]?.absent, true);
  using other = fakeMachine("vm", { environment: { WATTBOOK_IPMI: "rm -rf" } });
  const { sources, leftOut } = openIpmi(other.host);
  assert.deepEqual([sources, leftOut[0]?.whyNot], [[], 'WATTBOOK_IPMI names "rm -rf"']);
});
