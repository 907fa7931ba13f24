import type { Message, Signer } from "./message.ts";
import type { ZmtpConnection } from "./zmtp.ts";

/**
 * Hands every message that arrives to `take`, until the connection ends. What is no message, or is not signed with
 * our key, does not come from our kernel and is dropped.
 *
 * @throws {Error} When the peer sends something that is no frame: the connection is useless from there on.
 */
export async function listen(
  connection: ZmtpConnection,
  signer: Signer,
  take: (message: Message) => void,
): Promise<void> {
  for (let frames = await connection.receive(); frames !== undefined; frames = await connection.receive()) {
    const message = decoded(signer, frames);
    if (message) take(message);
  }
}

function decoded(signer: Signer, frames: readonly Uint8Array[]): Message | undefined {
  try {
    return signer.decode(frames);
  } catch {
    // Anybody on this machine may connect to the port; only the kernel knows the key.
    return undefined;
  }
}
