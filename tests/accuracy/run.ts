/**
 * Prints how accurate the figures are, on public data that the fits never saw and by measuring on this machine (five
 * minutes; CodeCarbon is installed from PyPI), and writes `docs/accuracy.md`:
 *
 * ```sh
 * deno task accuracy
 * ```
 *
 * @module
 */
import { calibrationScore } from "./calibration.ts";
import { realHost } from "../../lib/host.ts";
import { architectureOf } from "../../lib/energy/architecture.ts";
import { readProcessor } from "../../lib/sources/processor.ts";
import { median } from "../generate/fit_servers.ts";
import { measuredHere } from "./measured_here.ts";
import { measuredSection } from "./measured_section.ts";
import { fourRuns, modelLeftOut, otherWork, plugScore, type WallScore } from "./wall.ts";
import { WALL_RUNS, wallRuns } from "./wall_runs.ts";
import { codecarbonScores, profileScore, type Score, serverScore } from "./power_models.ts";

const percent = (part: number | undefined, digits = 0) =>
  part === undefined ? "none" : `${(part * 100).toFixed(digits)} %`;

/** The part of the page that is computed from data, as Markdown without a date: it changes only when a score does. */
export async function accuracyPage(): Promise<string> {
  const rows = [profileScore(), ...codecarbonScores()];
  const servers = serverScore(), calibration = calibrationScore();
  return `# Accuracy

Made by \`deno task accuracy\`: the first three parts from public data, the last by measuring. The data, their
origin and licences: \`tests/fixtures/hardware/NOTES.md\`. What no page can promise is your machine: \`wattbook doctor\` says
what can be read on it, and \`wattbook calibrate\` replaces a model by a measurement.

## Processors without a counter (grade D)

Truth: the energy counters of four processors over load, ${
    rows[0]?.points
  } points. wattbook predicts each of them by a
fit that never saw it; CodeCarbon is given the maker's design power.

${table(rows)}

Of ${servers.points} idle and full-load powers of published servers that were held out from the fit,
${
    percent(servers.inside, 1)
  } lie inside the interval. Those are whole servers, while the value is the processors alone:
the interval reaches from a frugal processor to the whole machine, by a factor of ${
    (servers.width ?? NaN).toFixed(1)
  } (median).

## Calibrated machines (grade C)

| | mean error |
|---|---|
| one to all threads fully busy, curve of four steps | ${percent(calibration.pinnedError, 1)} |
| the same points, CodeCarbon's machine mode | ${percent(calibration.codecarbonErrors[0])} |
| the same points, CodeCarbon's process mode | ${percent(calibration.codecarbonErrors[1])} |

${percent(calibration.pinnedInside)} of the fully busy points lie inside the interval, and ${
    percent(calibration.inside)
  } of all points, those included
where the same load is spread over all threads. Four of about ten points per processor are the steps themselves.

## At the wall (grade C)

${await wallSection()}`;
}

/** What a wall line does on public readings of meters that stood at the wall. */
async function wallSection(): Promise<string> {
  const { fourSteps, codecarbonError, floor, unlikeW } = plugScore(), runs = await wallRuns();
  const plug =
    `A second desktop (${fourSteps.name}, smart plug; the load profiles of CodeCarbon, MIT), ${fourSteps.points}
points that calibration had not seen: the processor's counter alone stands ${
      percent(fourSteps.rawError)
    } from the plug, CodeCarbon's
machine mode ${percent(codecarbonError)}, the wall line of the four steps of \`wattbook calibrate\` ${
      percent(fourSteps.lineError, 1)
    }; ${percent(fourSteps.inside)} lie inside its interval.
That plug was read once in 30 s, and at the same counter reading it shows up to ${unlikeW} W more or less: a line that had seen all points would
still be ${percent(floor, 1)} off.
`;
  if ("missing" in runs) {
    return `The 318 runs of ${WALL_RUNS}, could not be read this time: ${runs.missing}.\n\n${plug}`;
  }
  return `Truth: a meter at the wall of one desktop (i9-13900K, RTX 4090) over ${runs.length} runs, which CodeCarbon measured by
the counters of processor and card (${WALL_RUNS}; no licence, so it is fetched and not
kept here). Each model is predicted by a line that was fitted to the other models; the line stands on CodeCarbon's own
sum of the components.

${wallTable([...modelLeftOut(runs), otherWork(runs), fourRuns(runs)])}

The meter shows steps of 1 Wh, which is ${
    percent(median(
      runs.filter(({ kind }) => kind === "vision on the processor").map(({ stepPart }) => stepPart),
    ))
  } of a run on the processor (median); a line holds for the machine it was
fitted on. ${plug}`;
}

function wallTable(rows: readonly WallScore[]): string {
  return [
    "| runs | | CodeCarbon, mean error | wall line, mean error | inside its interval |",
    "|---|---|---|---|---|",
    ...rows.map(({ name, points, rawError, lineError, inside }) =>
      `| ${name} | ${points} | ${percent(rawError)} | ${percent(lineError, 1)} | ${percent(inside)} |`
    ),
  ].join("\n");
}

function table(rows: readonly Score[]): string {
  return [
    "| model | median error | mean error | inside its interval |",
    "|---|---|---|---|",
    ...rows.map(({ name, medianError, meanError, inside }) =>
      `| ${name} | ${percent(medianError)} | ${percent(meanError)} | ${percent(inside)} |`
    ),
  ].join("\n");
}

function thisMachine(): string {
  const processor = readProcessor(realHost());
  const family = architectureOf(processor)?.name ?? processor.vendor;
  const date = new Date().toISOString().slice(0, 10);
  return `${date} on ${processor.name} (${family}, ${processor.logicalCpus} threads${
    processor.hypervisor ? ", virtual" : ""
  }), Deno ${Deno.version.deno}`;
}

if (import.meta.main) {
  const computed = await accuracyPage();
  console.log(computed);
  const measured = measuredSection(await measuredHere(), thisMachine());
  console.log(measured);
  const page = `${computed}\n${measured}`;
  const target = new URL("../../docs/accuracy.md", import.meta.url);
  Deno.writeTextFileSync(target, page);
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", target.pathname] }).output();
}
