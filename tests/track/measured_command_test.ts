import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { resolveInfo } from "../../lib/record/info.ts";
import { measuredCommand } from "../../lib/track/measured_command.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

/** Watts of the counter, and joules after which it begins anew. */
const COUNTER_W = 400, WRAPS_J = 700;

Deno.test("measuredCommand() sees every wrap of a counter during a command that outlasts it", async () => {
  using machine = fakeMachine("desktop");
  const zone = "intel-rapl:0", beganMs = performance.now();
  machine.write(`/sys/class/powercap/${zone}/max_energy_range_uj`, `${WRAPS_J * 1e6}\n`);
  const drawnJ = () => 500 + COUNTER_W * (performance.now() - beganMs) / 1000;
  const tick = () => machine.counter(zone, drawnJ() % WRAPS_J);
  tick();
  const host = realHost({ root: machine.root, os: "linux", arch: "x86_64", logicalCpus: 2, environment: {} });
  const info = resolveInfo({ place: "BE", trackingUri: "none" }, host);
  let usedJ = NaN;
  const { exitCode, record } = await measuredCommand(host, info, async () => {
    const startJ = drawnJ();
    const ticking = setInterval(tick, 20);
    // The command: longer than the 1.4 s in which the counter may wrap unseen.
    await new Deno.Command("sleep", { args: ["2.5"] }).output();
    clearInterval(ticking);
    tick();
    usedJ = drawnJ() - startJ;
    return 7;
  });
  assert.deepEqual([exitCode, record.status], [7, "FAILED"]);
  const packages = record.components.find(({ device }) => device.startsWith("CPU"));
  assert.ok(usedJ > WRAPS_J);
  const { value, grade } = packages?.machineJ ?? { value: NaN, grade: "E" };
  assert.ok(Math.abs(value / usedJ - 1) < 0.03 && grade === "A", `${value} of ${usedJ} J, grade ${grade}`);
  assert.equal(record.coverage.time, 1);
});
