import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Intensity } from "./intensity.ts";
import type { LiveFeed } from "./live/feed.ts";

/** Which live service is asked, and for which grid zone. */
export interface LivePlace {
  /** Name of the service, or `"auto"`. */
  readonly service: string;
  /** Grid zone. */
  readonly zone: string;
}

// No literals in import(): what few ask for does not belong to everybody's download and start.
const SERVICES = new URL("./live/services.ts", import.meta.url).href;
const FEED = new URL("./live/feed.ts", import.meta.url).href;

/** How a year's figure becomes the one of a span, where a live service was asked for. */
type During = (startMs: number, endMs: number) => Intensity;

const attached = new WeakMap<Intensity, During>();
const feeds = new WeakMap<Host, Map<string, Promise<LiveFeed | string>>>();

/**
 * Asks a live service for the intensity of a place, without waiting for it: the year's figure that is given back
 * turns into that of a span with {@linkcode intensityDuring}. Nothing is asked unless the user wants it.
 *
 * @param yearly The year's figure, which stands in.
 * @param place Service and zone.
 * @param host Clock, environment and `fetch`.
 */
export function withLive(yearly: Intensity, place: LivePlace, host: Host): Intensity {
  const intensity = { ...yearly };
  let opened: LiveFeed | string | undefined;
  feedOf(place, host).then((feed) => {
    opened = feed;
    if (typeof feed !== "string") return feed.refresh();
  });
  attached.set(intensity, (startMs, endMs) => {
    if (typeof opened === "string") return noted(yearly, opened);
    const during = opened?.during(yearly, startMs, endMs);
    // Asked for the next run, and for this one's late values.
    void opened?.refresh();
    return during ?? noted(yearly, opened?.problem ?? "the live service has not answered yet");
  });
  return intensity;
}

/** The intensity of a span: a live series' mean over it where one was asked for and has arrived, else as it is. */
export function intensityDuring(intensity: Intensity, startMs: number, endMs: number): Intensity {
  return attached.get(intensity)?.(startMs, endMs) ?? intensity;
}

/** Waits until the services that were asked have answered or failed, and ends their timers: for tests and programs' ends. */
export async function closeLive(host: Host): Promise<void> {
  for (const opening of feeds.get(host)?.values() ?? []) {
    const feed = await opening;
    if (typeof feed === "string") continue;
    await feed.refresh();
    feed[Symbol.dispose]();
  }
  feeds.delete(host);
}

function noted(yearly: Intensity, why: string): Intensity {
  const note = `The year's figure stands in for the live one: ${why}`;
  return { ...yearly, note: yearly.note === undefined ? note : `${yearly.note}. ${note}` };
}

/** One feed per zone and process, loaded when a user asks for the first. */
function feedOf({ service: name, zone }: LivePlace, host: Host): Promise<LiveFeed | string> {
  const known = feeds.get(host) ?? new Map<string, Promise<LiveFeed | string>>();
  feeds.set(host, known);
  const key = `${name}\n${zone}`;
  const opening = known.get(key) ??
    Promise.all([
      host.load(SERVICES) as Promise<typeof import("./live/services.ts")>,
      host.load(FEED) as Promise<typeof import("./live/feed.ts")>,
    ])
      .then(([{ liveService }, { openFeed }]) => {
        const found = liveService(name, zone);
        return typeof found === "string" ? found : openFeed(host, found.service, found.zone);
      })
      // The code could not be loaded (no network at its first use): the year's figure says so.
      .catch((error) => `its code could not be loaded: ${messageOf(error)}`);
  known.set(key, opening);
  return opening;
}
