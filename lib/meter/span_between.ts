import type { ProcessUse } from "../sources/source.ts";
import type { Instruments } from "./bracket.ts";
import type { Account } from "./account.ts";
import type { LedgerMark } from "./ledger.ts";
import type { DeviceEnergy, Span } from "./span.ts";

/** A clock that stands still while the machine sleeps falls behind by more than this. Seconds. */
const SLEEP_S = 2;

/** A nanosecond in a second: no gap is as short. */
const ROUNDING = 1e-9;

/** The difference of two marks. */
export function spanBetween(start: LedgerMark, end: LedgerMark, instruments: Instruments): Span {
  const a = start.bracket, b = end.bracket;
  const durationS = b.atS - a.atS;
  const samplerS = end.samplerS - start.samplerS;
  const children = (mark: LedgerMark) => mark.bracket.cpu.endedChildrenS + mark.bracket.cpu.liveChildrenS;
  const busy = a.cpu.machineBusyS === undefined || b.cpu.machineBusyS === undefined
    ? undefined
    : Math.max(0, b.cpu.machineBusyS - a.cpu.machineBusyS);
  const { host, limits, cpuTime } = instruments;
  const { logicalCpus } = cpuTime;
  const grown = b.cpu.endedChildrenMaxBytes > a.cpu.endedChildrenMaxBytes ? b.cpu.endedChildrenMaxBytes : 0;
  return {
    startMs: a.wallMs,
    endMs: b.wallMs,
    durationS,
    devices: end.accounts.map((account, index) => ({
      ...deviceEnergy(start.accounts[index], account, durationS),
      ...useBetween(a.uses[index], b.uses[index]),
    })),
    cpu: {
      ownS: Math.max(0, b.cpu.ownS - a.cpu.ownS - samplerS),
      // A child that ended without being waited for leaves the live sum and enters no other: never negative.
      childrenS: Math.max(0, children(end) - children(start)),
      machineBusyS: busy,
      stealS: Math.max(0, b.cpu.stealS - a.cpu.stealS),
      ...(a.cpu.waitedS === undefined || b.cpu.waitedS === undefined
        ? {}
        : { waitedS: Math.max(0, b.cpu.waitedS - a.cpu.waitedS) }),
      logicalCpus,
      allowedCpus: Math.min(logicalCpus, host.logicalCpus, limits.cpus ?? logicalCpus),
    },
    memory: {
      residentBytes: (a.memory.residentBytes + b.memory.residentBytes) / 2 + grown,
      totalBytes: b.memory.totalBytes,
    },
    overheadS: samplerS + a.costS + b.costS,
    unread: instruments.leftOut.flatMap(({ present, whyNot }) => present ? [`${present}: ${whyNot}`] : []),
    notes: [...notesOf(start, end), ...cpuTime.missing.map((what) => `Not counted: ${what}`)],
  };
}

function deviceEnergy(before: Account | undefined, after: Account, durationS: number): DeviceEnergy {
  const { source, kind } = after;
  const coveredS = after.coveredS - (before?.coveredS ?? 0);
  const energyJ = after.energyJ - (before?.energyJ ?? 0);
  const known = coveredS > 0;
  // A first reading that failed: what the counter rose since its last good one reaches back before the span.
  const inside = coveredS > durationS ? durationS / coveredS : 1;
  const steadyS = after.steadyS - (before?.steadyS ?? 0);
  // What a power did between two samples nobody saw.
  const betweenS = kind === "power" && known ? (after.squaresS2 - (before?.squaresS2 ?? 0)) / coveredS : 0;
  const power = known ? energyJ / coveredS : 0;
  return {
    device: source.device,
    energyJ: known ? energyJ * inside : undefined,
    coverage: known && durationS > 0 ? partOf(coveredS, durationS) : known ? 1 : 0,
    resolutionJ: 2 * Math.max(source.periodS, betweenS) * power + source.quantumJ,
    kind,
    ...(steadyS > 0 && { steady: Math.min(1, steadyS / durationS) }),
  };
}

/** Many small intervals add up to a whole less some rounding: of that nothing is missing. */
function partOf(coveredS: number, durationS: number): number {
  const part = coveredS / durationS;
  return part > 1 - ROUNDING ? 1 : part;
}

function useBetween(before: ProcessUse | undefined, after: ProcessUse | undefined): { use?: ProcessUse } {
  if (before === undefined || after === undefined) return {};
  const { kind } = after;
  const own = after.own - before.own, all = after.all - before.all;
  return { use: { kind, own, all, observedS: after.observedS - before.observedS } };
}

/** A card that is off draws nothing, and a card whose counter has stopped seems to. */
function isStill(before: Account | undefined, { source, kind, energyJ, coveredS }: Account): boolean {
  const longS = coveredS - (before?.coveredS ?? 0) > 100 * source.periodS;
  return kind === "counter" && longS && energyJ === (before?.energyJ ?? 0);
}

function notesOf(start: LedgerMark, end: LedgerMark): string[] {
  const notes: string[] = [];
  end.accounts.forEach((account, index) => {
    const before = start.accounts[index];
    if (account.dropped > (before?.dropped ?? 0)) {
      notes.push(`A part could not be read: ${account.droppedWhy}`);
    }
    if (account.problem !== undefined) notes.push(`A part could not be read: ${account.problem}`);
    if (before?.problem !== undefined && account.problem === undefined) {
      notes.push(`Partly estimated, because the first reading failed: ${before.problem}`);
    }
    const { label } = account.source.device;
    if (isStill(before, account)) {
      notes.push(`${label}: its counter stands still; it was off, or does not count`);
    }
    if (account.steadyS > (before?.steadyS ?? 0)) {
      notes.push(`${label}: showed the same power for long; it may not measure any more`);
    }
  });
  const wallS = (end.bracket.wallMs - start.bracket.wallMs) / 1000;
  const sleptS = wallS - (end.bracket.atS - start.bracket.atS);
  if (sleptS > SLEEP_S) {
    notes.push(`The machine slept or its clock was set: ${Math.round(sleptS)} s are not measured`);
  }
  return notes;
}
