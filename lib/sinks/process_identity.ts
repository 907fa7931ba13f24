import type { Host } from "../host.ts";

/** Where a process lives: a process number says something only there. */
export interface ProcessHome {
  /** The machine: its name and, on Linux, its own number; empty where a part of it cannot be read. */
  readonly machine: string;
  /** Its start; empty where that cannot be read. */
  readonly boot: string;
  /** Whose process numbers these are: containers of one machine count each on its own. */
  readonly pids: string;
}

/** Whether the process of a run lives: `"unknown"` on another machine, in another container, or unseen. */
export type Life = "alive" | "gone" | "unknown";

/** A process as a journal names it. */
export interface NamedProcess {
  /** Its number. */
  readonly pid: number;
  /** When it began, in the system's own ticks; empty where that was not known. */
  readonly processStart: string;
  /** Where; a journal of an older version does not tell. */
  readonly home?: ProcessHome | undefined;
}

/** Where this process lives. Reads files only; what cannot be read stays empty. */
export function processHome(host: Host): ProcessHome {
  const parts = host.os === "linux"
    ? [content("/proc/sys/kernel/hostname", host), content("/etc/machine-id", host)]
    : [hostname()];
  return {
    machine: parts.includes("") ? "" : parts.join(" "),
    boot: content("/proc/sys/kernel/random/boot_id", host),
    pids: linkTarget("/proc/self/ns/pid", host),
  };
}

/** When a process began, in the system's own ticks; empty where that cannot be read. */
export function processStart(pid: number | "self", host: Host): string {
  try {
    return startIn(host.readText(`/proc/${pid}/stat`));
  } catch {
    // The process is gone, or this is not Linux.
    return "";
  }
}

/**
 * Whether a process lives. Asks nobody who could be disturbed: on Linux it reads, elsewhere it sends SIGURG, which
 * every program ignores unless it asked for it, and which neither wakes nor ends anything.
 *
 * @param named The process.
 * @param host The machine that asks.
 * @param here Where it asks.
 */
export function lifeOf(named: NamedProcess, host: Host, here: ProcessHome): Life {
  const { home = here } = named;
  const isSameMachine = home.machine === here.machine && home.machine !== "";
  // On Linux a boot is one machine's own, whatever that is called now.
  const isSameBoot = home.boot === "" || here.boot === "" ? isSameMachine : home.boot === here.boot;
  if (home !== here && !isSameBoot) return isSameMachine ? "gone" : "unknown";
  if (home.pids !== here.pids) return "unknown";
  return host.os === "linux" ? lifeOnLinux(named, host) : lifeElsewhere(named.pid, host);
}

function lifeOnLinux({ pid, processStart }: NamedProcess, host: Host): Life {
  try {
    const start = startIn(host.readText(`/proc/${pid}/stat`));
    // A number that was given to another process has another start.
    return processStart === "" || start === processStart ? "alive" : "gone";
  } catch (error) {
    // Somebody else's process can be hidden or forbidden: only "not there" says that it is gone.
    return error instanceof Deno.errors.NotFound ? "gone" : "unknown";
  }
}

function lifeElsewhere(pid: number, host: Host): Life {
  if (host.os === "windows") return "unknown";
  try {
    Deno.kill(pid, "SIGURG");
    return "alive";
  } catch (error) {
    // "Not permitted" says that somebody is there.
    return error instanceof Deno.errors.NotFound ? "gone" : "unknown";
  }
}

/** Field 22; the name in brackets before it may hold blanks. */
function startIn(stat: string): string {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function content(path: string, host: Host): string {
  try {
    return host.readText(path).trim();
  } catch {
    // Another system, or a container without it.
    return "";
  }
}

function linkTarget(path: string, host: Host): string {
  try {
    return Deno.readLinkSync(host.path(path));
  } catch {
    // Another system, or no permission.
    return "";
  }
}

function hostname(): string {
  try {
    return Deno.hostname();
  } catch {
    // No permission: runs of unknown machines are left alone.
    return "";
  }
}
