import { type PackagePower, processorPower } from "../../lib/energy/processor_power.ts";
import { mean, median, quantile } from "./fit_servers.ts";
import { type LoadProfile, processorOf } from "./power_data.ts";

/** With these the product gives the whole machine's power. */
const WHOLE: PackagePower = { fullPart: 1, idlePart: 1, exponent: 1, lowExponent: 1 };

const EXPONENTS = Array.from({ length: 25 }, (_, at) => (6 + at) / 20);

/** Medians over the profiles, so that one odd machine does not decide; the exponent by least squares of logarithms. */
export function fitPackages(profiles: readonly LoadProfile[]): PackagePower {
  const edges = profiles.map((profile) => {
    const server = processorPower(processorOf(profile), WHOLE);
    if (server === undefined) throw new Error(`Cannot fit "${profile.cpu}": no servers of its kind`);
    return {
      points: profile.points,
      server,
      fullW: mean(profile.points.filter(({ load }) => load > 0.95).map(({ watts }) => watts)),
      idleW: mean(profile.points.filter(({ load }) => load < 0.06).map(({ watts }) => watts)),
    };
  });
  const ratios = (exponent: number) =>
    edges.flatMap(({ points, fullW, idleW }) =>
      points.map(({ load, watts }) => watts / (idleW + (fullW - idleW) * load ** exponent))
    );
  const error = (exponent: number) => mean(ratios(exponent).map((ratio) => Math.log(ratio) ** 2));
  // The lower end's exponent: below it lies a twentieth of all points.
  const isLow = (exponent: number) => quantile(ratios(exponent), 0.05) >= 0.95;
  const three = (value: number) => Number(value.toPrecision(3));
  return {
    fullPart: three(median(edges.map(({ fullW, server }) => fullW / server.fullW))),
    idlePart: three(median(edges.map(({ idleW, server }) => idleW / server.idleW))),
    exponent: EXPONENTS.reduce((best, next) => error(next) < error(best) ? next : best),
    lowExponent: EXPONENTS.find(isLow) ?? Math.max(...EXPONENTS),
  };
}
