import type { Seconds } from "./units.ts";

/** CPU time of this process, all threads, in seconds. */
export interface ProcessCpu {
  /** Seconds in user code. */
  readonly userS: Seconds;
  /** Seconds in the kernel on behalf of this process. */
  readonly systemS: Seconds;
}

/** CPU time and memory of ended children, from the operating system's own account. */
export interface ChildUsage extends Disposable {
  /** Seconds of all children that have ended and were waited for. */
  cpuS(): Seconds;
  /** Most memory that one of them had, in bytes. */
  maxResidentBytes(): number;
  /** Whether there is any child now, living or not yet waited for; without one nothing has to be searched. */
  any(): boolean;
}

/** A system file kept open, so that reading it again costs about a microsecond. */
export interface OpenFile extends Disposable {
  /** The whole content, read anew from the start. */
  read(): string;
}

/**
 * The machine as a value: everything that measuring reads from outside goes through here, so that a test
 * passes another machine (a folder that holds `proc/` and `sys/`, a clock of its own, no network).
 */
export interface Host {
  /** Operating system, as `Deno.build.os` names it. */
  readonly os: string;
  /** Processor architecture, as `Deno.build.arch` names it. */
  readonly arch: string;
  /** Logical processors that this process may use. */
  readonly logicalCpus: number;
  /** IANA time zone, `"UTC"` where none is set; the first one that asks waits ten milliseconds. */
  readonly timeZone: string;
  /** Number of this process. */
  readonly pid: number;
  /** Where a system file really lies: `root` in front of it. */
  path(path: string): string;
  /** Reads a system file; `path` is absolute (`/proc/stat`). Throws when it may not or cannot be read. */
  readText(path: string): string;
  /** Names in a system folder, sorted; throws like `readText`. */
  list(path: string): string[];
  /** Reads a system file that is not text; throws like `readText`. */
  readBytes(path: string): Uint8Array;
  /** Opens a system file for many reads; throws like `readText`. */
  open(path: string): OpenFile;
  /** Where a native library really lies: its name, unless a test replaces it. */
  libraryPath(name: string): string;
  /** Opens a native library; never asks, throws when it is not there or not permitted. */
  openLibrary: typeof Deno.dlopen;
  /** An environment variable; `undefined` when unset, empty or not permitted. */
  env(name: string): string | undefined;
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Seconds on a clock that never jumps. */
  monotonicS(): Seconds;
  /** CPU time of this process. */
  processCpu(): ProcessCpu;
  /** Account of ended children in microseconds; `undefined` where it cannot be read. */
  childUsage(): ChildUsage | undefined;
  /** Resident memory of this process in bytes. */
  residentBytes(): number;
  /** `fetch`, replaceable. */
  readonly fetch: typeof fetch;
  /** Loads a package that is fetched at first use only (`"npm:name@x.y.z"`). */
  load(specifier: string): Promise<unknown>;
}

/** A system file or call that this process may not use, with the remedy. */
export class NotPermitted extends Error {
  /** Names the error. */
  override name = "NotPermitted";
}

/** What a test or a fixture replaces in the real machine. */
export interface HostOptions
  extends
    Partial<Omit<Host, "path" | "readText" | "readBytes" | "list" | "open" | "libraryPath" | "openLibrary">> {
  /** Folder that stands for `/`: `/proc/stat` is then read from `root + "/proc/stat"`. Default `""`. */
  readonly root?: string;
  /** Environment to use instead of the process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Native libraries by name, in place of those of the system: others are not there. */
  readonly libraries?: Readonly<Record<string, string>>;
}

/** The machine that this process runs on, with `options` in place of the parts they name. */
export function realHost(options: HostOptions = {}): Host {
  const { root = "", environment, libraries, ...replaced } = options;
  const libraryPath = (name: string) => libraries ? libraries[name] ?? `${root}/missing/${name}` : name;
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    logicalCpus: navigator.hardwareConcurrency,
    get timeZone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
    },
    pid: Deno.pid,
    path: (path) => root + path,
    readText: (path) => Deno.readTextFileSync(allowed(root + path)),
    list: (path) => Array.from(Deno.readDirSync(allowed(root + path)), (entry) => entry.name).sort(),
    readBytes: (path) => Deno.readFileSync(allowed(root + path)),
    open: (path) => openFile(allowed(root + path)),
    libraryPath,
    openLibrary: (name, symbols) => openLibrary(libraryPath(String(name)), symbols),
    env: environment ? (name) => environment[name] || undefined : readEnvironment,
    epochMs: Date.now,
    monotonicS: () => performance.now() / 1000,
    processCpu,
    childUsage,
    residentBytes: () => Deno.memoryUsage().rss,
    fetch: (...request) => fetch(...request),
    load: (specifier) => import(specifier),
    ...replaced,
  };
}

