import type { Host } from "../host.ts";
import { httpSource } from "./http_source.ts";
import { leftOut } from "./left_out.ts";
import type { OpenedKind } from "./source.ts";

const NAME = "Redfish (server board)";
const VARIABLE = "WATTBOOK_REDFISH";

/** Controllers are slow, and most of them average over some seconds anyway. */
const PERIOD_MS = 5000;

/** Watts in `Power` (DSP0266) or in the newer `EnvironmentMetrics`; stands on its own, because it runs as text. */
function watts(answer: unknown): number {
  const { PowerControl, PowerWatts } = answer as {
    PowerControl?: { PowerConsumedWatts?: number }[];
    PowerWatts?: { Reading?: number };
  };
  return Number(PowerWatts?.Reading ?? PowerControl?.[0]?.PowerConsumedWatts ?? NaN);
}

/**
 * The power that a server's management controller tells, named in the environment:
 * `WATTBOOK_REDFISH=https://USER:PASSWORD@CONTROLLER/redfish/v1/Chassis/1`.
 */
export function openRedfish(host: Host): OpenedKind {
  const named = host.env(VARIABLE);
  if (named === undefined) {
    return leftOut(NAME, "none is named", {
      howToEnable:
        `set ${VARIABLE}=https://USER:PASSWORD@CONTROLLER/redfish/v1/Chassis/1 where the server has one`,
      absent: true,
    });
  }
  const url = URL.parse(named);
  if (url === null || !/^https?:$/.test(url.protocol) || !/\/Chassis\/[^/]+\/?$/.test(url.pathname)) {
    return leftOut(NAME, `Cannot read ${VARIABLE}: it does not name a chassis`, {
      howToEnable: `set it to https://USER:PASSWORD@CONTROLLER/redfish/v1/Chassis/1`,
    });
  }
  const chassis = `${url.origin}${url.pathname.replace(/\/$/, "")}`;
  const secret = url.username ? decodeURIComponent(`${url.username}:${url.password}`) : "";
  return httpSource(host, {
    name: NAME,
    device: { id: `redfish:${url.host}${url.pathname}`, part: "machine", label: `Server at ${url.host}` },
    urls: [`${chassis}/Power`, `${chassis}/EnvironmentMetrics`],
    secret,
    kind: "power",
    quantumJ: 0,
    pick: watts,
    periodMs: PERIOD_MS,
  });
}
