import type { Intensity } from "../carbon/intensity.ts";
import type { ResolvedInfo } from "../record/info.ts";
import { openSessionRun, partOf, type SessionRun } from "../track/session_run.ts";
import { UNASKED_TAG } from "../track/session.ts";
import type { World } from "../track/world.ts";
import type { Arguments } from "./arguments.ts";
import { trackFields } from "./track_fields.ts";

/** Every cell a run, below one run of the session. */
export interface Autotrack {
  /** Whether it is on. */
  readonly on: boolean;
  /** Turns it on, with options for every cell; ends a former session's run. */
  start(fields: Arguments["fields"], defaults: { readonly display: "line" | "none" }): void;
  /** Turns it off and ends the session's run. */
  stop(): void;
  /** What the run of a cell is that has no magic of its own. */
  infoFor(name: string): ResolvedInfo;
  /** The same run as a part of the session, where there is one. */
  within(info: ResolvedInfo): { readonly info: ResolvedInfo; readonly session: SessionRun | undefined };
}

/** Opens it, off. */
export function openAutotrack(world: World, intensityOf: (info: ResolvedInfo) => Intensity): Autotrack {
  let given: Arguments["fields"] = {}, display = "line";
  let session: SessionRun | undefined;
  const infoFor = (runName: string) => {
    const info = trackFields(given, { runName, display }, world.host);
    return { ...info, tags: { ...info.tags, [UNASKED_TAG]: "true" } };
  };
  const stop = () => {
    session?.end();
    session = undefined;
    world.gauge.cells?.follow("magics");
  };
  return {
    get on() {
      return session !== undefined;
    },
    start(fields, defaults) {
      const info = trackFields(fields, { runName: "session", ...defaults }, world.host);
      const intensity = intensityOf(info);
      stop();
      given = fields;
      display = defaults.display;
      session = openSessionRun(world, info, intensity);
      world.gauge.cells?.follow("all");
    },
    stop,
    infoFor,
    within(info) {
      // A kernel client that asked for everything has ended it: the next cell belongs to a new one.
      if (session?.run.record) session = openSessionRun(world, infoFor("session"), session.run.intensity);
      return { info: partOf(session, info), session };
    },
  };
}
