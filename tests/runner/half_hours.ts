import { type FakeServices, fakeServices, json } from "../carbon/live/fake_services.ts";

/** 12:30 UTC of the services' day: a half hour begins. */
export const HALF_PAST = Date.UTC(2026, 10, 25, 12, 30);

/** A machine at 12:30 whose Carbon Intensity API (Great Britain) has these half hours ahead; sleeping is instant. */
export function halfHours(...grams: readonly number[]) {
  const at = (half: number) => new Date(HALF_PAST + half * 1800e3).toISOString();
  const data = grams.map((forecast, half) => ({
    from: at(half),
    to: at(half + 1),
    intensity: { forecast, actual: null, index: "moderate" },
  }));
  const services: FakeServices = fakeServices(() => json({ data }));
  services.nowMs = HALF_PAST;
  return {
    services,
    host: services.host,
    fetch: services.host.fetch,
    nowMs: () => services.nowMs,
    sleep(ms: number) {
      services.nowMs += ms;
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => services[Symbol.asyncDispose](),
  };
}
