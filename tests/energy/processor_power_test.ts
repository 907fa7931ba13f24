import assert from "node:assert/strict";
import { type ProcessorFamily, threadPower } from "../../lib/energy/processor_power.ts";

const intel = (model: number, stepping = 0): ProcessorFamily => ({
  vendor: "GenuineIntel",
  family: 6,
  model,
  stepping,
});
const amd = (family: number, model: number): ProcessorFamily => ({ vendor: "AuthenticAMD", family, model });
const arm = (family: number, model: number): ProcessorFamily => ({ vendor: "ARM", family, model });

/** Family and model as the makers' lists have them, of processors that people know. */
const PROCESSORS: { what: string; processor: ProcessorFamily; name: string | undefined }[] = [
  { what: "Xeon E5-2670", processor: intel(45, 7), name: "Sandy Bridge" },
  { what: "Xeon E5-2680 v3", processor: intel(63, 2), name: "Haswell" },
  { what: "Xeon E5-2686 v4", processor: intel(79, 1), name: "Broadwell" },
  { what: "Xeon Gold 6148", processor: intel(85, 4), name: "Skylake" },
  { what: "Xeon Platinum 8259CL", processor: intel(85, 7), name: "Cascade Lake" },
  { what: "Xeon Platinum 8375C", processor: intel(106, 6), name: "Ice Lake" },
  { what: "Xeon Platinum 8488C", processor: intel(143, 8), name: "Sapphire Rapids" },
  { what: "Core i7-8700K", processor: intel(158, 10), name: "Core desktop or laptop" },
  { what: "Core i9-14900K", processor: intel(183, 1), name: "Core desktop or laptop" },
  { what: "EPYC 7601", processor: amd(23, 1), name: "Zen 1" },
  { what: "EPYC 7R32", processor: amd(23, 49), name: "Zen 2" },
  { what: "EPYC 7R13", processor: amd(25, 1), name: "Zen 3" },
  { what: "EPYC 9R14", processor: amd(25, 17), name: "Zen 4" },
  { what: "EPYC 9754", processor: amd(25, 160), name: "Zen 4" },
  { what: "Ryzen 9 7950X", processor: amd(25, 97), name: "Ryzen" },
  { what: "EPYC 9965", processor: amd(26, 17), name: "Zen 5" },
  { what: "Ryzen 9 9950X", processor: amd(26, 68), name: "Ryzen" },
  { what: "Graviton2", processor: arm(0x41, 0xd0c), name: "Neoverse" },
  { what: "Apple M1", processor: arm(0x61, 0x22), name: "Apple silicon" },
  { what: "Raspberry Pi 5", processor: arm(0x41, 0xd0b), name: "single-board computer" },
  { what: "a Pentium 4", processor: { vendor: "GenuineIntel", family: 15, model: 4 }, name: undefined },
  { what: "a processor of the future", processor: amd(99, 1), name: undefined },
  { what: "a processor that tells nothing", processor: { vendor: "" }, name: undefined },
];

Deno.test.each(PROCESSORS)("threadPower() knows $what by family and model", ({ processor, name }) => {
  assert.equal(threadPower(processor)?.name, name);
});

/** Rows of Cloud Carbon Footprint's coefficients, W idle and full per thread, to three digits. */
const COEFFICIENTS = [
  { processor: intel(85, 4), idleW: 0.613, fullW: 4.1 },
  { processor: intel(79), idleW: 0.713, fullW: 3.69 },
  { processor: intel(106), idleW: 0.767, fullW: 3.76 },
  { processor: amd(23, 49), idleW: 0.474, fullW: 1.69 },
  { processor: amd(25, 1), idleW: 0.456, fullW: 1.96 },
  { processor: arm(0x41, 0xd40), idleW: 0.474, fullW: 1.69 },
];

Deno.test.each(COEFFICIENTS)(
  "threadPower() has the table's $idleW and $fullW W",
  ({ processor, idleW, fullW }) => {
    const power = threadPower(processor);
    assert.deepEqual([power?.idleW, power?.fullW], [idleW, fullW]);
  },
);

Deno.test("threadPower() of the newest EPYC is SPECpower's, not ten times that", () => {
  assert.ok((threadPower(amd(26, 2))?.fullW ?? 9) <= 2.4);
});
