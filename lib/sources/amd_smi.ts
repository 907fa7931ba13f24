import type { Host } from "../host.ts";
import type { Joules } from "../units.ts";
import { newLoader } from "./loader.ts";
import { SourceError } from "./source.ts";

/** Which card is read through AMD's library. */
export interface AmdSmiReading {
  /** Where the library really lies. */
  readonly library: string;
  /** The card's handle. */
  readonly handle: bigint;
}

/** AMD's library, initialised. */
export interface AmdSmi extends Disposable {
  /** One per card whose counter can be read. */
  readonly cards: readonly { readonly handle: bigint; readonly read: () => Joules }[];
  /** Where the library really lies. */
  readonly library: string;
}

const LIBRARY = "libamd_smi.so";

/** amdsmi.h: AMDSMI_INIT_AMD_GPUS. */
const GPUS_ONLY = 2n;

/** Reads the counter in joules. Stands on its own, because it also runs as text in a worker. */
export function openAmdSmiReader(
  { library, handle }: AmdSmiReading,
  dlopen: typeof Deno.dlopen,
): () => Joules {
  const { symbols } = dlopen(library, {
    amdsmi_get_energy_count: { parameters: ["u64", "buffer", "buffer", "buffer"], result: "i32" },
  });
  const count = new BigUint64Array(1), unitUj = new Float32Array(1), time = new BigUint64Array(1);
  return () => {
    const code = symbols.amdsmi_get_energy_count(handle, count, unitUj, time);
    if (code !== 0) throw new Error(`amdsmi_get_energy_count answered ${code}, expected 0`);
    return Number(count[0]) * (unitUj[0] ?? NaN) / 1e6;
  };
}

/** Loads and initialises AMD's library; throws where it is missing or shows no card that counts. */
export function openAmdSmi(host: Host): AmdSmi {
  const loader = newLoader(host);
  try {
    const { symbols } = loader.dlopen(LIBRARY, {
      amdsmi_init: { parameters: ["u64"], result: "i32" },
      amdsmi_shut_down: { parameters: [], result: "i32" },
      amdsmi_get_socket_handles: { parameters: ["buffer", "buffer"], result: "i32" },
      amdsmi_get_processor_handles: { parameters: ["u64", "buffer", "buffer"], result: "i32" },
    });
    const code = symbols.amdsmi_init(GPUS_ONLY);
    if (code !== 0) throw new SourceError(`Cannot initialise amdsmi: it answered ${code}, expected 0`);
    const count = new Uint32Array(1);
    const list = (call: (handles: BigUint64Array<ArrayBuffer>) => number) => {
      const handles = new BigUint64Array(64);
      count[0] = handles.length;
      return call(handles) === 0 ? [...handles.subarray(0, count[0])] : [];
    };
    const sockets = list((handles) => symbols.amdsmi_get_socket_handles(count, handles));
    const cards = sockets.flatMap((socket) =>
      list((handles) => symbols.amdsmi_get_processor_handles(socket, count, handles))
    ).map((handle) => ({ handle, read: openAmdSmiReader({ library: LIBRARY, handle }, loader.dlopen) }));
    for (const { read } of cards) read();
    return {
      cards,
      library: host.libraryPath(LIBRARY),
      [Symbol.dispose]() {
        symbols.amdsmi_shut_down();
        loader[Symbol.dispose]();
      },
    };
  } catch (error) {
    loader[Symbol.dispose]();
    throw error;
  }
}
