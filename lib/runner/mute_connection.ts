import type { ServicesSettings } from "./services.ts";

/**
 * Lets a connection of Jupyter's client library come to rest. To dispose of one that is about to connect again would
 * throw in a timer of the library, where nobody can catch it; so whatever it tries from now on comes to nothing.
 *
 * @param settings Those of this connection and of no other.
 */
export function mute(settings: ServicesSettings): void {
  settings.WebSocket = SilentSocket;
  settings.fetch = () => Promise.resolve(new Response(null, { status: 404 }));
}

/** A socket that never opens and never fails. */
class SilentSocket {
  readonly protocol = "";
  binaryType = "arraybuffer";

  close(): void {}
  send(): void {}
}
