import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { type AmdSmi, openAmdSmi, openAmdSmiReader } from "./amd_smi.ts";
import { namesIn, textOf } from "./folder.ts";
import { AMD_COUNT_J, energyOfGpuMetrics, gpuMetricsOffset, openBinaryCounter } from "./gpu_metrics.ts";
import { numberSource } from "./number_source.ts";
import type { PciGpu } from "./pci_gpus.ts";
import { type Device, type OpenedKind, type Source, SourceError, type SourceLeftOut } from "./source.ts";

const NAME = "AMD GPU";
const FOLDER = "/sys/bus/pci/devices";

/** The firmware adds to its counter about every millisecond (amdsmi), and averages power over about as much. */
const COUNTER_PERIOD_S = 0.001, POWER_PERIOD_S = 0.1;

/**
 * Sources of AMD's graphics cards: AMD's own library where ROCm is installed, then the counter in the driver's
 * `gpu_metrics`, then its power. Of a processor with graphics the driver tells the power of both: that is the
 * processor's where its own counter cannot be read, and left out where it can.
 *
 * @param onBus Cards that the bus shows.
 * @param counted Whether the processor's counter is read already.
 */
export function openAmdGpu(host: Host, onBus: readonly PciGpu[], counted: boolean): OpenedKind {
  const gpus = onBus.filter(({ vendor }) => vendor === "1002");
  const sources: Source[] = [], leftOut: SourceLeftOut[] = [];
  const cards = gpus.filter(({ address }) => {
    if (!isIntegrated(host, address)) return true;
    const opened = counted ? undefined : openProcessor(host, address);
    if (opened !== undefined) sources.push(opened);
    else {
      const whyNot = `${address} is part of the processor: its energy is in the processor's`;
      leftOut.push({ name: NAME, whyNot, howToEnable: "" });
    }
    return false;
  });
  if (gpus.length === 0) {
    const whyNot = host.os === "linux"
      ? "no such card on the PCI bus"
      : `read on Linux only, this is ${host.os}`;
    leftOut.push({ name: NAME, whyNot, howToEnable: "", absent: true });
  }
  const fromLibrary = cards.length > 0 ? openFromLibrary(host) : [];
  if (fromLibrary.length > 0) return { sources: [...sources, ...fromLibrary], leftOut };
  for (const [index, card] of cards.entries()) {
    const opened = openFromDriver(host, card, index);
    if ("whyNot" in opened) leftOut.push(opened);
    else sources.push(opened);
  }
  return { sources, leftOut };
}

/** Only such chips have a rail of the north bridge (kernel documentation of amdgpu: in1, "vddnb"). */
function isIntegrated(host: Host, address: string): boolean {
  return hwmonOf(host, address).some((path) => textOf(host, `${path}/in1_label`) === "vddnb");
}

/** Readable for everybody, unlike the processor's counter (kernel documentation of amdgpu: "includes the CPU"). */
function openProcessor(host: Host, address: string): Source | undefined {
  const device: Device = { id: `amd:${address}`, part: "cpu", label: "Processor with graphics (amdgpu)" };
  const reasons: string[] = [];
  return openPower(host, address, device, reasons);
}

function hwmonOf(host: Host, address: string): string[] {
  const folder = `${FOLDER}/${address}/hwmon`;
  return namesIn(host, folder).map((name) => `${folder}/${name}`);
}

function deviceOf(index: number, id: string): Device {
  return {
    id: `amd:${id}`,
    part: "gpu",
    label: `GPU ${index} (AMD)`,
    notSplit: "its driver does not tell which process used it",
  };
}

/** ROCm has the device file `/dev/kfd`; without it the library would only cost time. */
function openFromLibrary(host: Host): Source[] {
  if (textOf(host, "/sys/class/kfd/kfd/topology/generation_id") === undefined) return [];
  let smi: AmdSmi;
  try {
    smi = openAmdSmi(host);
  } catch {
    // Not installed, or the card does not count there (in a guest): the driver's files are next.
    return [];
  }
  const { library } = smi;
  let open = smi.cards.length;
  if (open === 0) smi[Symbol.dispose]();
  return smi.cards.map(({ handle, read }, index) => ({
    device: deviceOf(index, `smi-${index}`),
    periodS: COUNTER_PERIOD_S,
    quantumJ: AMD_COUNT_J,
    origin: "amdsmi energy count",
    read() {
      try {
        return { kind: "counter", energy: read() };
      } catch (cause) {
        throw new SourceError(`Cannot read AMD GPU ${index}: ${messageOf(cause)}`, { cause });
      }
    },
    sampling: { text: openAmdSmiReader.toString(), data: { library, handle } },
    [Symbol.dispose]() {
      if (--open === 0) smi[Symbol.dispose]();
    },
  }));
}

function openFromDriver(
  host: Host,
  { address, device: model }: PciGpu,
  index: number,
): Source | SourceLeftOut {
  const path = `${FOLDER}/${address}/gpu_metrics`, device = deviceOf(index, address);
  const reasons: string[] = [];
  try {
    const bytes = host.readBytes(path);
    const energy = energyOfGpuMetrics(bytes, model);
    if (typeof energy === "number") return openMetrics(host, path, model, gpuMetricsOffset(bytes), device);
    reasons.push(energy);
  } catch (error) {
    // An old driver has no such file.
    reasons.push(messageOf(error));
  }
  const power = openPower(host, address, device, reasons);
  if (power !== undefined) return power;
  const present = `AMD GPU 1002:${model} at ${address}`;
  return {
    name: NAME,
    whyNot: `${address}: ${reasons.join("; ")}`,
    howToEnable: "load the driver amdgpu",
    present,
  };
}

/** The driver's power; adds to the reasons where it cannot be read. */
function openPower(host: Host, address: string, device: Device, reasons: string[]): Source | undefined {
  for (const folder of hwmonOf(host, address)) {
    const file = ["power1_average", "power1_input"].find((name) => namesIn(host, folder).includes(name));
    if (file === undefined) continue;
    try {
      const paths = [`${folder}/${file}`];
      return numberSource(host, {
        device,
        kind: "power",
        paths,
        factor: 1e-6,
        periodS: POWER_PERIOD_S,
        quantumJ: 0,
      });
    } catch (error) {
      // A card that sleeps refuses to be asked.
      reasons.push(messageOf(error));
    }
  }
  return undefined;
}

function openMetrics(host: Host, path: string, model: string, offset: number, device: Device): Source {
  return {
    device,
    periodS: COUNTER_PERIOD_S,
    quantumJ: AMD_COUNT_J,
    origin: path,
    read() {
      let energy: number | string;
      try {
        energy = energyOfGpuMetrics(host.readBytes(path), model);
      } catch (cause) {
        throw new SourceError(`Cannot read "${path}": ${messageOf(cause)}`, { cause });
      }
      if (typeof energy === "string") throw new SourceError(`Cannot read "${path}": ${energy}`);
      return { kind: "counter", energy };
    },
    sampling: {
      text: openBinaryCounter.toString(),
      data: { path: host.path(path), offset, unitJ: AMD_COUNT_J },
    },
    [Symbol.dispose]() {},
  };
}
