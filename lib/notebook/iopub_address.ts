/**
 * Where the kernel that this process is publishes: its own connection file is named on its command line (Linux).
 * Self-contained: workers take its text.
 *
 * @returns The address, or why it cannot be found.
 */
export function findIopub(): { hostname: string; port: number } | string {
  try {
    const words = Deno.readTextFileSync("/proc/self/cmdline").split("\0");
    const file = words[words.indexOf("--conn") + 1];
    if (!words.includes("--conn") || file === undefined) {
      return "the kernel's connection file is not on its command line";
    }
    const { ip, iopub_port, transport } = JSON.parse(Deno.readTextFileSync(file));
    if (transport !== "tcp") return `the kernel's transport is "${transport}", should be "tcp"`;
    return { hostname: String(ip), port: Number(iopub_port) };
  } catch (error) {
    // Another system, or a file that was removed: everything else works without it.
    return `the kernel's connection file cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}
