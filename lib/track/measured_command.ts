import type { Host } from "../host.ts";
import type { ResolvedInfo } from "../record/info.ts";
import type { RunRecord } from "../record/run_record.ts";
import { besideOf, preloadBeside } from "./asked_beside.ts";
import { endedRecord } from "./ended_record.ts";
import { openGauge } from "./gauge.ts";
import { intensityFor } from "./intensity_for.ts";

/** A command that has ended, and what was measured meanwhile. */
export interface MeasuredCommand {
  /** Its exit status. */
  readonly exitCode: number;
  /** The record; it goes to no store. */
  readonly record: RunRecord;
}

/**
 * Measures a command without a run: nothing is logged and nothing is written.
 *
 * @param host The machine.
 * @param info What the user asked for; its stores do not matter.
 * @param run Runs the command to its end; returns its exit status.
 * @returns Status and record.
 * @throws {RangeError} When the place is unknown, before the command begins.
 */
export async function measuredCommand(
  host: Host,
  info: ResolvedInfo,
  run: () => Promise<number>,
): Promise<MeasuredCommand> {
  const [intensity] = await Promise.all([intensityFor(info.place, host), preloadBeside(info, host)]);
  using gauge = openGauge(host);
  // Counters wrap within minutes, powers have to be followed, and a card forgets who used it.
  gauge.sample(info.sampleEvery);
  const start = gauge.mark();
  const exitCode = await run();
  const end = gauge.mark();
  const status = exitCode === 0 ? "FINISHED" : "FAILED", beside = besideOf(info, intensity, host);
  const record = endedRecord(
    { runId: "", info, status, metrics: [], params: {}, notes: [] },
    { gauge, start, end, intensity, beside },
  );
  return { exitCode, record };
}
