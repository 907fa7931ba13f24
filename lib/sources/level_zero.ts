import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Joules } from "../units.ts";
import { leftOut, permissionRemedy } from "./left_out.ts";
import { newLoader } from "./loader.ts";
import type { PciGpu } from "./pci_gpus.ts";
import { type OpenedKind, type Source, SourceError } from "./source.ts";

const NAME = "Intel GPU (Level Zero)";
const LIBRARY = "libze_loader.so.1";

/** A processor's own graphics sit here; their energy is in the processor's counter. */
const INTEGRATED = "0000:00:02.0";

const HANDLES = { parameters: ["u64", "buffer", "buffer"], result: "i32" } as const;

/** Reads a power domain in joules. Stands on its own, because it also runs as text in a worker. */
export function openLevelZeroReader(
  { library, handle }: { readonly library: string; readonly handle: bigint },
  dlopen: typeof Deno.dlopen,
): () => Joules {
  const { symbols } = dlopen(library, {
    zesPowerGetEnergyCounter: { parameters: ["u64", "buffer"], result: "i32" },
  });
  // zes_power_energy_counter_t: microjoules, microseconds.
  const counter = new BigUint64Array(2);
  return () => {
    const code = symbols.zesPowerGetEnergyCounter(handle, counter);
    if (code !== 0) throw new Error(`zesPowerGetEnergyCounter answered 0x${code.toString(16)}, expected 0`);
    return Number(counter[0]) / 1e6;
  };
}

/**
 * Sources of Intel's graphics cards through Level Zero, where the kernel's hardware monitor does not have them.
 *
 * @param onBus Cards that have a driver.
 * @param covered Whether the hardware monitor has an Intel card.
 */
export function openLevelZero(host: Host, onBus: readonly PciGpu[], covered: boolean): OpenedKind {
  if (covered) return leftOut(NAME, "not needed: the hardware monitor has the card", { absent: true });
  const cards = onBus.filter(({ vendor, address }) => vendor === "8086" && address !== INTEGRATED);
  if (cards.length === 0) return leftOut(NAME, "no such card on the PCI bus", { absent: true });
  const loader = newLoader(host);
  try {
    const { symbols } = loader.dlopen(LIBRARY, {
      zesInit: { parameters: ["u32"], result: "i32" },
      zesDriverGet: { parameters: ["buffer", "buffer"], result: "i32" },
      zesDeviceGet: HANDLES,
      zesDeviceEnumPowerDomains: HANDLES,
    });
    const code = symbols.zesInit(0);
    if (code !== 0) throw new SourceError(`Cannot initialise Level Zero: it answered 0x${code.toString(16)}`);
    const list = (
      call: (count: Uint32Array<ArrayBuffer>, handles: BigUint64Array<ArrayBuffer>) => number,
    ) => {
      const count = Uint32Array.of(32), handles = new BigUint64Array(32);
      return call(count, handles) === 0 ? [...handles.subarray(0, count[0])] : [];
    };
    const devices = list((count, handles) => symbols.zesDriverGet(count, handles))
      .flatMap((driver) => list((count, handles) => symbols.zesDeviceGet(driver, count, handles)));
    // The first domain is the whole card; those behind it are its parts.
    const domains = devices.flatMap((device) =>
      list((count, handles) => symbols.zesDeviceEnumPowerDomains(device, count, handles)).slice(0, 1)
    );
    let open = domains.length;
    const close = () => --open === 0 && loader[Symbol.dispose]();
    const sources = domains.map((handle, index) => openDomain(host, loader.dlopen, handle, index, close));
    if (sources.length === 0) throw new SourceError("Level Zero shows no power domain");
    return { sources, leftOut: [] };
  } catch (error) {
    loader[Symbol.dispose]();
    const whyNot = messageOf(error);
    const howToEnable = permissionRemedy(whyNot) ||
      "a kernel of 6.2 or newer tells the energy of Intel cards by itself; or install level-zero";
    return {
      sources: [],
      leftOut: cards.map(({ device, address }) => ({
        name: NAME,
        whyNot,
        howToEnable,
        present: `Intel GPU 8086:${device} at ${address}`,
      })),
    };
  }
}

function openDomain(
  host: Host,
  dlopen: typeof Deno.dlopen,
  handle: bigint,
  index: number,
  close: () => void,
): Source {
  const read = openLevelZeroReader({ library: LIBRARY, handle }, dlopen);
  read();
  return {
    device: {
      id: `level-zero:${index}`,
      part: "gpu",
      label: `GPU ${index} (Intel)`,
      notSplit: "Level Zero does not tell which process used it",
    },
    periodS: 0.001,
    quantumJ: 1e-6,
    origin: "zesPowerGetEnergyCounter",
    read() {
      try {
        return { kind: "counter", energy: read() };
      } catch (cause) {
        throw new SourceError(`Cannot read Intel GPU ${index}: ${messageOf(cause)}`, { cause });
      }
    },
    sampling: { text: openLevelZeroReader.toString(), data: { library: host.libraryPath(LIBRARY), handle } },
    [Symbol.dispose]: close,
  };
}
