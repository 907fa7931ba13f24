import type { Host } from "../host.ts";

/** Names in a system folder; none where it is absent or forbidden. */
export function namesIn(host: Host, path: string): string[] {
  try {
    return host.list(path);
  } catch {
    // Absent and forbidden are the same for whoever looks for something in it.
    return [];
  }
}

/** The text of a system file without blanks around it; `undefined` where it is absent or forbidden. */
export function textOf(host: Host, path: string): string | undefined {
  try {
    return host.readText(path).trim();
  } catch {
    // Most of the files that are asked for do not exist on most machines.
    return undefined;
  }
}
