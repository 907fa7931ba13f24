import assert from "node:assert/strict";
import { SERVER_POWER } from "../../lib/energy/data/server_power.ts";
import { processorPower } from "../../lib/energy/processor_power.ts";
import type { Processor } from "../../lib/sources/processor.ts";

const cascadeLake: Processor = {
  vendor: "GenuineIntel",
  family: 6,
  model: 85,
  stepping: 7,
  name: "Intel(R) Xeon(R) Platinum 8280",
  logicalCpus: 112,
  sockets: 2,
  hypervisor: false,
  arch: "x86_64",
};
const WHOLE = { fullPart: 1, idlePart: 1, exponent: 1, lowExponent: 1 };

/** Per cent apart. */
const apart = (a: number | undefined, b: number) => Math.abs((a ?? NaN) / b - 1) * 100;

Deno.test("processorPower() gives two sockets of the usual 56 threads the table's watts per thread", () => {
  const power = processorPower(cascadeLake, WHOLE);
  const { fullW, idleW } = SERVER_POWER.architectures.cascadeLake;
  assert.ok(apart(power?.fullW, fullW * 112) < 1e-9 && apart(power?.idleW, idleW * 112) < 1e-9);
  // A published server of that kind (two 8280, February 2019): 449 W full.
  assert.ok(apart(power?.fullW, 449) < 10, `${power?.fullW}`);
});

Deno.test("processorPower() of a chip with fewer threads has more watts per thread, fewer in all", () => {
  const [many, few] = [112, 28].map((logicalCpus) => processorPower({ ...cascadeLake, logicalCpus }, WHOLE));
  // A quarter of the threads: 0.25^(1 − 0.554) = 0.539 of the power.
  assert.ok(apart((few?.fullW ?? 0) / (many?.fullW ?? 1), 0.25 ** (1 - 0.554)) < 0.1);
});

Deno.test("processorPower() takes the given parts of the server for the processors, all of it as the upper end", () => {
  const whole = processorPower(cascadeLake, WHOLE);
  const part = processorPower(cascadeLake, { ...WHOLE, fullPart: 0.5, idlePart: 0.25 });
  assert.ok(apart(part?.fullW, (whole?.fullW ?? 0) / 2) < 1e-9);
  assert.ok(apart(part?.idleW, (whole?.idleW ?? 0) / 4) < 1e-9);
  assert.deepEqual([part?.fullHighW, part?.idleHighW], [whole?.fullHighW, whole?.idleHighW]);
});

Deno.test("processorPower() of a virtual machine is in proportion to its threads, with a wider interval", () => {
  const metal = processorPower(cascadeLake);
  const [two, four] = [2, 4].map((logicalCpus) =>
    processorPower({ ...cascadeLake, hypervisor: true, sockets: 1, logicalCpus })
  );
  assert.ok(apart(four?.fullW, 2 * (two?.fullW ?? 0)) < 1e-9);
  const width = (power: typeof metal) =>
    (power?.fullHighW ?? 0) / (power?.fullW ?? 1) * (power?.lowFactor ?? 0);
  assert.ok(width(two) > width(metal));
});

Deno.test("processorPower() of a laptop goes by its name: 15 W of design power, not eight threads of a server", () => {
  const laptop = {
    ...cascadeLake,
    model: 142,
    name: "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz",
    sockets: 1,
    logicalCpus: 8,
  };
  const power = processorPower(laptop, WHOLE);
  // 15 W · 1.04.
  assert.equal(power?.name, "Core U");
  assert.ok(apart(power?.fullW, 15.6) < 1e-9);
});

Deno.test("processorPower() does not go by a name in a virtual machine, which has some threads of the chip only", () => {
  const guest = {
    ...cascadeLake,
    model: 158,
    name: "Intel(R) Core(TM) i9-9900K",
    hypervisor: true,
    logicalCpus: 2,
  };
  assert.equal(processorPower(guest)?.name, "Coffee Lake");
});

Deno.test("processorPower() widens a kind with less than three results", () => {
  const grace = { ...cascadeLake, vendor: "ARM", family: 0x41, model: 0xd4f, logicalCpus: 144, sockets: 1 };
  const power = processorPower(grace, WHOLE);
  // 1.3 · 1.31 above.
  assert.ok(apart((power?.fullHighW ?? 0) / (power?.fullW ?? 1), 1.3 * 1.31) < 0.1);
});

Deno.test("processorPower() does not know a processor of the future", () => {
  assert.equal(processorPower({ ...cascadeLake, family: 19, name: "" }), undefined);
});
