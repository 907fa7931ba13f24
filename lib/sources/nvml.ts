import type { Host } from "../host.ts";
import { SourceError } from "./source.ts";
import { nvmlWords } from "./nvml_words.ts";

/** A card as NVML tells of it. */
export interface NvmlCard {
  /** Handle for all calls. */
  readonly handle: bigint;
  /** `"NVIDIA H100 PCIe"`. */
  readonly name: string;
  /** `"GPU-2f9c…"`, the same after a restart. */
  readonly uuid: string;
  /** The limit that the driver enforces, in watts. */
  readonly limitW: number | undefined;
  /** Cut into instances for several users. */
  readonly mig: boolean;
  /** Seen from a guest to which only a part of it was given. */
  readonly vgpu: boolean;
}

/** NVML, initialised. */
export interface Nvml extends Disposable {
  /** The cards, or why one of them cannot be asked. */
  readonly cards: readonly (NvmlCard | SourceError)[];
  /** Where the library really lies. */
  readonly library: string;
}

const DEVICE_TEXT = { parameters: ["u64", "buffer", "u32"], result: "i32" } as const;
const DEVICE_NUMBER = { parameters: ["u64", "buffer"], result: "i32", optional: true } as const;

/** nvml.h, `nvmlGpuVirtualizationMode_t`: a virtual GPU inside a guest. */
const VGPU = 2;

/** Loads and initialises NVML; throws where the library or the driver is missing. */
export function openNvml(host: Host): Nvml {
  const name = host.os === "windows" ? "nvml.dll" : "libnvidia-ml.so.1";
  const loaded = host.openLibrary(name, {
    nvmlInit_v2: { parameters: [], result: "i32" },
    nvmlShutdown: { parameters: [], result: "i32" },
    nvmlDeviceGetCount_v2: { parameters: ["buffer"], result: "i32" },
    nvmlDeviceGetHandleByIndex_v2: { parameters: ["u32", "buffer"], result: "i32" },
    nvmlDeviceGetName: DEVICE_TEXT,
    nvmlDeviceGetUUID: DEVICE_TEXT,
    nvmlDeviceGetEnforcedPowerLimit: DEVICE_NUMBER,
    nvmlDeviceGetVirtualizationMode: DEVICE_NUMBER,
    nvmlDeviceGetMigMode: { parameters: ["u64", "buffer", "buffer"], result: "i32", optional: true },
  });
  const { symbols } = loaded;
  const initialised = symbols.nvmlInit_v2();
  if (initialised !== 0) {
    loaded.close();
    throw new SourceError(`Cannot initialise NVML: ${nvmlWords(initialised)}`);
  }
  const number = new Uint32Array(1), other = new Uint32Array(1);
  const textOf = (
    call: (handle: bigint, bytes: Uint8Array<ArrayBuffer>, length: number) => number,
    handle: bigint,
  ) => {
    const bytes = new Uint8Array(96);
    return call(handle, bytes, 96) === 0 ? new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0))) : "";
  };
  const card = (index: number): NvmlCard | SourceError => {
    const handles = new BigUint64Array(1);
    const code = symbols.nvmlDeviceGetHandleByIndex_v2(index, handles);
    if (code !== 0) return new SourceError(`Cannot open NVIDIA GPU ${index}: ${nvmlWords(code)}`);
    const [handle = 0n] = handles;
    const limited = symbols.nvmlDeviceGetEnforcedPowerLimit?.(handle, number) === 0;
    const limitW = limited ? (number[0] ?? 0) / 1000 : undefined;
    const vgpu = symbols.nvmlDeviceGetVirtualizationMode?.(handle, number) === 0 && number[0] === VGPU;
    const mig = symbols.nvmlDeviceGetMigMode?.(handle, number, other) === 0 && number[0] === 1;
    return {
      handle,
      name: textOf(symbols.nvmlDeviceGetName, handle) || `NVIDIA GPU ${index}`,
      uuid: textOf(symbols.nvmlDeviceGetUUID, handle) || `index-${index}`,
      limitW,
      mig,
      vgpu,
    };
  };
  const counted = symbols.nvmlDeviceGetCount_v2(number);
  const count = counted === 0 ? number[0] ?? 0 : 0;
  return {
    cards: Array.from({ length: count }, (_, index) => card(index)),
    library: host.libraryPath(name),
    [Symbol.dispose]() {
      symbols.nvmlShutdown();
      loaded.close();
    },
  };
}
