import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { emiChannels, emiEnergies } from "./emi_decode.ts";
import { type EmiMeter, openEmiMeters } from "./emi_meters.ts";
import { leftOut, permissionRemedy } from "./left_out.ts";
import { newLoader } from "./loader.ts";
import { type Device, type OpenedKind, type Source, SourceError } from "./source.ts";

const NAME = "Windows energy meters (EMI)";

/** The processor's driver passes RAPL on, which changes about every millisecond, in steps of 61 µJ. */
const PERIOD_S = 0.001, QUANTUM_J = 61e-6;

interface Channel {
  readonly meter: EmiMeter;
  readonly index: number;
  readonly device: Device;
}

/** Sources of the energy meters of Windows 11 on bare metal; no administrator is needed. */
export function openWindowsEmi(host: Host): OpenedKind {
  if (host.os !== "windows") return leftOut(NAME, `Windows only, this is ${host.os}`, { absent: true });
  const loader = newLoader(host);
  let meters: EmiMeter[];
  try {
    meters = openEmiMeters(loader.dlopen);
  } catch (error) {
    // An older Windows has no such interface.
    loader[Symbol.dispose]();
    const whyNot = messageOf(error);
    return leftOut(NAME, whyNot, { howToEnable: permissionRemedy(whyNot) });
  }
  const close = () => {
    meters.forEach((meter) => meter.close());
    loader[Symbol.dispose]();
  };
  const channels = meters.flatMap((meter) =>
    emiChannels(meter.metadata, meter.version).flatMap(({ name }, index) => {
      const device = deviceOf(name);
      return device ? [{ meter, index, device }] : [];
    })
  );
  const unique = channels.filter((channel, at) =>
    !channels.slice(0, at).some((other) => repeats(channel, other))
  );
  let open = unique.length;
  if (open === 0) {
    close();
    return leftOut(NAME, "no meter of a processor; virtual machines and older processors have none");
  }
  return {
    sources: unique.map((channel) => openChannel(channel, () => --open === 0 && close())),
    leftOut: channels.filter((channel) => !unique.includes(channel)).map(({ device }) => ({
      name: NAME,
      whyNot: `${device.label}: repeats the counter of another channel`,
      howToEnable: "",
    })),
  };
}

/** Packages and their memory; cores and graphics (PP0, PP1) are parts of a package. */
function deviceOf(name: string): Device | undefined {
  const [, socket, domain] = /^RAPL_Package(\d+)_(PKG|DRAM)$/.exec(name) ?? [];
  if (domain === "PKG") return { id: `emi:package-${socket}`, part: "cpu", label: `CPU package ${socket}` };
  return domain === "DRAM"
    ? { id: `emi:dram-${socket}`, part: "memory", label: `Memory ${socket}` }
    : undefined;
}

/** Some processors show one counter once per die: what is read between two reads of it lies between them. */
function repeats(channel: Channel, other: Channel): boolean {
  if (channel.device.part !== other.device.part) return false;
  try {
    const before = energyOf(other), energy = energyOf(channel), after = energyOf(other);
    const slack = 1e-6 * energy;
    return energy > 0 && before - slack <= energy && energy <= after + slack;
  } catch {
    // When it fails for good, the ledger says so.
    return false;
  }
}

function energyOf({ meter, index, device }: Channel): number {
  const energy = emiEnergies(meter.measure())[index];
  if (energy === undefined) throw new SourceError(`Cannot read "${device.label}": its channel is gone`);
  return energy;
}

function openChannel(channel: Channel, close: () => void): Source {
  return {
    device: channel.device,
    periodS: PERIOD_S,
    quantumJ: QUANTUM_J,
    origin: "Energy Meter Interface",
    read() {
      try {
        return { kind: "counter", energy: energyOf(channel) };
      } catch (cause) {
        throw new SourceError(`Cannot read "${channel.device.label}": ${messageOf(cause)}`, { cause });
      }
    },
    [Symbol.dispose]: close,
  };
}
