import type { Host } from "../host.ts";
import { memoryEnergy } from "../energy/memory_power.ts";
import { BEAT, type Pace } from "./beat_worker.ts";
import type { ProcessGauge } from "./gauge.ts";
import type { Run } from "./run.ts";

/** The signs of life that open runs leave in their journals, for the case that their process dies. */
export interface Beats {
  /** Follows a run until the returned function is called. */
  follow(run: Run): () => void;
}

/** A worker as far as it is used here. */
interface BeatPort {
  postMessage(message: unknown): void;
  leave(key: string, message: unknown): void;
  takeBack(key: string): boolean;
}

/**
 * Opens the signs of life of this process: by a timer, and while the training blocks the calling thread by the
 * kernel's worker, which carries the energy on from the last figure that it was told.
 *
 * @param host The machine.
 * @param gauge The meter.
 * @param worker The kernel's worker; without one a training that blocks leaves no signs.
 */
export function openBeats(host: Host, gauge: ProcessGauge, worker: BeatPort | undefined): Beats {
  const followed = new Set<Run>();
  let hasBegun = false;
  const begin = () => {
    if (hasBegun) return;
    hasBegun = true;
    worker?.leave("pace", { room: "beat", kind: "pace", pace: paceOf(host, gauge) });
    // `Deno.exit()` in the middle of a run: there is time for one more line.
    addEventListener("unload", () => followed.forEach((run) => run.beat()));
  };
  return {
    follow(run) {
      const { file } = run.journal;
      if (file === "") return () => {};
      begin();
      followed.add(run);
      const beganS = host.monotonicS();
      let lastS = beganS;
      const alive = (seconds: number, energyJ: number | undefined) => (
        { room: "beat", kind: "alive", run: run.id, file, seconds, energyJ }
      );
      worker?.leave(run.id, alive(0, undefined));
      const timer = setInterval(() => {
        const nowS = host.monotonicS();
        // The journal of a run of days must not grow without end.
        if (nowS - lastS < (nowS - beganS) * BEAT.part) return;
        lastS = nowS;
        const told = run.beat();
        if (told) worker?.postMessage(alive(told.seconds, told.shareJ));
      }, BEAT.everyMs);
      Deno.unrefTimer(timer);
      return () => {
        clearInterval(timer);
        followed.delete(run);
        if (worker?.takeBack(run.id) === false) {
          worker.postMessage({ room: "beat", kind: "end", run: run.id });
        }
      };
    },
  };
}

/** A counter of the whole machine has the others inside it; graphics cards are not split by CPU time. */
function paceOf(host: Host, { sources, model, mark }: ProcessGauge): Pace {
  const { readings } = mark().bracket;
  const counted = sources.map((source, index) => ({ source, index })).filter(({ source: { device } }) =>
    device.part !== "gpu"
  );
  const whole = counted.filter(({ source }) => source.device.part === "machine");
  const hasProcessor = counted.some(({ source }) => source.device.part !== "memory");
  const used = whole.length > 0 ? whole.slice(0, 1) : hasProcessor ? counted : [];
  const hasMemory = used.some(({ source: { device } }) => device.part !== "cpu");
  const { curve } = model;
  return {
    counters: used.flatMap(({ index }) => {
      const reading = readings[index];
      const isCounter = reading !== undefined && "kind" in reading && reading.kind === "counter";
      return isCounter ? [{ source: index, wrapsAt: reading.wrapsAt }] : [];
    }),
    curveW: Array.from({ length: curve.threads + 1 }, (_, busy) => curve.watts(busy)),
    otherW: hasMemory ? 0 : memoryEnergy(host.residentBytes(), 1).value,
  };
}
