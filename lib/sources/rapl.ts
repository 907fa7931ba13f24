import { namesIn } from "./folder.ts";
import { messageOf } from "../errors.ts";
import type { Host, OpenFile } from "../host.ts";
import type { Joules } from "../units.ts";
import { fileSampling } from "./number_files.ts";
import { plainNumber } from "./plain_number.ts";
import { type Device, type Reading, type Source, SourceError, type SourceLeftOut } from "./source.ts";

const FOLDER = "/sys/class/powercap";
const NAME = "RAPL powercap";

/** RAPL counters change about every millisecond (Intel SDM vol. 3B, section 16.10). */
const PERIOD_S = 0.001;

/** Coarsest energy unit of the processors that powercap serves: 2^-14 J (Intel SDM, MSR_RAPL_POWER_UNIT). */
const QUANTUM_J = 61e-6;

const REMEDY = `sudo chmod -R a+r ${FOLDER}/intel-rapl* (until the next start; for good: a udev rule ` +
  `SUBSYSTEM=="powercap", RUN+="/bin/chmod -R a+r /sys%p")`;

const HIDDEN_REMEDY =
  "in a container: mount /sys/devices/virtual/powercap of the host, read-only, at the same path";

/** One zone of the powercap tree. */
interface Zone {
  readonly path: string;
  readonly name: string;
  readonly energy: Joules;
  readonly wrapsAt: Joules | undefined;
}

/**
 * Sources of the processor's own energy counters through Linux' powercap tree.
 *
 * Packages are added up, DRAM zones beside them (they are not inside the package's energy); `core` and `uncore`
 * are parts of a package and left out; `psys` overlaps the packages and is used only where no package is readable;
 * the mmio tree repeats the same domains. Two packages whose counters are equal are one socket shown twice.
 */
export function openRapl(host: Host): { sources: Source[]; leftOut: SourceLeftOut[] } {
  const leftOut: SourceLeftOut[] = [];
  const zones: Zone[] = [];
  for (const folder of zoneFolders(host)) {
    const zone = readZone(host, `${FOLDER}/${folder}`);
    if (typeof zone === "string") leftOut.push({ name: NAME, whyNot: zone, howToEnable: remedyFor(zone) });
    else if (zone) zones.push(zone);
  }
  if (zones.length === 0 && leftOut.length === 0) {
    const whyNot = reasonOfAbsence(host);
    leftOut.push({ name: NAME, whyNot, howToEnable: remedyFor(whyNot) });
  }
  const unique = dropRepeated(host, zones);
  for (const mirrored of zones.filter((zone) => !unique.includes(zone))) {
    leftOut.push({
      name: NAME,
      whyNot: `${mirrored.path}: repeats the counter of another zone`,
      howToEnable: "",
    });
  }
  const packages = unique.filter(({ name }) => name.startsWith("package"));
  const dram = unique.filter(({ name }) => name === "dram");
  const psys = unique.filter(({ name }) => name === "psys");
  const chosen = packages.length > 0 ? [...packages, ...dram] : psys.length > 0 ? psys.slice(0, 1) : dram;
  if (packages.length > 0) {
    for (const { path } of psys) {
      leftOut.push({ name: NAME, whyNot: `${path}: psys overlaps the packages`, howToEnable: "" });
    }
  }
  return { sources: chosen.map((zone) => openZone(host, zone, chosen)), leftOut };
}

/** Zones of the MSR tree; the mmio tree only where the MSR tree has none. */
function zoneFolders(host: Host): string[] {
  const all = namesIn(host, FOLDER).filter((name) => /^(amd|intel)-rapl(-mmio)?:/.test(name));
  const direct = all.filter((name) => !name.includes("-mmio:"));
  const top = direct.length > 0 ? direct : all;
  const nested = top.flatMap((zone) =>
    namesIn(host, `${FOLDER}/${zone}`)
      .filter((name) => name.startsWith(`${zone}:`) && !top.includes(name))
      .map((name) => `${zone}/${name}`)
  );
  return [...top, ...nested];
}

