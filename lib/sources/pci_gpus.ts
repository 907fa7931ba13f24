import type { Host } from "../host.ts";
import { namesIn, textOf } from "./folder.ts";

/** A graphics card that the PCI bus shows, whether or not it can be read. */
export interface PciGpu {
  /** `"0000:01:00.0"`. */
  readonly address: string;
  /** `"10de"` is NVIDIA, `"1002"` AMD, `"8086"` Intel. */
  readonly vendor: string;
  /** The maker's number of the model. */
  readonly device: string;
}

const BUS = "/sys/bus/pci/devices", CARDS = "/sys/class/drm";

/**
 * `pci:v000010DEd00002684sv…bc03sc00i00`: maker, model and class: 03 is display; 12, a processing accelerator, is
 * what AMD calls its cards without outputs.
 */
const MODALIAS = /^pci:v0000(10DE|1002)d0000([0-9A-F]{4}).*bc(?:03|12)sc/;

/** Graphics cards by their makers' numbers; a machine without any costs two looks. */
export function readPciGpus(host: Host): PciGpu[] {
  return host.os === "linux" ? [...onTheBus(host), ...intelCards(host)] : [];
}

/** NVIDIA's and AMD's, with or without a driver. */
function onTheBus(host: Host): PciGpu[] {
  // One file has the whole bus: `0100` is bus 1, device 0; the domain in front of it is missing there.
  const list = textOf(host, "/proc/bus/pci/devices");
  const places = list === undefined
    ? undefined
    : Array.from(list.matchAll(/^([0-9a-f]{2})([0-9a-f]{2})\t(?:10de|1002)/gm), ([, bus, place = "0"]) => {
      const number = parseInt(place, 16);
      return `${bus}:${(number >> 3).toString(16).padStart(2, "0")}.${number & 7}`;
    });
  if (places?.length === 0) return [];
  return namesIn(host, BUS).filter((address) => places?.some((place) => address.endsWith(place)) ?? true)
    .flatMap((address) => {
      const found = MODALIAS.exec(textOf(host, `${BUS}/${address}/modalias`) ?? "");
      const [, vendor = "", device = ""] = found ?? [];
      return found ? [{ address, vendor: vendor.toLowerCase(), device: device.toLowerCase() }] : [];
    });
}

/** Intel's by their driver's cards: the bus is full of Intel's other devices. */
function intelCards(host: Host): PciGpu[] {
  return namesIn(host, CARDS).filter((name) => /^card\d+$/.test(name)).flatMap((name) => {
    const text = textOf(host, `${CARDS}/${name}/device/uevent`) ?? "";
    const device = /^PCI_ID=8086:([0-9A-F]{4})$/m.exec(text)?.[1];
    const address = /^PCI_SLOT_NAME=(.+)$/m.exec(text)?.[1];
    return device && address ? [{ address, vendor: "8086", device: device.toLowerCase() }] : [];
  });
}
