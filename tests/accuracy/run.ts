/**
 * Prints how accurate the figures are, on public data that the fits never saw and by measuring on this machine (two
 * minutes; CodeCarbon is installed from PyPI), and writes `docs/accuracy.md`:
 *
 * ```sh
 * deno task accuracy
 * ```
 *
 * @module
 */
import { calibrationScore, wallScore } from "./calibration.ts";
import { realHost } from "../../lib/host.ts";
import { architectureOf } from "../../lib/energy/architecture.ts";
import { readProcessor } from "../../lib/sources/processor.ts";
import { measuredHere } from "./measured_here.ts";
import { measuredSection } from "./measured_section.ts";
import { codecarbonScores, profileScore, type Score, serverScore } from "./power_models.ts";

const percent = (part: number | undefined, digits = 0) =>
  part === undefined ? "none" : `${(part * 100).toFixed(digits)} %`;

/** The part of the page that is computed from data, as Markdown without a date: it changes only when a score does. */
export function accuracyPage(): string {
  const rows = [profileScore(), ...codecarbonScores()];
  const servers = serverScore(), calibration = calibrationScore(), wall = wallScore();
  return `# Accuracy

Made by \`deno task accuracy\`: the first two parts from data in this repository, the last by measuring. The data, their
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
| a made-up desktop at the wall, counters alone | ${percent(wall.rawError)} |
| the same desktop by its wall line | ${percent(wall.lineError, 1)} |

${percent(calibration.pinnedInside)} of the fully busy points lie inside the interval, and ${
    percent(calibration.inside)
  } of all points, those included
where the same load is spread over all threads. Four of about ten points per processor are the steps themselves. The
desktop is simulated: 38 W of base, 1.18 times the counters, 3 % of noise on either side, steps of 1 W.
`;
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
  const computed = accuracyPage();
  console.log(computed);
  const measured = measuredSection(await measuredHere(), thisMachine());
  console.log(measured);
  const page = `${computed}\n${measured}`;
  const target = new URL("../../docs/accuracy.md", import.meta.url);
  Deno.writeTextFileSync(target, page);
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", target.pathname] }).output();
}
