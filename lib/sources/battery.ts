import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Seconds } from "../units.ts";
import { namesIn, textOf } from "./folder.ts";
import { numberSource } from "./number_source.ts";
import type { OpenedKind, Source, SourceLeftOut } from "./source.ts";

const FOLDER = "/sys/class/power_supply";
const NAME = "battery";

/** Batteries are asked by the firmware every second to half a minute; the slower end is assumed. */
const PERIOD_S: Seconds = 30;

/**
 * The power that a laptop draws from its battery: the truth about the whole machine, screen included, but only
 * while it discharges. One battery only: of two the one in use changes without notice.
 */
export function openBattery(host: Host): OpenedKind {
  const sources: Source[] = [], leftOut: SourceLeftOut[] = [];
  const leave = (whyNot: string, more: Partial<SourceLeftOut> = {}) =>
    leftOut.push({ name: NAME, whyNot, howToEnable: "", ...more });
  const batteries = namesIn(host, FOLDER).filter((name) =>
    // Mice and headsets have batteries too; their scope is their own.
    textOf(host, `${FOLDER}/${name}/type`) === "Battery" &&
    textOf(host, `${FOLDER}/${name}/scope`) !== "Device"
  );
  const [name] = batteries;
  if (name === undefined) {
    leave(host.os === "linux" ? "this machine has none" : `read on Linux only, this is ${host.os}`, {
      absent: true,
    });
    return { sources, leftOut };
  }
  const path = `${FOLDER}/${name}`;
  const status = textOf(host, `${path}/status`) ?? "unknown";
  if (batteries.length > 1) {
    leave(`${batteries.join(" and ")}: which of them is in use changes without notice`);
  } else if (status !== "Discharging") {
    leave(`${path}/status: "${status}"; only a battery that discharges tells what the machine draws`, {
      howToEnable: "unplug the laptop, then restart the kernel or program",
    });
  } else {
    const files = textOf(host, `${path}/power_now`) === undefined
      ? { paths: [`${path}/current_now`, `${path}/voltage_now`], factor: 1e-12 }
      : { paths: [`${path}/power_now`], factor: 1e-6 };
    try {
      sources.push(numberSource(host, {
        device: { id: `battery:${name}`, part: "machine", label: "Battery (whole machine)" },
        kind: "power",
        periodS: PERIOD_S,
        quantumJ: 0,
        when: { path: `${path}/status`, is: "Discharging" },
        ...files,
      }));
    } catch (error) {
      // Some firmware tells no current.
      leave(messageOf(error));
    }
  }
  return { sources, leftOut };
}
