import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { openAmdGpu } from "./amd_gpu.ts";
import { openApple } from "./apple.ts";
import { openBattery } from "./battery.ts";
import { openHwmon } from "./hwmon.ts";
import { openIpmi } from "./ipmi.ts";
import { openLevelZero } from "./level_zero.ts";
import { openNvidia } from "./nvidia.ts";
import { openPerfPower } from "./perf_power.ts";
import { type PciGpu, readPciGpus } from "./pci_gpus.ts";
import { openPlug } from "./plug.ts";
import { openRapl } from "./rapl.ts";
import { openRedfish } from "./redfish.ts";
import type { OpenedKind, Source, SourceLeftOut } from "./source.ts";
import { openWindowsEmi } from "./windows_emi.ts";

/** Everything that can be read on this machine, and what was left out with its reason. */
export interface OpenedSources extends Disposable {
  /** Usable sources. */
  readonly sources: readonly Source[];
  /** The others. */
  readonly leftOut: readonly SourceLeftOut[];
}

/** One function per kind of source; it sees what was opened before it, so that nothing is read twice, and the cards. */
interface Kind {
  readonly name: string;
  readonly open: (host: Host, before: readonly Source[], cards: readonly PciGpu[]) => OpenedKind;
}

const counted = (before: readonly Source[]) => before.some(({ device }) => device.part === "cpu");

/** In the order of preference; a new source is one line here. */
const KINDS: readonly Kind[] = [
  { name: "RAPL powercap", open: openRapl },
  { name: "perf power events", open: (host, before) => openPerfPower(host, counted(before)) },
  { name: "Apple energy counters", open: openApple },
  { name: "Windows energy meters (EMI)", open: openWindowsEmi },
  { name: "NVIDIA GPU", open: (host, _before, cards) => openNvidia(host, cards) },
  { name: "AMD GPU", open: (host, before, cards) => openAmdGpu(host, cards, counted(before)) },
  { name: "hwmon", open: (host, before) => openHwmon(host, counted(before)) },
  {
    name: "Intel GPU (Level Zero)",
    open: (host, before, cards) => openLevelZero(host, cards, hasIntelCard(before)),
  },
  { name: "smart plug", open: openPlug },
  { name: "Redfish (server board)", open: openRedfish },
  { name: "IPMI (server board)", open: openIpmi },
  { name: "battery", open: openBattery },
];

/** Not being able to look at the bus takes nothing else away. */
function cardsOf(host: Host): readonly PciGpu[] {
  try {
    return readPciGpus(host);
  } catch {
    // A file with unexpected content; the drivers' own files may still be there.
    return [];
  }
}

function hasIntelCard(before: readonly Source[]): boolean {
  return before.some(({ device }) => device.part === "gpu" && device.id.startsWith("hwmon:"));
}

/** Opens every source of this machine; never throws. */
export function openSources(host: Host): OpenedSources {
  const sources: Source[] = [], leftOut: SourceLeftOut[] = [];
  const cards = cardsOf(host);
  for (const { name, open } of KINDS) {
    try {
      const opened = open(host, sources, cards);
      sources.push(...opened.sources);
      leftOut.push(...opened.leftOut);
    } catch (error) {
      // One source that fails must not take the others with it.
      leftOut.push({ name, whyNot: messageOf(error), howToEnable: "" });
    }
  }
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}
