import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Joules, Seconds } from "../units.ts";
import { plainNumber } from "./plain_number.ts";
import { fileSampling, type NumberFiles } from "./number_files.ts";
import { type Device, type Reading, type Source, SourceError } from "./source.ts";

/** A source that consists of system files with one number each. */
export interface NumberSource extends NumberFiles {
  /** What it measures. */
  readonly device: Device;
  /** Whether the number counts joules or is a power. */
  readonly kind: Reading["kind"];
  /** How often it changes. */
  readonly periodS: Seconds;
  /** Its smallest step. */
  readonly quantumJ: Joules;
}

/** Opens system files as a source; throws where one of them cannot be read now. */
export function numberSource(host: Host, options: NumberSource): Source {
  const { device, kind, periodS, quantumJ, paths, factor, when } = options;
  const [origin = ""] = paths;
  const watched = when ? [when.path, ...paths] : paths;
  const files = watched.map((path) => ({ path, file: host.open(path) }));
  const close = () => files.forEach(({ file }) => file[Symbol.dispose]());
  const value = () => {
    let product = factor;
    for (const { path, file } of files) {
      const text = contentOf(path, file.read.bind(file));
      if (path === when?.path) {
        if (text !== when.is) {
          throw new SourceError(`Cannot read "${origin}": "${path}" is "${text}", not "${when.is}"`);
        }
        continue;
      }
      const number = plainNumber(text);
      if (Number.isNaN(number)) throw new SourceError(`Cannot read "${path}": it holds no number`);
      product *= number;
    }
    return product;
  };
  try {
    value();
  } catch (error) {
    close();
    throw error;
  }
  const real = {
    paths: paths.map(host.path),
    factor,
    ...(when && { when: { ...when, path: host.path(when.path) } }),
  };
  return {
    device,
    kind,
    periodS,
    quantumJ,
    origin,
    read: () => kind === "counter" ? { kind, energy: value() } : { kind, power: value() },
    sampling: fileSampling(real),
    [Symbol.dispose]: close,
  };
}

function contentOf(path: string, read: () => string): string {
  try {
    return read().trim();
  } catch (cause) {
    throw new SourceError(`Cannot read "${path}": ${messageOf(cause)}`, {
      cause,
    });
  }
}
