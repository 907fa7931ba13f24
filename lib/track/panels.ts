import type { Host } from "../host.ts";
import { type Live, openLive } from "./live.ts";
import type { Show } from "./show.ts";

const EVERY_MS = 250;

/**
 * The panels of this process: in a notebook, for runs that end with their cell and are shown in full. A run that goes
 * on over several cells has its card where it is stopped, so it has no panel.
 *
 * @param host The clock.
 * @param show Shows them; `undefined` outside a notebook.
 */
export function openPanels(host: Host, show: Show | undefined): Live {
  const live = openLive({
    clock: host.monotonicS,
    show: (run, bundle) => show?.panel(run, bundle),
    every(action) {
      const timer = setInterval(action, EVERY_MS);
      Deno.unrefTimer(timer);
      return () => clearInterval(timer);
    },
  });
  return {
    ...live,
    begin(run, state) {
      const { display, scope } = run.info;
      if (show && display === "full" && scope === "cell") live.begin(run, state);
    },
  };
}
