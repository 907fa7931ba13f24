/**
 * Whether a kernel's messages arrive late unless somebody answers: it writes them in small pieces, and its system waits
 * with each for an acknowledgement, which ours sends 40 ms late unless it has something to say. So it is told something
 * after each message: an unsubscription from what nobody has subscribed to.
 *
 * Deno's kernel does so from 2.8.2 on. The one before must not be told anything while it publishes: its thread then
 * waits for itself, and no cell ends any more (seen on 2.8.1).
 *
 * @param implementation Its name, as in the reply to `kernel_info_request`.
 * @param version Its version.
 */
export function isHeldBack(implementation: string, version: string): boolean {
  if (!/^deno/i.test(implementation)) return true;
  const [major = 0, minor = 0, patch = 0] = version.split(".").map((part) => parseInt(part));
  return major > 2 || major === 2 && (minor > 8 || minor === 8 && patch >= 2);
}

/** An unsubscription from what nobody has subscribed to. */
export const NOTHING: Uint8Array<ArrayBuffer> = Uint8Array.of(0, 0x2d);
