/** What a relay does besides passing on. */
export interface RelayOptions {
  /** Looks at the head of each request; a status ends the connection with it. Default: nothing. */
  readonly refuse?: (head: string) => number | undefined;
}

/**
 * Passes everything on to a server; `/drop` cuts all its connections but the asking one. After `/swallow` whatever the
 * server says on connections of that moment is taken and reaches nobody: for the server it is delivered. After
 * `/swallow_requests` the same with what it is told.
 */
export function openRelay(target: string, { refuse }: RelayOptions = {}) {
  const { port } = new URL(target);
  const pairs = new Set<Deno.TcpConn>();
  const swallowed = new Set<Deno.TcpConn>(), unheard = new Set<Deno.TcpConn>();
  let drops = 0;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  const close = (connection: Deno.TcpConn) => {
    pairs.delete(connection);
    try {
      connection.close();
    } catch {
      // The other side was first.
    }
  };
  const drop = () => {
    drops++;
    for (const connection of pairs) close(connection);
  };
  const answer = async (client: Deno.TcpConn, status: number) => {
    const text = `HTTP/1.1 ${status} Relay\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;
    await client.write(new TextEncoder().encode(text));
    close(client);
  };
  /** Where a request begins that is not let through. */
  const refusal = (bytes: Uint8Array) => {
    const text = new TextDecoder("latin1").decode(bytes);
    return /^(GET|POST|PUT|PATCH|DELETE) \S+ HTTP/.test(text) ? refuse?.(text) : undefined;
  };
  const serve = async (client: Deno.TcpConn) => {
    const head = new Uint8Array(65536), length = await client.read(head) ?? 0;
    const asked = new TextDecoder().decode(head.subarray(0, length)).match(
      /^GET \/(drop|swallow|swallow_requests) /,
    )?.[1];
    if (asked === "drop") drop();
    if (asked === "swallow") pairs.forEach((connection) => swallowed.add(connection));
    if (asked === "swallow_requests") pairs.forEach((connection) => unheard.add(connection));
    if (asked !== undefined) return await answer(client, 200);
    const status = refusal(head.subarray(0, length));
    if (status !== undefined) return await answer(client, status);
    const server = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) }).catch(() => undefined);
    // It is gone, and so is the way there.
    if (server === undefined) return close(client);
    for (const connection of [client, server]) pairs.add(connection);
    await server.write(head.subarray(0, length));
    const pump = async (from: Deno.TcpConn, to: Deno.TcpConn) => {
      try {
        for await (const bytes of from.readable) {
          const status = from === client ? refusal(bytes) : undefined;
          if (status !== undefined) {
            await answer(client, status);
            break;
          }
          if ((from === server ? swallowed : unheard).has(from)) continue;
          for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
        }
      } catch {
        // Cut.
      }
      close(from);
      close(to);
    };
    await Promise.all([pump(client, server), pump(server, client)]);
  };
  const running = (async () => {
    for await (const client of listener) void serve(client);
  })();
  return {
    url,
    drop,
    drops: () => drops,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of pairs) close(connection);
      await running;
    },
  };
}
