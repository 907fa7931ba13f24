import { SourceError } from "./source.ts";

/** An energy meter of Windows, open. */
export interface EmiMeter {
  /** Version of its interface. */
  readonly version: number;
  /** Its answer about itself. */
  readonly metadata: Uint8Array;
  /** Its answer about energy, now. */
  measure(): Uint8Array;
  /** Closes it. */
  close(): void;
}

/** GUID_DEVICE_ENERGY_METER of emi.h, {45BD8344-7ED6-49CF-A440-C276C933B053}, as it lies in memory. */
const METERS = Uint8Array.of(
  ...[0x44, 0x83, 0xbd, 0x45, 0xd6, 0x7e, 0xcf, 0x49, 0xa4, 0x40, 0xc2, 0x76, 0xc9, 0x33, 0xb0, 0x53],
);

/** Requests of emi.h. */
const VERSION = 0x224000, METADATA_SIZE = 0x224004, METADATA = 0x224008, MEASUREMENT = 0x22400c;

/** Windows' file API: read, shared with readers and writers, the file has to exist. */
const GENERIC_READ = 0x80000000, SHARE_ALL = 3, OPEN_EXISTING = 3, INVALID_HANDLE = 2n ** 64n - 1n;

/** More than any processor has channels: 64 of 16 bytes. */
const MEASUREMENT_BYTES = 1024;

/** Opens every energy meter; throws where Windows does not have the interface. */
export function openEmiMeters(dlopen: typeof Deno.dlopen): EmiMeter[] {
  const { symbols: devices } = dlopen("cfgmgr32.dll", {
    CM_Get_Device_Interface_List_SizeW: { parameters: ["buffer", "buffer", "u64", "u32"], result: "u32" },
    CM_Get_Device_Interface_ListW: { parameters: ["buffer", "u64", "buffer", "u32", "u32"], result: "u32" },
  });
  const { symbols: files } = dlopen("kernel32.dll", {
    CreateFileW: { parameters: ["buffer", "u32", "u32", "u64", "u32", "u32", "u64"], result: "u64" },
    DeviceIoControl: {
      parameters: ["u64", "u32", "u64", "u32", "buffer", "u32", "buffer", "u64"],
      result: "i32",
    },
    CloseHandle: { parameters: ["u64"], result: "i32" },
  });
  const length = new Uint32Array(1);
  if (devices.CM_Get_Device_Interface_List_SizeW(length, METERS, 0n, 0) !== 0) return [];
  const names = new Uint16Array(length[0] ?? 0);
  if (devices.CM_Get_Device_Interface_ListW(METERS, 0n, names, names.length, 0) !== 0) return [];
  return String.fromCharCode(...names).split("\0").filter((name) => name !== "").flatMap((name) => {
    const path = Uint16Array.from(`${name}\0`, (letter) => letter.charCodeAt(0));
    const handle = files.CreateFileW(path, GENERIC_READ, SHARE_ALL, 0n, OPEN_EXISTING, 0, 0n);
    if (handle === INVALID_HANDLE) return [];
    const ask = (request: number, bytes: number) => {
      const answer = new Uint8Array(bytes), returned = new Uint32Array(1);
      const done = files.DeviceIoControl(handle, request, 0n, 0, answer, bytes, returned, 0n);
      if (done === 0) throw new SourceError(`request 0x${request.toString(16)} failed`);
      return answer.subarray(0, returned[0]);
    };
    const close = () => void files.CloseHandle(handle);
    try {
      const version = new DataView(ask(VERSION, 2).slice().buffer).getUint16(0, true);
      const size = new DataView(ask(METADATA_SIZE, 4).slice().buffer).getUint32(0, true);
      return [{
        version,
        metadata: ask(METADATA, size),
        measure: () => ask(MEASUREMENT, MEASUREMENT_BYTES),
        close,
      }];
    } catch {
      // A meter that does not tell what it measures cannot be used.
      close();
      return [];
    }
  });
}
