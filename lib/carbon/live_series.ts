import { type Host, realHost } from "../host.ts";
import { loadIntensity } from "./intensity.ts";
import { findPlace, type LiveName } from "./place.ts";
import type { IntensitySeries } from "./series.ts";

/** Which live service is asked, and for which place. */
export interface LiveOption {
  /** Name of the service; `"auto"`: the first without a key that has the place. */
  readonly live: LiveName;
  /** Country or grid zone. */
  readonly zone: string;
}

/**
 * Asks a live service for a series, the past hours and, where it has one, the forecast: for {@linkcode bestWindow}.
 * This leaves the machine; keys come from the environment.
 *
 * @param option Service and place.
 * @throws {RangeError} When the place is unknown, or the service does not have it.
 * @throws {Error} When the service does not answer with figures; the message says why, without keys.
 */
export function liveSeries(option: LiveOption): Promise<IntensitySeries> {
  return seriesOn(realHost(), option);
}

/** The same on another machine. */
export async function seriesOn(host: Host, option: LiveOption): Promise<IntensitySeries> {
  const { zone } = await loadIntensity(findPlace(option, host));
  const [{ liveService }, { openFeed }] = await Promise.all([
    import("./live/services.ts"),
    import("./live/feed.ts"),
  ]);
  const found = liveService(option.live, zone);
  if (typeof found === "string") throw new RangeError(`Cannot ask for a series: ${found}`);
  using feed = openFeed(host, found.service, found.zone);
  await feed.refresh();
  if (feed.problem !== undefined) throw new Error(feed.problem);
  return feed.series();
}
