import type { Host } from "../host.ts";

/** Loads native libraries and remembers them, so that all can be given back. */
export interface Loader extends Disposable {
  /** As `Deno.dlopen`, through the host. */
  readonly dlopen: typeof Deno.dlopen;
}

/** A loader for one source. */
export function newLoader(host: Host): Loader {
  const loaded: { close(): void }[] = [];
  return {
    dlopen(name, symbols) {
      const library = host.openLibrary(name, symbols);
      loaded.push(library);
      return library;
    },
    [Symbol.dispose]: () => loaded.splice(0).forEach((library) => library.close()),
  };
}
