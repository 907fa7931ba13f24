import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { textOf } from "./folder.ts";
import { leftOut, permissionRemedy } from "./left_out.ts";
import { newLoader } from "./loader.ts";
import { type Nvml, type NvmlCard, openNvml } from "./nvml.ts";
import { type NvmlReading, openNvmlReader } from "./nvml_reader.ts";
import { nvmlWords } from "./nvml_words.ts";
import { NVML_USE, type NvmlUseData, openNvmlUse } from "./nvml_use.ts";
import type { PciGpu } from "./pci_gpus.ts";
import { type OpenedKind, type Source, SourceError, type SourceLeftOut } from "./source.ts";

const NAME = "NVIDIA GPU";

/**
 * What is read, best first: the counter (Volta and later), then the one-second average (drivers from 530 on, Ada,
 * Hopper, Ampere GA10x: on Hopper the other fields see a quarter of the time), then `power.draw`, which is right
 * on older cards. Periods by GPU_Power_Benchmark (MIT, 2024): 100 ms, the average over a second.
 */
const FIELDS = [
  { field: "energy", periodS: 0.1, quantumJ: 1e-3 },
  { field: "average", periodS: 1, quantumJ: 0 },
  { field: "usage", periodS: 0.1, quantumJ: 0 },
  { field: "instant", periodS: 0.1, quantumJ: 0 },
] as const;

const REMEDY = "install NVIDIA's driver; in a container start it with the GPU and its tools " +
  "(--gpus all, NVIDIA_DRIVER_CAPABILITIES=compute,utility)";

/** Both readers as one text: the sampler's thread also looks at the processes, at least once a second. */
const SAMPLING = `({ reading, use }, dlopen) => {
  const read = (${openNvmlReader.toString()})(reading, dlopen);
  const look = use ? (${openNvmlUse.toString()})(use, dlopen) : () => {};
  return () => (look(), read());
}`;

/**
 * Sources of NVIDIA's cards through NVML. A card that is there and cannot be read is named.
 *
 * @param onBus Cards that the bus shows.
 */
export function openNvidia(host: Host, onBus: readonly PciGpu[]): OpenedKind {
  if (host.os === "darwin") return nothing("NVML is not for macOS");
  const seen = onBus.filter(({ vendor }) => vendor === "10de");
  // Linux inside Windows has the library and neither bus nor driver.
  const driver = textOf(host, "/proc/driver/nvidia/version") !== undefined;
  const inWindows = host.env("WSL_DISTRO_NAME") !== undefined;
  if (host.os === "linux" && seen.length === 0 && !driver && !inWindows) {
    return nothing("no such card on the PCI bus");
  }
  let nvml: Nvml;
  try {
    nvml = openNvml(host);
  } catch (error) {
    // The reason is kept; a card without driver draws power all the same.
    const whyNot = messageOf(error);
    if (seen.length === 0 && !driver) return nothing(whyNot);
    const howToEnable = permissionRemedy(whyNot) || REMEDY;
    const cards = seen.map(({ device, address }) => `NVIDIA GPU 10de:${device} at ${address}`);
    return {
      sources: [],
      leftOut: (cards.length > 0 ? cards : [NAME]).map((present) => ({
        name: NAME,
        whyNot,
        howToEnable,
        present,
      })),
    };
  }
  const opened = nvml.cards.map((card, index) =>
    card instanceof SourceError
      ? { name: NAME, whyNot: card.message, howToEnable: "", present: `NVIDIA GPU ${index}` }
      : openCard(host, nvml, card, index)
  );
  const sources = opened.filter((one) => "read" in one);
  let open = sources.length;
  if (open === 0) nvml[Symbol.dispose]();
  return {
    sources: sources.map((source) => ({
      ...source,
      [Symbol.dispose]() {
        source[Symbol.dispose]();
        if (--open === 0) nvml[Symbol.dispose]();
      },
    })),
    leftOut: opened.filter((one) => "whyNot" in one),
  };
}

function nothing(whyNot: string): OpenedKind {
  return leftOut(NAME, whyNot, { absent: true });
}

function openCard(host: Host, { library }: Nvml, card: NvmlCard, index: number): Source | SourceLeftOut {
  const { handle, name, uuid, limitW, mig, vgpu } = card;
  const reasons: string[] = [];
  const loader = newLoader(host);
  // The host's loader takes names; that of the sampler's thread takes the file that the name stands for.
  const here = host.os === "windows" ? "nvml.dll" : "libnvidia-ml.so.1";
  for (const { field, periodS, quantumJ } of FIELDS) {
    const reading: NvmlReading = { library, handle, field };
    const read = openNvmlReader({ ...reading, library: here }, loader.dlopen);
    try {
      read();
    } catch (error) {
      // Not every card and driver has every number; the next one may do.
      reasons.push(`${field}: ${nvmlWords(Number(messageOf(error)))}`);
      continue;
    }
    const origin = `NVML ${field === "energy" ? "energy counter" : `power (${field})`}`;
    const notSplit = reasonNotToSplit(host, mig);
    const use = notSplit === undefined ? useOf(host, library, handle) : undefined;
    const look = use && openNvmlUse({ ...use, library: here }, loader.dlopen, () => host.epochMs() / 1000);
    const sums = use && new Float64Array(use.memory);
    return {
      device: {
        id: `nvidia:${uuid}`,
        part: "gpu",
        label: `GPU ${index} (${name})`,
        ...(limitW && limitW > 0 ? { mostW: limitW } : {}),
        ...(notSplit ? { notSplit } : {}),
      },
      kind: field === "energy" ? "counter" : "power",
      periodS,
      quantumJ,
      origin,
      read() {
        const value = attempt(read, `${origin} of "${name}"`);
        return field === "energy" ? { kind: "counter", energy: value } : { kind: "power", power: value };
      },
      sampling: { text: SAMPLING, data: { reading, use } },
      ...(look && sums && {
        use() {
          look();
          return {
            kind: "busy",
            own: sums[NVML_USE.own] ?? 0,
            all: sums[NVML_USE.all] ?? 0,
            observedS: sums[NVML_USE.observed] ?? 0,
          };
        },
      }),
      [Symbol.dispose]: () => loader[Symbol.dispose](),
    };
  }
  loader[Symbol.dispose]();
  const why = vgpu ? "a virtual GPU, whose energy only the hypervisor's owner can read; " : "";
  const howToEnable = vgpu ? "" : "a newer driver may tell more";
  return { name: NAME, whyNot: `${name}: ${why}${reasons.join(", ")}`, howToEnable, present: name };
}

/** A process number means something only where this process sees the numbers of the whole machine. */
function reasonNotToSplit(host: Host, mig: boolean): string | undefined {
  if (mig) return "it is cut into instances (MIG), which have no counter of their own";
  if (host.os !== "linux") return "the driver tells the use of processes on Linux only";
  return textOf(host, "/proc/2/comm") === "kthreadd"
    ? undefined
    : "inside a container the driver's process numbers mean nothing";
}

function useOf(host: Host, library: string, handle: bigint): NvmlUseData {
  const memory = new SharedArrayBuffer(8 * NVML_USE.words);
  return { library, handle, memory, pid: host.pid, root: host.path("") };
}

function attempt(read: () => number, what: string): number {
  try {
    return read();
  } catch (cause) {
    throw new SourceError(`Cannot read ${what}: ${nvmlWords(Number(messageOf(cause)))}`, { cause });
  }
}
