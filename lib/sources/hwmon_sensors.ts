import type { Host } from "../host.ts";
import type { Seconds } from "../units.ts";
import { namesIn, textOf } from "./folder.ts";
import type { Device, Reading } from "./source.ts";

/** A sensor of a driver whose meaning is known. */
export interface HwmonSensor {
  /** Component. */
  readonly part: Device["part"];
  /** For people. */
  readonly label: string;
  /** Counter or power. */
  readonly kind: Reading["kind"];
  /** Files whose numbers are multiplied. */
  readonly files: readonly string[];
  /** To joules or watts. */
  readonly factor: number;
  /** How often it changes. */
  readonly periodS: Seconds;
}

/** A sensor that is not used, with the reason. */
export interface HwmonUnused {
  /** Why. */
  readonly whyNot: string;
}

/** Intel's driver extends its register when it is read; i915 and xe count every millisecond. */
const INTEL_PERIOD_S = 0.001;

/** Boards and controllers that do not say how often they measure: kernel documentation has 1 s as usual. */
const BOARD_PERIOD_S = 1;

/** The drivers amd_energy and zenergy add up a 32-bit register every 100 s at most, and at each read. */
const AMD_PERIOD_S = 0.001;

/** Energy and power that a folder of the hardware monitor tells, by its driver. */
export function hwmonSensors(host: Host, path: string, driver: string): (HwmonSensor | HwmonUnused)[] {
  const files = namesIn(host, path);
  const label = (channel: string) => textOf(host, `${path}/${channel}_label`) ?? "";
  const energy = files.filter((file) => /^energy\d+_input$/.test(file));
  const channels = energy.map((file) => ({ file, label: label(file.replace("_input", "")) }));
  switch (driver) {
    case "i915":
    case "xe":
      return intelCard(channels);
    case "amd_energy":
    case "zenergy":
      // One per core beside them: parts of the socket.
      return channels.filter(({ label }) => /^Esocket\d+$/.test(label)).map(({ file, label }) => ({
        ...counter(file, "cpu", `CPU socket ${label.replace("Esocket", "")}`),
        periodS: AMD_PERIOD_S,
      }));
    case "power_meter":
      return powerMeter(host, path, files);
    case "ina3221":
      return jetson(files, label);
    case "amdgpu":
      return [];
    default:
      return channels.map(({ file, label }) => ({
        whyNot: `${file}${label ? ` "${label}"` : ""}: it is not known which part of the machine that is`,
      }));
  }
}

function counter(file: string, part: Device["part"], label: string): HwmonSensor {
  return { part, label, kind: "counter", files: [file], factor: 1e-6, periodS: INTEL_PERIOD_S };
}

/** The card as a whole where the driver tells it, else its chip; tiles and memory are parts of them. */
function intelCard(channels: readonly { file: string; label: string }[]): HwmonSensor[] {
  const whole = channels.find(({ label }) => label === "card") ??
    channels.find(({ label }) => label === "pkg" || label === "");
  return whole ? [counter(whole.file, "gpu", "Intel GPU")] : [];
}

/** ACPI power meters measure the board; NVIDIA's Grace has one per domain, told apart by an OEM text. */
function powerMeter(host: Host, path: string, files: readonly string[]): (HwmonSensor | HwmonUnused)[] {
  const file = ["power1_average", "power1_input"].find((name) => files.includes(name));
  if (file === undefined) {
    return [{ whyNot: "no power1_average; on Grace the kernel wants acpi_power_meter.force_cap_on=y" }];
  }
  const domain = textOf(host, `${path}/power1_oem_info`) ?? textOf(host, `${path}/device/power1_oem_info`) ??
    "";
  const intervalMs = Number(textOf(host, `${path}/power1_average_interval`) ?? NaN);
  const periodS = intervalMs > 0 ? intervalMs / 1000 : BOARD_PERIOD_S;
  const power = { kind: "power", files: [file], factor: 1e-6, periodS } as const;
  const grace = /^Grace Power Socket (\d+)/.exec(domain);
  if (grace) return [{ ...power, part: "cpu", label: `Grace socket ${grace[1]}` }];
  if (/^(CPU|SysIO|Module) Power/i.test(domain)) {
    return [{ whyNot: `"${domain}" overlaps the sensor of the Grace chip` }];
  }
  return [{ ...power, part: "machine", label: "Board (ACPI power meter)" }];
}

/** Jetson: volts times amperes of one channel; in4 to in7 are shunts and sums. The input rail has all others in it. */
function jetson(files: readonly string[], label: (channel: string) => string): (HwmonSensor | HwmonUnused)[] {
  const rails = [1, 2, 3].filter((rail) =>
    files.includes(`in${rail}_input`) && files.includes(`curr${rail}_input`)
  ).map((rail) => ({ rail, name: label(`in${rail}`) }));
  const sensor = (rail: number, part: Device["part"], label: string): HwmonSensor => ({
    part,
    label,
    kind: "power",
    files: [`in${rail}_input`, `curr${rail}_input`],
    // Millivolts and milliamperes.
    factor: 1e-6,
    periodS: BOARD_PERIOD_S,
  });
  const whole = rails.find(({ name }) => /^VDD_IN$|^POM_5V_IN$/.test(name));
  if (whole) return [sensor(whole.rail, "machine", `Board (${whole.name})`)];
  return rails.map(({ rail, name }) => {
    if (/GPU/.test(name) && !/CPU|SOC/.test(name)) return sensor(rail, "gpu", `GPU rail ${name}`);
    if (/CPU/.test(name)) return sensor(rail, "cpu", `CPU rail ${name}`);
    return { whyNot: `rail ${rail} "${name}": it is not known which part of the machine that is` };
  });
}
