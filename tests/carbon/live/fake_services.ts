import type { Host } from "../../../lib/host.ts";
import { realHost } from "../../../lib/host.ts";

/** A loopback server that stands for all services. */
export interface FakeServices extends AsyncDisposable {
  /** A machine whose `fetch` leads to it, with its own clock and environment. */
  readonly host: Host;
  /** Requests so far: address, and headers that may hold a key. */
  readonly asked: { url: URL; headers: Headers }[];
  /** Milliseconds since 1970 on the machine's clock. */
  nowMs: number;
  /** What the server answers from now on. */
  answer: (url: URL, request: Request) => Response | Promise<Response>;
}

/** 25 November 2026, 12:10 UTC. */
export const NOON = Date.UTC(2026, 10, 25, 12, 10);

/** Starts the server; every address of the services leads to it. */
export function fakeServices(
  answer: FakeServices["answer"],
  environment: Readonly<Record<string, string>> = {},
): FakeServices {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const url = new URL(decodeURIComponent(new URL(request.url).searchParams.get("for") ?? ""));
    fake.asked.push({ url, headers: request.headers });
    return fake.answer(url, request);
  });
  const { port } = server.addr;
  const fake: FakeServices = {
    answer,
    asked: [],
    nowMs: NOON,
    host: realHost({
      environment,
      epochMs: () => fake.nowMs,
      fetch: (input, init) =>
        fetch(`http://127.0.0.1:${port}/?for=${encodeURIComponent(encodeURIComponent(String(input)))}`, init),
    }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return fake;
}

/** An answer as JSON. */
export function json(value: unknown, init: ResponseInit = {}): Response {
  return Response.json(value, init);
}