/** A zone, a reason why it cannot be used, or nothing where it is a part of another zone. */
function readZone(host: Host, path: string): Zone | string | undefined {
  let name: string;
  try {
    name = host.readText(`${path}/name`).trim();
  } catch (error) {
    // A container engine leaves the links to the zones and hides what they lead to.
    return `${path}/name: ${messageOf(error)}`;
  }
  if (!/^(package(-\d+(-die-\d+)?)?|dram|psys)$/.test(name)) return undefined;
  let energy: number;
  try {
    energy = microjoules(host.readText(`${path}/energy_uj`));
  } catch (error) {
    return `${path}/energy_uj: ${messageOf(error)}`;
  }
  if (!Number.isFinite(energy)) return `${path}/energy_uj: holds no number`;
  return { path, name, energy, wrapsAt: readRange(host, path) };
}

/** Without the range a wrap cannot be corrected; the ledger then drops that interval. */
function readRange(host: Host, path: string): Joules | undefined {
  try {
    const range = microjoules(host.readText(`${path}/max_energy_range_uj`));
    return range > 0 ? range : undefined;
  } catch {
    // The file has its own permissions; unreadable means unknown.
    return undefined;
  }
}

/** Some processors show one socket's counter once per die: of zones of one kind with one counter the first stays. */
function dropRepeated(host: Host, zones: readonly Zone[]): Zone[] {
  return zones.filter((zone, index) =>
    !zones.slice(0, index).some((other) => kindOf(other) === kindOf(zone) && isRepeated(host, zone, other))
  );
}

function kindOf({ name }: Zone): string {
  return name.split("-")[0] ?? name;
}

/** Counters run on between two reads: what is read between two reads of the same counter lies between them. */
function isRepeated(host: Host, zone: Zone, other: Zone): boolean {
  const read = ({ path }: Zone) => microjoules(host.readText(`${path}/energy_uj`));
  try {
    const before = read(other), energy = read(zone), after = read(other);
    const slack = 1e-6 * energy;
    return energy > 0 && before - slack <= energy && energy <= after + slack;
  } catch {
    // It was readable a moment ago; when it fails for good, the ledger says so.
    return false;
  }
}

function openZone(host: Host, zone: Zone, all: readonly Zone[]): Source {
  const file: OpenFile = host.open(`${zone.path}/energy_uj`);
  const { wrapsAt } = zone;
  return {
    device: deviceOf(zone, all.filter((other) => kindOf(other) === kindOf(zone)).indexOf(zone)),
    periodS: PERIOD_S,
    quantumJ: QUANTUM_J,
    origin: `${zone.path}/energy_uj`,
    read(): Reading {
      const energy = readCounter(file, zone.path);
      return { kind: "counter", energy, ...(wrapsAt === undefined ? {} : { wrapsAt }) };
    },
    sampling: fileSampling({ paths: [host.path(`${zone.path}/energy_uj`)], factor: 1e-6 }),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

function readCounter(file: OpenFile, path: string): Joules {
  let energy: number;
  try {
    energy = microjoules(file.read());
  } catch (cause) {
    throw new SourceError(`Cannot read "${path}/energy_uj"`, { cause });
  }
  if (!Number.isFinite(energy)) throw new SourceError(`Cannot read "${path}/energy_uj": it holds no number`);
  return energy;
}

function deviceOf({ name }: Zone, index: number): Device {
  if (name === "dram") return { id: `rapl:dram-${index}`, part: "memory", label: `Memory ${index}` };
  if (name === "psys") return { id: "rapl:psys", part: "machine", label: "Platform (psys)" };
  return { id: `rapl:package-${index}`, part: "cpu", label: `CPU package ${index}` };
}

function microjoules(text: string): Joules {
  return plainNumber(text) / 1e6;
}

function remedyFor(reason: string): string {
  if (/permission|denied/i.test(reason)) return REMEDY;
  if (/deno run -A|all access/i.test(reason)) return "run with deno run -A";
  return /-rapl.*No such file/.test(reason) ? HIDDEN_REMEDY : "";
}

function reasonOfAbsence(host: Host): string {
  if (host.os !== "linux") return `powercap is Linux only, this is ${host.os}`;
  try {
    return host.list(FOLDER).length === 0
      ? `${FOLDER} is empty: a virtual machine, a container or a processor without RAPL`
      : `${FOLDER} has no package zone`;
  } catch (error) {
    // The message says which of absence and missing permission it is.
    return `${FOLDER}: ${messageOf(error)}`;
  }
}
