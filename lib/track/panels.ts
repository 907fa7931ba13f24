import type { Host } from "../host.ts";
import type { Notebook } from "../notebook/notebook.ts";
import { type Live, openLive } from "./live.ts";
import type { Show } from "./show.ts";

const EVERY_MS = 250;

/**
 * The panels of this process: in a notebook, for runs that end with their cell and are shown in full. A run that goes
 * on over several cells has its card where it is stopped, so it has no panel.
 *
 * @param host The clock.
 * @param notebook Tells when something was printed.
 * @param show Shows them.
 */
export function openPanels(host: Host, notebook: Pick<Notebook, "onPrint">, show: Show): Live {
  const live = openLive({
    clock: host.monotonicS,
    show: (run, bundle) => show.panel(run, bundle),
    every(action) {
      const printing = notebook.onPrint(action);
      const timer = setInterval(action, EVERY_MS);
      Deno.unrefTimer(timer);
      return () => {
        clearInterval(timer);
        printing[Symbol.dispose]();
      };
    },
  });
  return {
    ...live,
    begin(run, state) {
      const { display, scope } = run.info;
      if (display === "full" && scope === "cell") live.begin(run, state);
    },
  };
}
