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

const FOLDER = "/sys/bus/pci/devices";

/**
 * `pci:v000010DEd00002684sv…bc03sc00i00`: maker, model and class: 03 is display; 12, a processing accelerator, is
 * what AMD calls its cards without outputs and Intel a part of its processors.
 */
const MODALIAS = /^pci:v0000(?:(10DE|8086)|(1002))d0000([0-9A-F]{4}).*bc(?:03|(12))sc/;

/** Graphics cards by their makers' numbers; a bus without such a maker costs one read. */
export function readPciGpus(host: Host): PciGpu[] {
  if (host.os !== "linux") return [];
  const list = textOf(host, "/proc/bus/pci/devices");
  if (list !== undefined && !/^[0-9a-f]{4}\t(10de|1002|8086)/m.test(list)) return [];
  return namesIn(host, FOLDER).flatMap((address) => {
    const found = MODALIAS.exec(textOf(host, `${FOLDER}/${address}/modalias`) ?? "");
    if (found === null) return [];
    const [, other, amd, device = "", accelerator] = found;
    if (accelerator !== undefined && amd === undefined) return [];
    return [{ address, vendor: (amd ?? other ?? "").toLowerCase(), device: device.toLowerCase() }];
  });
}
