import { formatNumber } from "../units.ts";
import type { RunRecord } from "../record/run_record.ts";
import { grams, intervalText, joules } from "./interval_text.ts";
import type { Piece } from "./pieces.ts";
import { shorten } from "./shorten.ts";

/**
 * The lines that a card has only where they were asked for: what CodeCarbon would say, water, embodied emissions.
 *
 * @param record The run.
 */
export function besideLines(record: RunRecord): (readonly [label: string, words: readonly Piece[]])[] {
  const { codecarbon, waterL, embodiedG, belowResolution } = record;
  return [
    ...(codecarbon
      ? [
        [
          "Compare",
          [
            `CodeCarbon 3.3.2 would say ${grams(codecarbon.emissionsG)} CO2e, ${
              joules(codecarbon.energyJ)
            } ` +
            `(${codecarbon.mode} mode, no interval)`,
          ],
        ] as const,
      ]
      : []),
    ...(waterL ? [["Water", [range(waterL, litres, belowResolution)]] as const] : []),
    ...(embodiedG
      ? [
        ["Embodied", [
          `${range(embodiedG, grams, false, " CO2e")}; not in the headline`,
        ]] as const,
      ]
      : []),
  ];
}

function range(
  { value, low, high, source }: NonNullable<RunRecord["waterL"]>,
  words: (value: number) => string,
  isBound: boolean,
  of = "",
): string {
  const figure = isBound
    ? `at most ${words(high)}`
    : `${words(value)}${of} (${intervalText({ low, high }, words)})`;
  return `${figure}; ${shorten(source, 160)}`;
}

function litres(volume: number): string {
  const [factor, unit] = volume >= 1 ? [1, "L"] : volume >= 1e-3 ? [1e3, "mL"] : [1e6, "µL"];
  return `${formatNumber(volume * factor)} ${unit}`;
}
