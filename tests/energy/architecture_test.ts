import assert from "node:assert/strict";
import { architectureOf, type ProcessorFamily } from "../../lib/energy/architecture.ts";

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
  { what: "Xeon Platinum 8380H", processor: intel(85, 11), name: "Cooper Lake" },
  { what: "Xeon X5670", processor: intel(44, 2), name: "Nehalem" },
  { what: "Xeon 6780E", processor: intel(175, 3), name: "Sierra Forest" },
  { what: "Opteron 6276", processor: amd(21, 1), name: "Bulldozer" },
  { what: "Graviton4", processor: arm(0x41, 0xd4f), name: "Neoverse V2" },
  { what: "Ampere One", processor: arm(0xc0, 0xac3), name: "Neoverse N1" },
  { what: "Xeon E5-2686 v4", processor: intel(79, 1), name: "Broadwell" },
  { what: "Xeon Gold 6148", processor: intel(85, 4), name: "Skylake" },
  { what: "Xeon Platinum 8259CL", processor: intel(85, 7), name: "Cascade Lake" },
  { what: "Xeon Platinum 8375C", processor: intel(106, 6), name: "Ice Lake" },
  { what: "Xeon Platinum 8488C", processor: intel(143, 8), name: "Sapphire Rapids" },
  { what: "Core i7-8700K", processor: intel(158, 10), name: "Coffee Lake" },
  { what: "Core i9-14900K", processor: intel(183, 1), name: "Raptor Lake" },
  { what: "EPYC 7601", processor: amd(23, 1), name: "Zen 1" },
  { what: "EPYC 7R32", processor: amd(23, 49), name: "Zen 2" },
  { what: "EPYC 7R13", processor: amd(25, 1), name: "Zen 3" },
  { what: "EPYC 9R14", processor: amd(25, 17), name: "Zen 4" },
  { what: "EPYC 9754", processor: amd(25, 160), name: "Zen 4c" },
  { what: "Ryzen 9 7950X", processor: amd(25, 97), name: "Ryzen" },
  { what: "EPYC 9965", processor: amd(26, 17), name: "Zen 5c" },
  { what: "Ryzen 9 9950X", processor: amd(26, 68), name: "Ryzen Zen 5" },
  { what: "Graviton2", processor: arm(0x41, 0xd0c), name: "Neoverse N1" },
  { what: "Apple M1", processor: arm(0x61, 0x22), name: "Apple silicon" },
  { what: "Raspberry Pi 5", processor: arm(0x41, 0xd0b), name: "single-board computer" },
  { what: "a Pentium 4", processor: { vendor: "GenuineIntel", family: 15, model: 4 }, name: undefined },
  { what: "a processor of the future", processor: amd(99, 1), name: undefined },
  { what: "a processor that tells nothing", processor: { vendor: "" }, name: undefined },
];

Deno.test.each(PROCESSORS)("architectureOf() knows $what by family and model", ({ processor, name }) => {
  assert.equal(architectureOf(processor)?.name, name);
});

Deno.test("architectureOf() leads to a row of the table or to watts of its own, never to nothing", () => {
  for (const { processor, name } of PROCESSORS) {
    const architecture = architectureOf(processor);
    if (name !== undefined) assert.ok(architecture?.row !== undefined || architecture?.threadW !== undefined);
  }
});
