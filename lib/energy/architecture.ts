import type { SERVER_POWER } from "./data/server_power.ts";

/** What a processor says of itself, as far as it matters here. */
export interface ProcessorFamily {
  /** `"GenuineIntel"`, `"AuthenticAMD"`, `"ARM"` or anything. */
  readonly vendor: string;
  /** `cpu family`, or ARM implementer. */
  readonly family?: number;
  /** `model`, or ARM part. */
  readonly model?: number;
  /** `stepping`. */
  readonly stepping?: number;
}

/** A micro-architecture. */
export interface Architecture {
  /** For people: `"Ice Lake"`. */
  readonly name: string;
  /** Row of the table of servers; without one its power per thread is `threadW`. */
  readonly row?: keyof typeof SERVER_POWER.architectures;
  /** Watts per thread, idle and full, where no server of the kind was measured. */
  readonly threadW?: readonly [idle: number, full: number];
}

const SKYLAKE: Architecture = { name: "Skylake", row: "skylake" };
const CASCADE_LAKE: Architecture = { name: "Cascade Lake", row: "cascadeLake" };
const COOPER_LAKE: Architecture = { name: "Cooper Lake", row: "cooperLake" };

/** Intel family 6: name, row, model numbers (Linux `arch/x86/include/asm/intel-family.h`). */
const INTEL: readonly (readonly [Architecture, readonly number[]])[] = [
  [{ name: "Core 2", row: "core2" }, [15, 23, 29]],
  [{ name: "Nehalem", row: "nehalem" }, [26, 30, 31, 37, 44, 46, 47]],
  [{ name: "Sandy Bridge", row: "sandyBridge" }, [42, 45]],
  [{ name: "Ivy Bridge", row: "ivyBridge" }, [58, 62]],
  [{ name: "Haswell", row: "haswell" }, [60, 63, 69, 70]],
  [{ name: "Broadwell", row: "broadwell" }, [61, 71, 79, 86]],
  [SKYLAKE, [85]],
  [{ name: "Ice Lake", row: "iceLake" }, [106, 108]],
  [{ name: "Sapphire Rapids", row: "sapphireRapids" }, [143]],
  [{ name: "Emerald Rapids", row: "emeraldRapids" }, [207]],
  [{ name: "Granite Rapids", row: "graniteRapids" }, [173, 174]],
  [{ name: "Sierra Forest", row: "sierraForest" }, [175]],
  [{ name: "Skylake client", row: "skylakeClient" }, [78, 94]],
  [{ name: "Coffee Lake", row: "coffeeLake" }, [142, 158, 165, 166]],
  [{ name: "Rocket Lake", row: "rocketLake" }, [125, 126, 140, 141, 167]],
  [{ name: "Raptor Lake", row: "raptorLake" }, [151, 154, 183, 186, 190, 191]],
  [{ name: "Arrow Lake", row: "arrowLake" }, [170, 172, 181, 189, 197, 198, 204]],
];

const RYZEN: Architecture = { name: "Ryzen", row: "ryzenZen4" };

/** AMD families: the last model number of a range and what it is (AMD's processor programming references). */
const AMD: Readonly<Record<number, readonly (readonly [number, Architecture])[]>> = {
  16: [[255, { name: "K10", row: "k10" }]],
  21: [[255, { name: "Bulldozer", row: "bulldozer" }]],
  23: [
    [7, { name: "Zen 1", row: "zen1" }],
    [47, RYZEN],
    [63, { name: "Zen 2", row: "zen2" }],
    [255, RYZEN],
  ],
  25: [
    [15, { name: "Zen 3", row: "zen3" }],
    [31, { name: "Zen 4", row: "zen4" }],
    [159, RYZEN],
    [175, { name: "Zen 4c", row: "zen4c" }],
    [255, RYZEN],
  ],
  26: [
    [15, { name: "Zen 5", row: "zen5" }],
    [31, { name: "Zen 5c", row: "zen5c" }],
    [255, { name: "Ryzen Zen 5", row: "ryzenZen5" }],
  ],
};

/** Apple's cores: press measurements of M1 to M4, good to a factor of 2. */
const APPLE: Architecture = { name: "Apple silicon", threadW: [0.15, 3] };
/** Raspberry Pi 3 to 5: press measurements of the board, good to a factor of 2. */
const BOARD: Architecture = { name: "single-board computer", threadW: [0.6, 1.6] };

/** Parts of ARM itself (MIDR_EL1): Neoverse N1, V1, N2, V2, and the Cortex of boards. */
const ARM: Readonly<Record<number, Architecture>> = {
  0xd0c: { name: "Neoverse N1", row: "neoverseN1" },
  0xd40: { name: "Neoverse V1", row: "neoverseN1" },
  0xd49: { name: "Neoverse N2", row: "neoverseN1" },
  0xd4f: { name: "Neoverse V2", row: "neoverseV2" },
  0xd84: { name: "Neoverse V3", row: "neoverseV2" },
  0xd03: BOARD,
  0xd07: BOARD,
  0xd08: BOARD,
  0xd0b: BOARD,
};

const APPLE_IMPLEMENTER = 0x61, AMPERE_IMPLEMENTER = 0xc0;

/** The micro-architecture of a processor by family and model; names are not used, because clouds mask them. */
export function architectureOf(
  { vendor, family, model, stepping = 0 }: ProcessorFamily,
): Architecture | undefined {
  if (family === undefined || model === undefined) return undefined;
  if (vendor === "GenuineIntel" && family === 6) {
    const found = INTEL.find(([, models]) => models.includes(model))?.[0];
    if (found !== SKYLAKE) return found;
    // One model number for three generations; the stepping tells them apart.
    return stepping >= 10 ? COOPER_LAKE : stepping >= 5 ? CASCADE_LAKE : SKYLAKE;
  }
  if (vendor === "AuthenticAMD" || vendor === "HygonGenuine") {
    return AMD[family]?.find(([last]) => model <= last)?.[1];
  }
  if (vendor !== "ARM") return undefined;
  if (family === APPLE_IMPLEMENTER) return APPLE;
  return family === AMPERE_IMPLEMENTER ? ARM[0xd0c] : ARM[model];
}
