/** What is used of a YDF model's `save`: it makes a zip with a class that it finds under this global name. */
const ZIP = "JSZip";

/** A model that can be saved. */
export interface SavableYdf {
  save(): Promise<unknown>;
}

/**
 * The files of a YDF model. Its `save` wants a zip library in the global scope and tells the console about each file;
 * for the moment that it takes, both are stand-ins, and the files are caught on their way.
 */
export async function ydfFiles(model: SavableYdf): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  class Catcher {
    file(name: string, content: Uint8Array): void {
      files.set(name, new Uint8Array(content));
    }
    generateAsync(): Promise<void> {
      return Promise.resolve();
    }
  }
  const { log } = console;
  const before = Object.getOwnPropertyDescriptor(globalThis, ZIP);
  Object.defineProperty(globalThis, ZIP, { value: Catcher, configurable: true });
  console.log = () => {};
  let saved: Promise<unknown>;
  try {
    // All of it happens before the first promise.
    saved = model.save();
  } finally {
    console.log = log;
    if (before) Object.defineProperty(globalThis, ZIP, before);
    else Reflect.deleteProperty(globalThis, ZIP);
  }
  await saved;
  return files;
}