let mayReadAll: boolean | undefined, mayReadEnvironment: boolean | undefined;
/** Never asks: a prompt would stop a training. Deno itself refuses `/proc` and `/sys` without `-A`. */
function allowed(path: string): string {
  mayReadAll ??= Deno.permissions.querySync({ name: "read" }).state === "granted";
  if (mayReadAll || Deno.permissions.querySync({ name: "read", path }).state === "granted") return path;
  throw new NotPermitted(`Cannot read "${path}": needs deno run -A`);
}

function readEnvironment(name: string): string | undefined {
  mayReadEnvironment ??= Deno.permissions.querySync({ name: "env" }).state === "granted";
  const query = { name: "env", variable: name } as const;
  if (!mayReadEnvironment && Deno.permissions.querySync(query).state !== "granted") return undefined;
  return Deno.env.get(name) || undefined;
}

function openLibrary<const Symbols extends Deno.ForeignLibraryInterface>(
  path: string,
  symbols: Symbols,
): Deno.DynamicLibrary<Symbols> {
  const isGranted = Deno.permissions.querySync({ name: "ffi" }).state === "granted";
  if (!isGranted) throw new NotPermitted(`Cannot load "${path}": needs deno run -A`);
  return Deno.dlopen(path, symbols);
}

function openFile(path: string): OpenFile {
  const file = Deno.openSync(path);
  const buffer = new Uint8Array(64 * 1024), decoder = new TextDecoder();
  return {
    read() {
      file.seekSync(0, Deno.SeekMode.Start);
      let length = 0;
      for (;;) {
        const read = file.readSync(buffer.subarray(length));
        if (read === null || read === 0) break;
        length += read;
      }
      return decoder.decode(buffer.subarray(0, length));
    },
    [Symbol.dispose]: () => file.close(),
  };
}

/** `Deno.cpuUsage` exists from Deno 2.2 on but not in its types; this is the one place that says so. */
function processCpu(): ProcessCpu {
  const { cpuUsage } = Deno as unknown as { cpuUsage?(): { user: number; system: number } };
  if (cpuUsage === undefined) throw new Error(`Deno is ${Deno.version.deno}, should be 2.2 or newer`);
  const { user, system } = cpuUsage();
  return { userS: user / 1e6, systemS: system / 1e6 };
}

/**
 * `getrusage(RUSAGE_CHILDREN)` of the C library: 144 bytes, times in seconds and microseconds at the front; and
 * `waitid` that only looks (`WNOHANG | WEXITED | WNOWAIT | __WALL`) and takes no child from anybody. Stands on its
 * own, because it also runs as text in a worker.
 */
export function childUsage(): ChildUsage | undefined {
  const mayOpen = Deno.permissions.querySync({ name: "ffi" }).state === "granted";
  if (Deno.build.os !== "linux" || !mayOpen) return undefined;
  const RUSAGE_CHILDREN = -1, P_ALL = 0, ONLY_LOOK = 1 | 4 | 0x01000000 | 0x40000000;
  const usage = new BigInt64Array(18), who = new Uint8Array(128);
  try {
    const library = Deno.dlopen("libc.so.6", {
      getrusage: { parameters: ["i32", "buffer"], result: "i32" },
      waitid: { parameters: ["i32", "u32", "buffer", "i32"], result: "i32" },
    });
    const field = (index: number) => Number(usage[index] ?? 0n);
    const read = () => library.symbols.getrusage(RUSAGE_CHILDREN, usage);
    return {
      cpuS: () => (read(), field(0) + field(2) + (field(1) + field(3)) / 1e6),
      maxResidentBytes: () => (read(), field(4) * 1024),
      any: () => library.symbols.waitid(P_ALL, 0, who, ONLY_LOOK) === 0,
      [Symbol.dispose]: () => library.close(),
    };
  } catch {
    // Another C library (musl): `/proc/self/stat` has the same in ticks.
    return undefined;
  }
}
