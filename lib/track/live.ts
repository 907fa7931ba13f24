import { livePanelBundle, type LiveState } from "../display/live_panel.ts";
import type { Bundle } from "../display/bundle.ts";
import type { Seconds, Watts } from "../units.ts";
import type { Run } from "./run.ts";

/** The panels of the runs that are being measured. */
export interface Live {
  /** A run begins: its panel is shown once it has lasted a second. `state` tells how it is. */
  begin(run: Run, state: () => LiveSource): void;
  /** The training called us: draws the panel when it is due. A training that blocks gives no other occasion but that it prints. */
  touch(run: Run): void;
  /** The run's cell is over and the run goes on: a panel that was not shown yet would stand nowhere. */
  cellOver(run: Run): void;
  /** Ends the panel; the card takes its place. */
  end(run: Run): void;
}

/** A run as it is now; the panel adds the power over time. */
export type LiveSource = Omit<LiveState, "power">;

/** What panels need from outside. */
export interface LiveOptions {
  /** A clock that never jumps, in seconds. */
  readonly clock: () => Seconds;
  /** Shows or replaces the panel of a run; synchronous. */
  readonly show: (run: Run, bundle: Bundle) => void;
  /**
   * Calls `action` four times a second, and whenever something is printed, until the returned function is called;
   * never keeps a process alive.
   */
  readonly every: (action: () => void) => () => void;
}

/** A shorter run has its card soon enough. Seconds. */
const FIRST_AFTER_S = 1;

/** At most four updates a second, for all panels together. Seconds. */
const SHORTEST_S = 0.25;

/** Drawing may take this part of the time; the promise is under 1 %. */
const MOST_COST = 0.008;

/** Bars of the power over time; twice as many become one each. */
const BARS = 32;

/**
 * Opens the panels of this process. They are drawn by the calling thread, when the training calls us or prints, and by a
 * timer that runs while it awaits: a worker cannot publish in the stock kernel. What drawing costs is measured, and slows
 * it down.
 */
export function openLive({ clock, show, every }: LiveOptions): Live {
  const panels = new Map<Run, Panel>();
  let stopTimer: (() => void) | undefined;
  let dueS = -Infinity;
  const touch = (run: Run) => {
    const panel = panels.get(run), nowS = clock();
    if (panel === undefined || nowS < dueS || nowS - panel.beganS < FIRST_AFTER_S) return;
    const state = panel.state();
    panel.power.add(state.elapsedS, state.energyJ?.value);
    show(run, livePanelBundle({ ...state, power: panel.power.pieces() }));
    panel.isShown = true;
    // The others first, next time.
    panels.delete(run);
    panels.set(run, panel);
    const costS = clock() - nowS;
    dueS = nowS + Math.max(SHORTEST_S, costS / MOST_COST);
  };
  const end = (run: Run) => {
    panels.delete(run);
    if (panels.size > 0) return;
    stopTimer?.();
    stopTimer = undefined;
  };
  return {
    begin(run, state) {
      panels.set(run, { state, beganS: clock(), power: newPower(), isShown: false });
      stopTimer ??= every(() => {
        if (clock() >= dueS) [...panels.keys()].forEach(touch);
      });
    },
    touch,
    cellOver(run) {
      if (panels.get(run)?.isShown === false) end(run);
    },
    end,
  };
}

interface Panel {
  readonly state: () => LiveSource;
  readonly beganS: Seconds;
  readonly power: ReturnType<typeof newPower>;
  isShown: boolean;
}

/** Mean power between the updates; as many pieces after a day as after ten seconds. */
function newPower() {
  let pieces: { durationS: Seconds; watts: Watts }[] = [];
  let atS = 0, totalJ = 0;
  return {
    add(elapsedS: Seconds, energyJ: number | undefined) {
      const durationS = elapsedS - atS;
      if (energyJ === undefined || !(durationS > 0)) return;
      // The estimate of what is past can fall a little; power cannot be negative.
      pieces.push({ durationS, watts: Math.max(0, (energyJ - totalJ) / durationS) });
      atS = elapsedS;
      totalJ = energyJ;
      if (pieces.length >= 2 * BARS) pieces = merged(pieces);
    },
    pieces: () => pieces,
  };
}

function merged(pieces: readonly { durationS: Seconds; watts: Watts }[]) {
  return pieces.flatMap((first, index) => {
    const second = pieces[index + 1];
    if (index % 2 === 1 || second === undefined) return index % 2 === 1 ? [] : [first];
    const durationS = first.durationS + second.durationS;
    const energyJ = first.durationS * first.watts + second.durationS * second.watts;
    return [{ durationS, watts: energyJ / durationS }];
  });
}
