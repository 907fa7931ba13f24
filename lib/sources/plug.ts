import type { Host } from "../host.ts";
import { type HttpSource, httpSource } from "./http_source.ts";
import { leftOut } from "./left_out.ts";
import type { OpenedKind } from "./source.ts";

const NAME = "smart plug";
const VARIABLE = "WATTBOOK_PLUG";

/** One question a second; the plugs themselves measure about as often. */
const PERIOD_MS = 1000;

type Shape = Pick<HttpSource, "kind" | "quantumJ" | "pick"> & { readonly path: (outlet: string) => string };

/**
 * What each make is asked, and what its answer means; functions stand on their own, because they run as text.
 * Shelly of the second generation and later: watt hours in steps of 1 mWh (Shelly API documentation, Switch). First
 * generation: watts. Tasmota: watts, because its kilowatt hours come in steps of 1 Wh.
 */
const SHAPES: Readonly<Record<string, Shape>> = {
  shelly: {
    path: (outlet) => `/rpc/Switch.GetStatus?id=${outlet}`,
    kind: "counter",
    quantumJ: 3.6,
    pick: (answer) => Number((answer as { aenergy: { total: number } }).aenergy.total) * 3600,
  },
  "shelly-gen1": {
    path: (outlet) => `/meter/${outlet}`,
    kind: "power",
    quantumJ: 0,
    pick: (answer) => Number((answer as { power: number }).power),
  },
  tasmota: {
    path: () => "/cm?cmnd=Status%208",
    kind: "power",
    quantumJ: 0,
    pick(answer) {
      const { StatusSNS, StatusPWR } = answer as Record<string, { ENERGY: { Power: number } }>;
      return Number((StatusSNS ?? StatusPWR)?.ENERGY.Power);
    },
  },
};

/**
 * A smart plug that the whole machine hangs on, named in the environment:
 * `WATTBOOK_PLUG=shelly://192.168.1.20`, `shelly-gen1://…`, `tasmota://…`, with `/1` for the second outlet.
 */
export function openPlug(host: Host): OpenedKind {
  const named = host.env(VARIABLE);
  if (named === undefined) {
    return leftOut(NAME, "none is named", {
      howToEnable: `set ${VARIABLE}=shelly://HOST where the machine hangs on such a plug`,
      absent: true,
    });
  }
  const [, scheme = "", user = "", address = "", outlet = "0"] =
    /^([a-z0-9-]+):\/\/(?:([^@/]*)@)?([^/@?#]+)(?:\/(\d+))?\/?$/.exec(named) ?? [];
  const shape = SHAPES[scheme];
  if (shape === undefined || !URL.canParse(`http://${address}`)) {
    return leftOut(
      NAME,
      `Cannot read ${VARIABLE}: it is not of the form shelly://HOST, shelly-gen1://HOST or tasmota://HOST`,
      { howToEnable: `set ${VARIABLE} to one of these` },
    );
  }
  return httpSource(host, {
    name: NAME,
    device: { id: `plug:${address}/${outlet}`, part: "machine", label: `Smart plug at ${address}` },
    urls: [`http://${address}${shape.path(outlet)}`],
    secret: decodeURIComponent(user),
    kind: shape.kind,
    quantumJ: shape.quantumJ,
    pick: shape.pick,
    periodMs: PERIOD_MS,
  });
}
