import { kerasConfig, kerasGroups } from "./keras_config.ts";

/** A sequential model, as far as its file needs it. */
export interface KerasModel {
  /** Its layers as JSON, in Keras' own names: `{ class_name: "Sequential", config: { name, layers } }`. */
  readonly topology: object;
  /** Shape of its input; the rows are `null`. */
  readonly inputShape: readonly (number | null)[];
  /** Its layers, in the same order. */
  readonly layers: readonly KerasLayer[];
}

/** A layer with its weights. */
export interface KerasLayer {
  /** Its class. */
  readonly className: string;
  /** Its weights, in Keras' order. */
  readonly weights: readonly { readonly shape: readonly number[]; readonly data: Float32Array }[];
}

/** Version of Keras whose format is written, and the moment that stands in every file, so that equal models are equal. */
const KERAS = "3.0.0", SAVED = "1980-01-01@00:00:00";

/** Writes HDF5 (15 MB, BSD-like) and zip (1 MB, MIT): loaded when a model is written for Keras, and never else. */
const HDF5 = "npm:h5wasm@0.10.3", ZIP = "npm:fflate@0.8.3";

/** What is used of h5wasm: a file in its memory. */
interface Hdf5 {
  readonly ready: Promise<
    { readonly FS: { readFile(name: string): Uint8Array; unlink(name: string): void } }
  >;
  readonly File: new (name: string, mode: "w") => Hdf5Group & { close(): void };
}

interface Hdf5Group {
  create_group(name: string): Hdf5Group;
  create_dataset(options: { name: string; data: ArrayLike<number>; shape: number[]; dtype: string }): unknown;
}

/** What is used of fflate. */
interface Zip {
  zipSync(files: Record<string, Uint8Array>, options: { level: 0; mtime: Date }): Uint8Array;
}

/**
 * Writes a sequential model as a `.keras` file of version 3, which `keras.saving.load_model` reads with any backend:
 * a zip of its configuration and of its weights as HDF5.
 *
 * @param model The model.
 * @param load Loads a package at first use.
 * @throws {TypeError} When a part of it means something else in Keras 3, or is not known there.
 */
export async function kerasFile(
  model: KerasModel,
  load: (specifier: string) => Promise<unknown>,
): Promise<Uint8Array<ArrayBuffer>> {
  const config = kerasConfig(model);
  const [hdf5, { zipSync }] = await Promise.all([load(HDF5) as Promise<Hdf5>, load(ZIP) as Promise<Zip>]);
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const files = {
    "metadata.json": json({ keras_version: KERAS, date_saved: SAVED }),
    "config.json": json(config),
    "model.weights.h5": await weightsFile(model, hdf5),
  };
  return new Uint8Array(zipSync(files, { level: 0, mtime: new Date("1980-01-01T00:00:00") }));
}

async function weightsFile(model: KerasModel, hdf5: Hdf5): Promise<Uint8Array> {
  const { FS } = await hdf5.ready;
  const name = `wattbook-${crypto.randomUUID()}.h5`;
  const file = new hdf5.File(name, "w");
  file.create_group("vars");
  const layers = file.create_group("layers");
  for (const { group, weights } of kerasGroups(model.layers)) {
    const vars = layers.create_group(group).create_group("vars");
    for (const [number, { shape, data }] of weights.entries()) {
      vars.create_dataset({ name: String(number), data, shape: [...shape], dtype: "<f" });
    }
  }
  file.close();
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}
