import type { Host } from "../host.ts";
import { leftOut } from "./left_out.ts";
import { functionText, polledSource } from "./polled_source.ts";
import type { OpenedKind } from "./source.ts";

const NAME = "IPMI (server board)";
const VARIABLE = "WATTBOOK_IPMI";

/** Controllers are slow, and most of them average over some seconds anyway. */
const PERIOD_MS = 5000;

/** What each program wants to be asked for the board's power (DCMI, get power reading). */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  "ipmitool": ["dcmi", "power", "reading"],
  "ipmi-dcmi": ["--get-system-power-statistics"],
};

/**
 * Watts in what ipmitool (`Instantaneous power reading: 220 Watts`) or FreeIPMI (`Current Power : 220 Watts`) prints;
 * stands on its own, because it runs as text.
 */
function watts(printed: string): number {
  return Number(
    /^\s*(?:Instantaneous power reading|Current Power)\s*:\s*(\d+) Watts/im.exec(printed)?.[1] ?? NaN,
  );
}

/**
 * The power that a server's board tells by IPMI, through a program that is named in the environment and that this
 * user may run: `WATTBOOK_IPMI=ipmitool`, `WATTBOOK_IPMI=/usr/sbin/ipmi-dcmi`, `WATTBOOK_IPMI="sudo -n ipmitool"`.
 */
export function openIpmi(host: Host): OpenedKind {
  const named = host.env(VARIABLE);
  if (named === undefined) {
    return leftOut(NAME, "no program is named", {
      howToEnable:
        `set ${VARIABLE}=ipmitool (or ipmi-dcmi) where the server has a board that tells its power`,
      absent: true,
    });
  }
  const words = named.trim().split(/\s+/), program = words.at(-1) ?? "";
  const args = ARGUMENTS[program.slice(program.lastIndexOf("/") + 1)];
  if (args === undefined) {
    return leftOut(NAME, `${VARIABLE} names ${JSON.stringify(named.slice(0, 60))}`, {
      howToEnable:
        `set it to ipmitool or ipmi-dcmi, with its path or "sudo -n" in front where that is needed`,
    });
  }
  if (Deno.permissions.querySync({ name: "run", command: words[0] ?? "" }).state !== "granted") {
    return leftOut(NAME, `Cannot run "${words[0]}": needs --allow-run`, {
      howToEnable: `run with --allow-run=${words[0]}`,
    });
  }
  const asked = { command: [...words, ...args], pick: functionText(watts), periodMs: PERIOD_MS };
  const device = { id: "ipmi", part: "machine", label: "Server board (IPMI)" } as const;
  return {
    sources: [
      polledSource(host, asked, { device, kind: "power", quantumJ: 0, origin: asked.command.join(" ") }),
    ],
    leftOut: [],
  };
}
